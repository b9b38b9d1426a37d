select 1 from deal where deal_id = $id;
