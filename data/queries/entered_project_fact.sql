select project_id from project_fact where origin not in ('facts', 'enrichment', 'withdrawn');
