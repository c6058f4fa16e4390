-- One SQL for SQLite and PostgreSQL. Types are text, ${bytes}, bigint and integer and nothing else:
-- in SQLite other names mean numbers. Times are microseconds since the epoch.
create table request (
    id                text    not null primary key,
    owner             text    not null,
    operation         text    not null,
    lane              text    not null,
    state             text    not null,
    attempt           integer not null,
    version           integer not null,
    accepted_at       bigint  not null,
    updated_at        bigint  not null,
    deadline          bigint  not null,
    -- when the broker confirmed the current attempt
    sent_at           bigint,
    -- when an instance may claim the row for publishing; null while it is in an instance's hands or was sent
    dispatch_at       bigint,
    -- the instance in whose hands the row is or was
    instance          text    not null,
    processing_micros bigint,
    progress_percent  integer,
    progress_message  text,
    idempotency_key   text,
    fingerprint       text,
    payload           ${bytes},
    result            ${bytes},
    error             ${bytes}
);

-- The queries that use a partial index repeat its condition to the letter: SQLite looks for just that.
create unique index request_idempotency on request (owner, idempotency_key) where idempotency_key is not null;
create index request_dispatch on request (dispatch_at) where dispatch_at is not null;
create index request_waiting on request (operation, lane, id) where state in ('ACCEPTED', 'QUEUED');
create index request_deadline on request (deadline) where state in ('ACCEPTED', 'QUEUED', 'RUNNING');
