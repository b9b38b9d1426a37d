select investor_id from investor_fact where origin not in ('facts', 'enrichment', 'withdrawn');
