-- Pairs that are decided as they stand now: a binding document or money paid out, or declined.
select project_id, investor_id, rung in ('binding', 'disbursed') as reached
from pair_state
where rung in ('binding', 'disbursed', 'declined')
    and project_id in (select project_id from project)
    and investor_id in (select investor_id from investor)
order by project_id, investor_id;
