select * from investor order by investor_id;
