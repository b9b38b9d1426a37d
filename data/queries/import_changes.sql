select
    coalesce(deal_id, project_id, investor_id) as record_id,
    payload ->> 'field' as field,
    payload ->> 'earlier' as earlier,
    payload ->> 'value' as value,
    payload ->> 'earlier_source_url' as earlier_source_url,
    payload ->> 'source_url' as source_url
from event
where kind = 'edited' and payload ->> 'batch_id' = $batch_id
order by event_id
limit $most;
