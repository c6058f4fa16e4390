-- Times are microseconds since the epoch.
create table request (
    id                text    not null primary key,
    owner             text    not null,
    operation         text    not null,
    lane              text    not null,
    state             text    not null,
    -- counts from 1; a reopening adds 1
    generation        integer not null default 1,
    attempt           integer not null,
    -- the first attempt of the current generation
    first_attempt     integer not null default 1,
    version           integer not null,
    accepted_at       bigint  not null,
    -- start of the current generation; null in the first, which starts at accepted_at
    opened_at         bigint,
    updated_at        bigint  not null,
    deadline          bigint  not null,
    -- when the broker confirmed the current attempt
    sent_at           bigint,
    -- the lane whose queue accepted the current attempt; suspect requests have a queue of their own
    sent_lane         text,
    -- the earliest time at which an instance may claim the row; null while it is claimed or after it was sent
    dispatch_at       bigint,
    -- the instance that claimed the row last
    instance          text    not null,
    -- how often the request was republished in its generation, because the broker lost it or gave it back
    republished       integer not null default 0,
    processing_micros bigint,
    progress_percent  integer,
    progress_message  text,
    -- the batch and the line of the request in it; null for a single request
    batch             text,
    line              bigint,
    -- the W3C traceparent of the submission; null without a trace
    trace             text,
    -- the SHA-256 of the caller's key; the key itself is nowhere in the ledger
    idempotency_key   text,
    fingerprint       text,
    payload           bytea,
    result            bytea,
    error             bytea
);

-- The conditions of partial indexes are those of the SQLite ledger, and the queries repeat them literally.
create unique index request_idempotency on request (owner, idempotency_key) where idempotency_key is not null;
create unique index request_line on request (batch, line) where batch is not null;
-- By queue, so that requests of a queue that accepts nothing do not delay those of the others.
create index request_dispatch on request (operation, lane, dispatch_at) where dispatch_at is not null;
-- By time of acceptance, because the order of ids would lead past all older requests that no longer wait.
create index request_waiting on request (operation, lane, accepted_at) where state in ('ACCEPTED', 'QUEUED');
create index request_sent on request (operation, sent_lane, sent_at) where state in ('QUEUED', 'RUNNING');
-- With "or" as in SQLite, where a list of three values costs more, because the queries are the same.
create index request_deadline on request (deadline) where (state = 'ACCEPTED' or state = 'QUEUED' or state = 'RUNNING');
-- Finds failed or running requests among millions that succeeded. A request that succeeds at once never enters this index.
create index request_listed on request (owner, state, id) where state <> 'ACCEPTED' and state <> 'SUCCEEDED';
-- The succeeded requests of a batch are its total minus these, so that a success leaves an index and enters none.
create index request_batch_unsucceeded on request (batch, state, line) where batch is not null and state <> 'SUCCEEDED';

-- What remains of a purged or erased request, so that the answer is 410 instead of 404.
create table tombstone (
    id      text   not null primary key,
    owner   text   not null,
    purged_at bigint not null,
    -- that of the purged request or batch, so that the work is not done again
    idempotency_key text
);
create index tombstone_purged on tombstone (purged_at);
create index tombstone_idempotency on tombstone (owner, idempotency_key) where idempotency_key is not null;

-- The instances of System A that share this ledger, and the time of the last heartbeat by the database's clock.
create table instance (
    id      text   not null primary key,
    heartbeat_at bigint not null
);

-- Counts of lines and rejections are those of the latest upload.
create table batch (
    id              text    not null primary key,
    owner           text    not null,
    idempotency_key text,
    -- number of the latest upload, and the instance that receives it; null after its end
    upload          integer not null,
    instance        text,
    lines           bigint  not null,
    refused         bigint  not null,
    refusals        bytea,
    accepted_at     bigint  not null,
    updated_at      bigint  not null,
    -- when an upload was stored completely, and the SHA-256 of its body
    completed_at    bigint,
    fingerprint     text
);
create unique index batch_idempotency on batch (owner, idempotency_key) where idempotency_key is not null;
create index batch_updated on batch (updated_at);

-- One row: the id of this ledger, 16 hexadecimal digits. A copy of the ledger has the same.
create table ledger (
    id text not null primary key
);
insert into ledger (id) values (left(replace(gen_random_uuid()::text, '-', ''), 16));
