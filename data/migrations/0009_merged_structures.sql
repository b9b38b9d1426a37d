-- What was read and entered of a deal's structure is the survivor's after a merge, as its steps and
-- notes are. What the survivor says itself comes first: its own entry, its own fact, then those of
-- the records that were merged into it.

create view led_event as
select
    e.event_id,
    e.happened_at,
    e.actor,
    e.kind,
    coalesce(mp.survivor_id, e.project_id) as project_id,
    coalesce(mi.survivor_id, e.investor_id) as investor_id,
    coalesce(md.survivor_id, e.deal_id) as deal_id,
    e.payload
from event e
-- An edit belongs to the record it was made on: what is kept of it is chosen when merging.
left join merged mp
    on mp.record_kind = 'project' and mp.gone_id = e.project_id and e.kind not in ('edited', 'merged', 'told_apart')
left join merged mi
    on mi.record_kind = 'investor' and mi.gone_id = e.investor_id and e.kind not in ('edited', 'merged', 'told_apart')
left join merged md
    on md.record_kind = 'deal' and md.gone_id = e.deal_id and e.kind not in ('edited', 'merged', 'told_apart');

create or replace view structure_save as
select
    e.event_id,
    e.project_id,
    e.payload ->> 'state' as state,
    e.payload ->> 'made_from' as made_from,
    e.payload -> 'fields' as fields,
    e.actor,
    e.happened_at,
    e.event_id not in (select event_id from standing_event) as undone
from led_event e
where e.kind = 'structured';

create or replace view structure as
with entered as (
    select s.*, o.project_id = s.project_id as own
    from structure_entry s
    join event o on o.event_id = s.event_id
    where not s.undone
    qualify row_number() over (
        partition by s.project_id, s.field order by own desc, s.event_id desc
    ) = 1
),
fact as (
    select f.* replace (coalesce(m.survivor_id, f.project_id) as project_id), m.gone_id is null as own
    from structure_fact f
    left join merged m on m.record_kind = 'project' and m.gone_id = f.project_id
    qualify row_number() over (
        partition by coalesce(m.survivor_id, f.project_id), f.field order by own desc, f.project_id
    ) = 1
),
both_sides as (
    select
        coalesce(e.project_id, f.project_id) as project_id,
        coalesce(e.field, f.field) as field,
        e.field is not null and (e.own or f.field is null or not f.own) as is_entered,
        f, e
    from fact f
    full join entered e on e.project_id = f.project_id and e.field = f.field
)
select
    project_id,
    field,
    case when is_entered then e.value else f.value end as value,
    case when not is_entered then f.words end as words,
    case when not is_entered then f.read_in end as read_in,
    case when is_entered then e.source_url else f.source_url end as source_url,
    case when not is_entered then f.as_of end as as_of,
    case when not is_entered then f.verified end as verified,
    case when is_entered then e.suggested end as suggested,
    case when is_entered then e.actor end as actor,
    case when is_entered then e.happened_at end as happened_at
from both_sides
where not is_entered or e.value is not null;

create or replace view structure_state as
select s.project_id, s.state, s.made_from, s.actor, s.happened_at, s.event_id
from structure_save s
join event o on o.event_id = s.event_id
where not s.undone
qualify row_number() over (
    partition by s.project_id order by o.project_id = s.project_id desc, s.event_id desc
) = 1;

-- The sources of single fields: a field that was taken from the record that went has its source.
create view standing_field_source as
with taken as (
    select record_kind, gone_id, survivor_id, unnest(json_keys(fields)) as field from merging
)
select
    coalesce(t.record_kind, s.record_kind) as record_kind,
    coalesce(t.survivor_id, s.record_id) as record_id,
    s.field,
    s.source_url,
    s.as_of,
    s.verified,
    s.notes
from field_source s
left join taken t
    on t.record_kind = s.record_kind and t.gone_id = s.record_id and t.field = s.field
where t.gone_id is not null
    or not exists (
        select 1 from taken o
        where o.record_kind = s.record_kind and o.survivor_id = s.record_id and o.field = s.field
    );

-- Columns that no dictionary knows, as the merged records have them; the survivor's own come first.
create view standing_extra_value as
select
    x.record_kind,
    coalesce(m.survivor_id, x.record_id) as record_id,
    x.name,
    x.value,
    x.batch_id
from extra_value x
left join merged m on m.record_kind = x.record_kind and m.gone_id = x.record_id
qualify row_number() over (
    partition by x.record_kind, coalesce(m.survivor_id, x.record_id), x.name
    order by m.gone_id is null desc, x.record_id
) = 1;
