-- Seed investors that something people did still refers to.
select investor_id
from investor_fact
where origin in ('facts', 'enrichment', 'withdrawn')
  and (
      investor_id in (select investor_id from event where investor_id is not null)
      or investor_id in (select gone_id from merging where record_kind = 'investor')
      or investor_id in (
          select investor_id from deal_fact
          where origin not in ('facts', 'enrichment', 'withdrawn')
      )
  );
