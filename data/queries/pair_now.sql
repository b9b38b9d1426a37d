-- The latest step, note, plan and owner of one pair that were not undone.
select kind, event_id, actor, epoch(happened_at) as seconds, payload
from standing_event
where project_id = $project_id
    and investor_id = $investor_id
    and kind in ('moved', 'noted', 'planned', 'assigned')
qualify row_number() over (partition by kind order by event_id desc) = 1;
