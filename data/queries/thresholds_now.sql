-- Every dated row of every threshold; one without a year holds until a dated one takes over.
select * from threshold_now order by mci nulls last, threshold, year nulls first;
