-- Rates behind a conversion: dollars, and the other currency where it has its own.
select unit, value, source_url, verified
from rate
where year = $year and series in ('USD/KZT', $series)
order by series desc;
