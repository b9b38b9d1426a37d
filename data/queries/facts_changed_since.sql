-- What a moment did not know yet: records brought in since, and for every field corrected since what
-- it said before the first correction (JSON). What was undone counts as never done.
select record_kind, record_id, null as field, null as earlier
from import_created
join import_history using (batch_id, record_kind)
where undone_at is null and happened_at >= cast($since as timestamptz)
union all
select
    case
        when deal_id is not null then 'deal'
        when project_id is not null then 'project'
        else 'investor'
    end,
    coalesce(deal_id, project_id, investor_id),
    payload ->> 'field',
    cast(payload -> 'earlier' as varchar)
from standing_event
where kind = 'edited' and happened_at >= cast($since as timestamptz)
qualify row_number() over (
    partition by deal_id, project_id, investor_id, payload ->> 'field' order by event_id
) = 1;
