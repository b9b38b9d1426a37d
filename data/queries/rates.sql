select * from rate order by series, year;
