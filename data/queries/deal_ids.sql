select deal_id as id, deal_id as name from deal_fact order by id;
