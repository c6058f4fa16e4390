-- SQLite makes a table of more than two listed values for each row that it looks at, which costs as much as two indexes.
drop index request_deadline;
create index request_deadline on request (deadline) where (state = 'ACCEPTED' or state = 'QUEUED' or state = 'RUNNING');
