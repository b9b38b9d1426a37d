-- What a clearing left of the seed's rows is gone from the files.
update project_fact set origin = 'withdrawn' where origin in ('facts', 'enrichment');
