-- Most requests succeed. Of a batch these are counted as what is left of its lines, so that success takes its row out of an
-- index and into none.
drop index request_batch_state;
create index request_batch_unsucceeded on request (batch, state, line) where batch is not null and state <> 'SUCCEEDED';
