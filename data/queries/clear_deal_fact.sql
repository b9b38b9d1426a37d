delete from deal_fact
where origin in ('facts', 'enrichment', 'withdrawn') and not list_contains($keep, deal_id);
