-- Every merge and every pair told apart, newest first, undone ones too. Times are UTC.
select
    event_id,
    kind,
    payload ->> 'record_kind' as record_kind,
    coalesce(deal_id, project_id, investor_id) as record_id,
    coalesce(payload ->> 'gone_id', payload ->> 'other_id') as other_id,
    actor,
    happened_at at time zone 'UTC' as happened_at,
    event_id in (
        select cast(payload ->> 'event_id' as uuid) from event where kind = 'undone'
    ) as undone
from event
where kind in ('merged', 'told_apart')
order by event_id desc;
