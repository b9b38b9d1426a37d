-- Where the value of a field was suggested: by what rule or fact, until a person changes it.

create or replace view structure_entry as
select
    s.event_id,
    s.project_id,
    each.key as field,
    each.value ->> 'value' as value,
    each.value ->> 'source_url' as source_url,
    each.value ->> 'suggested' as suggested,
    s.actor,
    s.happened_at,
    s.undone
from structure_save s, json_each(s.fields) as each;

create or replace view structure as
with entered as (
    select *
    from structure_entry
    where not undone
    qualify row_number() over (partition by project_id, field order by event_id desc) = 1
)
select
    coalesce(e.project_id, f.project_id) as project_id,
    coalesce(e.field, f.field) as field,
    case when e.field is null then f.value else e.value end as value,
    case when e.field is null then f.words end as words,
    case when e.field is null then f.read_in end as read_in,
    case when e.field is null then f.source_url else e.source_url end as source_url,
    case when e.field is null then f.as_of end as as_of,
    case when e.field is null then f.verified end as verified,
    e.suggested,
    e.actor,
    e.happened_at
from structure_fact f
full join entered e on e.project_id = f.project_id and e.field = f.field
where e.field is null or e.value is not null;
