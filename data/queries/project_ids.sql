select project_id as id, name from project order by id limit $most;
