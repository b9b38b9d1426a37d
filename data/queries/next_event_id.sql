-- An id for an event, and the greatest id so far: two of the same millisecond are in no order by
-- themselves, and a clock may be set back.
select uuidv7() as candidate, (select max(event_id) from event) as newest;
