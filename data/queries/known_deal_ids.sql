-- Records with one of the ids asked for, whatever its capitals; those merged away are left out.
select asked.place, f.deal_id as id
from asked
join deal_fact f on lower(f.deal_id) = asked.folded
where f.deal_id not in (select gone_id from merged where record_kind = 'deal')
order by asked.place, id;
