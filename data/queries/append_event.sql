insert into event (event_id, actor, kind, project_id, investor_id, deal_id, payload)
values (
    cast($event_id as uuid), $actor, $kind, $project_id, $investor_id, $deal_id, $payload
)
returning event_id;
