select * from deal where deal_id in (select unnest($ids)) order by deal_id;
