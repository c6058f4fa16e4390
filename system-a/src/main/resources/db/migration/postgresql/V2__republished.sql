-- How often the request was republished in its generation, because the broker lost it or gave it back.
alter table request add column republished integer not null default 0;
