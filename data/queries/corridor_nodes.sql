select * from corridor_node order by corridor_id, position;
