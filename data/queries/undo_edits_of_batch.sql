insert into event (actor, kind, project_id, investor_id, deal_id, payload)
select $actor, 'undone', project_id, investor_id, deal_id, json_object('event_id', cast(event_id as varchar))
from standing_event
where kind in ('edited', 'structured') and payload ->> 'batch_id' = $batch_id;
