-- What stands on a batch: steps and notes about records that it created, deals of others with
-- them, later edits of the fields that it changed, and merges.
with created as (
    select record_kind, record_id from import_created where batch_id = cast($batch_id as uuid)
),
spoken_of as (
    select
        *,
        case
            when deal_id is not null then 'deal'
            when project_id is not null then 'project'
            else 'investor'
        end as record_kind,
        coalesce(deal_id, project_id, investor_id) as record_id
    from standing_event
),
named as (
    select * from spoken_of
    where kind <> 'imported' and coalesce(payload ->> 'batch_id', '') <> $batch_id
),
batch_edit as (
    select record_kind, record_id, payload ->> 'field' as field, event_id
    from spoken_of
    where kind = 'edited' and payload ->> 'batch_id' = $batch_id
)
select n.kind as what, c.record_kind, c.record_id, coalesce(n.payload ->> 'field', n.payload ->> 'gone_id', n.payload ->> 'other_id') as field, n.actor, timezone('UTC', n.happened_at) as happened_at
from named n
join created c
    on (c.record_kind = 'deal' and n.deal_id = c.record_id)
    or (c.record_kind = 'project' and n.project_id = c.record_id)
    or (c.record_kind = 'investor' and n.investor_id = c.record_id)
union all
select 'deal', c.record_kind, c.record_id, d.deal_id, null, null
from deal_fact d
join created c
    on (c.record_kind = 'project' and d.project_id = c.record_id)
    or (c.record_kind = 'investor' and d.investor_id = c.record_id)
union all
select 'merged', c.record_kind, c.record_id, m.survivor_id, m.actor, timezone('UTC', m.happened_at)
from merging m
join created c on m.record_kind = c.record_kind and m.gone_id = c.record_id
union all
-- A merge that kept or passed over a value that the batch had changed was decided on that value.
select distinct 'merged', m.record_kind, b.record_id, if(m.gone_id = b.record_id, m.survivor_id, m.gone_id), m.actor, timezone('UTC', m.happened_at)
from merging m
join batch_edit b
    on b.record_id in (m.gone_id, m.survivor_id)
    and m.record_kind = b.record_kind
    and m.event_id > b.event_id
union all
select 'edited', n.record_kind, b.record_id, b.field, n.actor, timezone('UTC', n.happened_at) as happened_at
from named n
join batch_edit b
    on n.kind = 'edited'
    and n.record_id = b.record_id
    and n.payload ->> 'field' = b.field
    and n.event_id > b.event_id
order by 2, 3, 1;
