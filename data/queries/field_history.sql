-- Every edit of a record, oldest first, with what was undone.
select
    e.event_id,
    e.payload ->> 'field' as field,
    e.payload ->> 'value' as value,
    e.payload ->> 'earlier' as earlier,
    e.payload ->> 'source_url' as source_url,
    e.payload ->> 'earlier_source_url' as earlier_source_url,
    e.payload ->> 'batch_id' as batch_id,
    b.file_name,
    e.actor,
    timezone('UTC', e.happened_at) as happened_at,
    e.event_id not in (select event_id from standing_event) as undone
from event e
left join import_batch b on cast(b.batch_id as varchar) = e.payload ->> 'batch_id'
where e.kind = 'edited'
  and case $kind
      when 'deal' then e.deal_id
      when 'project' then e.project_id
      else e.investor_id
  end = $id
order by e.event_id;
