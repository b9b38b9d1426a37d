select deal_id from deal_fact where origin not in ('facts', 'enrichment', 'withdrawn');
