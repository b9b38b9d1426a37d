select deal_id as id, deal_id as name from deal order by id limit $most;
