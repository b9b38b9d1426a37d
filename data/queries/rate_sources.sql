-- Sources of the rates behind a conversion: dollars, and the other currency where it has its own.
select distinct source_url, verified
from rate
where year = $year and series in ('USD/KZT', $series) and source_url is not null
order by source_url;
