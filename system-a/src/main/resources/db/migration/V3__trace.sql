-- Where in which trace the request was submitted, as a W3C traceparent; null if in none. It goes with the row.
alter table request add column trace text;
