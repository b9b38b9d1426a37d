-- The first form of the view never showed that a batch was undone.
create or replace view import_history as
select
    b.*,
    done.happened_at,
    done.actor,
    undone.happened_at as undone_at,
    undone.actor as undone_by
from import_batch b
join event done on done.event_id = b.batch_id
left join event undone
    on undone.kind = 'undone' and undone.payload ->> 'event_id' = cast(b.batch_id as varchar);
