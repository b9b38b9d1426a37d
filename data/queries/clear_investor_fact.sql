delete from investor_fact
where origin in ('facts', 'enrichment', 'withdrawn') and not list_contains($keep, investor_id);
