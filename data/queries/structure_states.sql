-- The latest save of each deal that somebody saved, times in UTC, and how many of its saves stand.
select
    * replace (
        happened_at at time zone 'UTC' as happened_at,
        cast(event_id as varchar) as event_id
    ),
    (
        select count(*)
        from structure_save
        where project_id = structure_state.project_id and not undone
    ) as saves
from structure_state
order by project_id;
