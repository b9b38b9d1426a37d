-- Everything entered over rates and thresholds, newest first, times in UTC, with the value before.
select
    cast(e.entry_id as varchar) as entry_id,
    e.entered_at at time zone 'UTC' as entered_at,
    e.actor,
    e.figure,
    e.year,
    coalesce(
        lag(e.value) over (partition by e.figure, e.year order by e.entry_id),
        r.value
    ) as before,
    coalesce(e.value, r.value) as value,
    e.value is null as taken_back,
    e.basis,
    e.source_url,
    e.verified,
    e.notes,
    e.entry_id in (select entry_id from figure_latest where value is not null) as stands
from figure_entry e
left join rate r on r.series = e.figure and r.year = e.year
order by e.entry_id desc;
