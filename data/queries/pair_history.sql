-- Everything recorded of one pair, also of records merged into it, the latest first, and who took back what.
select
    cast(event.event_id as varchar) as event_id,
    event.happened_at at time zone 'UTC' as happened_at,
    event.actor,
    event.kind,
    event.payload ->> 'rung' as rung,
    event.payload ->> 'reason' as reason,
    event.payload ->> 'words' as words,
    event.payload ->> 'text' as text,
    event.payload ->> 'step' as step,
    event.payload ->> 'due' as due,
    event.payload ->> 'owner' as owner,
    undo.actor as undone_by,
    undo.happened_at at time zone 'UTC' as undone_at
from led_event as event
left join (
    select cast(payload ->> 'event_id' as uuid) as event_id, actor, happened_at
    from event
    where kind = 'undone'
    qualify row_number() over (partition by payload ->> 'event_id' order by event_id) = 1
) undo on undo.event_id = event.event_id
where event.project_id = $project_id
    and event.investor_id = $investor_id
    and event.kind in ('moved', 'noted', 'planned', 'assigned')
order by event.event_id desc;
