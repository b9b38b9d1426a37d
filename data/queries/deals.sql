select * from deal order by deal_id;
