select * from treaty order by country_iso2, kind;
