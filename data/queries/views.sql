-- Views that were saved and not deleted: one's own and the shared ones, with one's last opening.
with change as (
    select
        payload ->> 'view_id' as view_id,
        arg_max(payload ->> 'name', event_id) as name,
        arg_max(cast(payload ->> 'shared' as boolean), event_id) as shared
    from standing_event
    where kind = 'view_changed'
    group by payload ->> 'view_id'
),
opening as (
    select
        payload ->> 'view_id' as view_id,
        max(happened_at at time zone 'UTC') as opened_at,
        arg_max(cast(payload -> 'seen' as varchar), event_id) as seen
    from standing_event
    where kind = 'view_opened' and actor = $actor
    group by payload ->> 'view_id'
),
saved as (
    select
        cast(event_id as varchar) as view_id,
        coalesce(change.name, payload ->> 'name') as name,
        payload ->> 'address' as address,
        coalesce(change.shared, cast(payload ->> 'shared' as boolean)) as shared,
        actor as saved_by,
        happened_at at time zone 'UTC' as saved_at
    from standing_event
    left join change on change.view_id = cast(event_id as varchar)
    where kind = 'view_saved'
        and cast(event_id as varchar) not in (
            select payload ->> 'view_id' from standing_event where kind = 'view_deleted'
        )
)
select saved.*, opening.opened_at, opening.seen
from saved
left join opening using (view_id)
where saved.shared or saved.saved_by = $actor
order by lower(saved.name), saved.view_id;
