-- A plan is possibly out of date two years after its last word, or where that has no date. A
-- record counts in sums unless an overlap group says that another record holds the same money.
select
    *,
    opportunity in ('open', 'announced') and coalesce(
        try_cast(left(coalesce(status_as_of, as_of), 4) as integer), 0
    ) < year(cast($today as date)) - 2 as stale,
    project_id not in (select project_id from standing_overlap where not counts) as counts,
    (
        select list(alias order by alias)
        from standing_alias
        where record_kind = 'project' and record_id = project.project_id
    ) as aliases
from project
order by project_id;
