-- Ids of the same millisecond are in no order, so several are drawn and the least that lies above
-- all others is taken; no row where none does, until the next millisecond.
select candidate
from (select uuidv7() as candidate from range(16))
where candidate > coalesce(
    (select max(event_id) from event), cast('00000000-0000-0000-0000-000000000000' as uuid)
)
order by candidate
limit 1;
