-- Seed projects that something people did still refers to.
select project_id
from project_fact
where origin in ('facts', 'enrichment', 'withdrawn')
  and (
      project_id in (select project_id from event where project_id is not null)
      or project_id in (select gone_id from merging where record_kind = 'project')
      or project_id in (
          select project_id from deal_fact
          where origin not in ('facts', 'enrichment', 'withdrawn')
      )
  );
