-- Rows whose id an earlier row has as well, whatever its capitals.
select g.row, g.id, first.row as earlier
from gathered_id g
join (
    select lower(id) as folded, min(row) as row
    from gathered_id
    group by lower(id)
    having count(*) > 1
) first on first.folded = lower(g.id) and first.row < g.row
order by g.row;
