-- What failed, or is being worked on, is found among millions that succeeded. Those pass through none of the listed states, unless
-- they took their time, so that the index costs them nothing.
create index request_listed on request (owner, state, id) where state <> 'ACCEPTED' and state <> 'SUCCEEDED';
