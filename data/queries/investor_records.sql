select * from investor where investor_id in (select unnest($ids)) order by investor_id;
