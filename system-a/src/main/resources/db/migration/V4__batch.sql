-- Requests that came in one upload. Lines and refusals are those of the latest upload, as far as it has come.
create table batch (
    id              text    not null primary key,
    owner           text    not null,
    idempotency_key text,
    -- how many uploads there were, and the instance that receives the latest; null once it has ended
    upload          integer not null,
    instance        text,
    lines           bigint  not null,
    refused         bigint  not null,
    refusals        ${bytes},
    accepted_at     bigint  not null,
    updated_at      bigint  not null,
    -- when an upload had been stored to its end, and the SHA-256 of its body
    completed_at    bigint,
    fingerprint     text
);
create unique index batch_idempotency on batch (owner, idempotency_key) where idempotency_key is not null;
create index batch_updated on batch (updated_at);

-- The batch that the request came in, and its line there; null if it came alone.
alter table request add column batch text;
alter table request add column line bigint;
create unique index request_line on request (batch, line) where batch is not null;
-- Counts by state are read from this index alone.
create index request_batch_state on request (batch, state, line) where batch is not null;

-- What waits in bulk to be published must not keep the other lane waiting.
drop index request_dispatch;
create index request_dispatch on request (lane, dispatch_at) where dispatch_at is not null;
