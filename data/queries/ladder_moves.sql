-- Every step of every pair that was not taken back, in the order it was recorded; times in UTC.
select
    project_id,
    investor_id,
    payload ->> 'rung' as rung,
    happened_at at time zone 'UTC' as happened_at
from standing_event
where kind = 'moved' and project_id is not null and investor_id is not null
order by event_id;
