-- Seed deals that something people did still refers to.
select deal_id
from deal_fact
where origin in ('facts', 'enrichment', 'withdrawn')
  and (
      deal_id in (select deal_id from event where deal_id is not null)
      or deal_id in (select gone_id from merging where record_kind = 'deal')
  );
