select * from structure_value order by field, position;
