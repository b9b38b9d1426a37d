select * from corridor order by corridor_id;
