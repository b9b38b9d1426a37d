-- Pairs moved and records changed or brought in after a moment.
select kind as what, project_id, investor_id, actor, payload ->> 'rung' as rung
from standing_event
where kind in ('moved', 'edited') and happened_at > cast($since as timestamptz)
union all
select
    'created',
    case record_kind when 'project' then record_id end,
    case record_kind when 'investor' then record_id end,
    actor,
    null
from import_created
join import_history using (batch_id, record_kind)
where undone_at is null and happened_at > cast($since as timestamptz)
order by what, project_id, investor_id, actor;
