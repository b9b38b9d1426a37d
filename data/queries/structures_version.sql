-- Changes whenever a structure is saved or a save is taken back.
select concat_ws('-', count(*), max(event_id))
from event
where kind = 'structured'
    or (
        kind = 'undone'
        and cast(payload ->> 'event_id' as uuid) in (select event_id from event where kind = 'structured')
    );
