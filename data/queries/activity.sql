-- What people recorded and did not take back, by kind: since a moment, and ever; times in UTC.
select
    kind,
    count(*) filter (where happened_at >= cast($since as timestamptz)) as recent,
    count(*) as ever,
    min(happened_at) at time zone 'UTC' as first_at,
    max(happened_at) at time zone 'UTC' as last_at
from standing_event
group by kind
order by kind;
