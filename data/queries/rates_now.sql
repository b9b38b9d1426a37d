-- Rates as they stand: the seed's, overlaid by what was entered last.
select * from rate_now order by series, year;
