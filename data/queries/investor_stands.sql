select 1 from investor where investor_id = $id;
