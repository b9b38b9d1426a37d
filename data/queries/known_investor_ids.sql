-- Records with one of the ids asked for, whatever its capitals; those merged away are left out.
select asked.place, f.investor_id as id
from asked
join investor_fact f on lower(f.investor_id) = asked.folded
where f.investor_id not in (select gone_id from merged where record_kind = 'investor')
order by asked.place, id;
