-- Every field of every deal as it stands now, times in UTC; a field that was not read has no row.
select * replace (happened_at at time zone 'UTC' as happened_at)
from structure
order by project_id, field;
