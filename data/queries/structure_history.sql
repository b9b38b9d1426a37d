-- What was entered in a deal, newest first, times in UTC, undone saves too.
select
    cast(s.event_id as varchar) as event_id,
    s.happened_at at time zone 'UTC' as happened_at,
    s.actor,
    s.state,
    s.made_from,
    s.undone,
    e.field,
    e.value,
    e.source_url
from structure_save s
left join structure_entry e on e.event_id = s.event_id
where s.project_id = $project_id
order by s.event_id desc, e.field;
