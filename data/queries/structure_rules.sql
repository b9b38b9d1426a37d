select * from structure_rule order by position;
