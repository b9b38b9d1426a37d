-- Records that share money with one project, and which of them sums count.
select o.project_id, o.relation, o.counts, o.note, o.project_id = $id as itself
from standing_overlap o
where o.group_id in (select group_id from standing_overlap where project_id = $id)
order by o.counts desc, o.project_id;
