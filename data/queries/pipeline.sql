-- Where every pair stands now: its latest step that was not undone, the one before it, and the
-- latest owner (whoever added the pair, where none was named), next step and note. Ids of events are in the order of their recording.
with own as (
    select * replace (happened_at at time zone 'UTC' as happened_at)
    from standing_event
    where kind in ('moved', 'noted', 'planned', 'assigned')
        and project_id is not null
        and investor_id is not null
),
move as (
    select
        project_id,
        investor_id,
        event_id,
        payload ->> 'rung' as rung,
        payload ->> 'reason' as reason,
        payload ->> 'words' as words,
        payload ->> 'seen' as seen,
        actor as moved_by,
        happened_at as moved_at,
        lag(event_id) over step as before_event_id,
        lag(payload ->> 'rung') over step as before_rung,
        lag(actor) over step as before_by,
        lag(happened_at) over step as before_at,
        first_value(actor) over step as added_by,
        first_value(happened_at) over step as added_at
    from own
    where kind = 'moved'
    window step as (partition by project_id, investor_id order by event_id)
    qualify row_number() over (partition by project_id, investor_id order by event_id desc) = 1
),
beside as (
    select
        project_id,
        investor_id,
        arg_max(payload ->> 'owner', event_id) filter (kind = 'assigned') as named,
        nullif(arg_max(payload ->> 'step', event_id) filter (kind = 'planned'), '') as step,
        try_cast(
            nullif(arg_max(coalesce(payload ->> 'due', ''), event_id) filter (kind = 'planned'), '')
            as date
        ) as due,
        arg_max(happened_at, event_id) filter (kind = 'planned') as planned_at,
        count(*) filter (kind = 'planned') as plans,
        arg_max(payload ->> 'text', event_id) filter (kind = 'noted') as note,
        arg_max(actor, event_id) filter (kind = 'noted') as noted_by,
        count(*) filter (kind = 'noted') as notes,
        arg_max(happened_at, event_id) as last_at,
        arg_max(actor, event_id) as last_by
    from own
    group by project_id, investor_id
)
select * exclude (named), nullif(coalesce(named, added_by), '') as owner
from move
join beside using (project_id, investor_id)
order by project_id, investor_id;
