-- What was entered in a deal, newest first, times in UTC, undone saves too; before is what the
-- field said at that time, so a save that was taken back only later still counts for it.
with entry as (
    select * from structure_entry where project_id = $project_id
),
taken_back as (
    select event_id as at, cast(payload ->> 'event_id' as uuid) as event_id
    from event
    where kind = 'undone'
),
earlier as (
    select e.event_id, e.field, max(p.event_id) as before_event
    from entry e
    join entry p on p.field = e.field and p.event_id < e.event_id
    where not exists (
        select 1 from taken_back t where t.event_id = p.event_id and t.at < e.event_id
    )
    group by e.event_id, e.field
)
select
    cast(s.event_id as varchar) as event_id,
    s.happened_at at time zone 'UTC' as happened_at,
    s.actor,
    s.state,
    s.made_from,
    s.undone,
    e.field,
    case when r.before_event is null then f.value else p.value end as before,
    e.value,
    e.source_url,
    e.suggested
from structure_save s
left join entry e on e.event_id = s.event_id
left join earlier r on r.event_id = e.event_id and r.field = e.field
left join entry p on p.event_id = r.before_event and p.field = e.field
left join structure_fact f on f.project_id = s.project_id and f.field = e.field
where s.project_id = $project_id
order by s.event_id desc, e.field;
