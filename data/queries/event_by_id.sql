select
    kind,
    actor,
    event_id in (
        select cast(payload ->> 'event_id' as uuid) from event where kind = 'undone'
    ) as undone
from event
where event_id = try_cast($event_id as uuid);
