-- A queue that takes nothing is left alone; what waits for it must not be in the way of the others.
drop index request_dispatch;
create index request_dispatch on request (operation, lane, dispatch_at) where dispatch_at is not null;
