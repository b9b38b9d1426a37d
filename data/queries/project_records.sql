select * from project where project_id in (select unnest($ids)) order by project_id;
