select * from structure_field order by position;
