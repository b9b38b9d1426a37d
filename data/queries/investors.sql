select
    *,
    (
        select list(alias order by alias)
        from standing_alias
        where record_kind = 'investor' and record_id = investor.investor_id
    ) as aliases
from investor
order by investor_id;
