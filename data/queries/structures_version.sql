-- Changes whenever a structure is saved, a save is taken back, or records are merged.
select concat_ws('-', count(*), max(event_id))
from event
where kind in ('structured', 'merged')
    or (
        kind = 'undone'
        and cast(payload ->> 'event_id' as uuid) in (select event_id from event where kind in ('structured', 'merged'))
    );
