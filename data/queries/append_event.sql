insert into event (actor, kind, project_id, investor_id, deal_id, payload)
values ($actor, $kind, $project_id, $investor_id, $deal_id, $payload)
returning event_id;
