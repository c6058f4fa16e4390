-- Retries by hand open another life of a request under the same id.
alter table request add column life integer not null default 1;
-- the attempt that the current life began with
alter table request add column first_attempt integer not null default 1;
-- when the current life began; null in the first one, which began at accepted_at
alter table request add column opened_at bigint;

-- The lane whose queue took the current attempt; what is suspected of killing workers travels in one of its own.
alter table request add column sent_lane text;
update request set sent_lane = lane where sent_at is not null and state in ('QUEUED', 'RUNNING');
create index request_sent on request (operation, sent_lane, sent_at) where state in ('QUEUED', 'RUNNING');

-- What remains of a purged request for a while, so that it is told apart from one that never was.
create table tombstone (
    id      text   not null primary key,
    owner   text   not null,
    gone_at bigint not null
);
create index tombstone_gone on tombstone (gone_at);

-- The instances of System A that share this ledger, and when each last said so by the database's clock.
create table instance (
    id      text   not null primary key,
    seen_at bigint not null
);
