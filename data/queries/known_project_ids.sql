-- Records with one of the ids asked for, whatever its capitals; those merged away are left out.
select asked.place, f.project_id as id
from asked
join project_fact f on lower(f.project_id) = asked.folded
where f.project_id not in (select gone_id from merged where record_kind = 'project')
order by asked.place, id;
