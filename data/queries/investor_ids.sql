select investor_id as id, name from investor order by id limit $most;
