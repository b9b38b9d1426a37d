select * from structure_need order by position;
