delete from project_fact
where origin in ('facts', 'enrichment', 'withdrawn') and not list_contains($keep, project_id);
