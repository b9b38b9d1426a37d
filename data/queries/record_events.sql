-- Everything that was recorded about one investor or project and what was merged into it, newest
-- first. Times are UTC.
select
    event_id,
    happened_at at time zone 'UTC' as happened_at,
    actor,
    kind,
    project_id,
    investor_id,
    deal_id,
    cast(payload as varchar) as payload,
    event_id in (
        select cast(payload ->> 'event_id' as uuid) from event where kind = 'undone'
    ) as undone
from led_event
where (project_id = $id and $side = 'project') or (investor_id = $id and $side = 'investor')
order by event_id desc;
