-- PostgreSQL would find the oldest by the order of the ids as well, and walk through all that are older and do not wait.
drop index request_waiting;
create index request_waiting on request (operation, lane, accepted_at) where state in ('ACCEPTED', 'QUEUED');
