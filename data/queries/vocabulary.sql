select * from vocabulary order by kind, position nulls last, code, parent;
