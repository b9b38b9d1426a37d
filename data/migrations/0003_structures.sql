-- How deals are structured at the AIFC: the fields and their values, the rules and checklist, what
-- was read of each deal, and what people entered, as a view over their events.

create table structure_field (
    field varchar primary key,
    section varchar not null,
    kind varchar not null,
    unit varchar,
    position integer not null,
    label_en varchar not null,
    label_ru varchar not null,
    label_kk varchar not null,
    meaning_en varchar not null,
    meaning_ru varchar not null,
    meaning_kk varchar not null,
    source varchar not null,
    source_url varchar,
    as_of varchar,
    verified varchar not null
);

create table structure_value (
    field varchar not null,
    code varchar not null,
    position integer not null,
    label_en varchar not null,
    label_ru varchar not null,
    label_kk varchar not null,
    tentative boolean not null,
    primary key (field, code)
);

create table structure_rule (
    rule varchar primary key,
    level varchar not null check (level in ('impossible', 'warning', 'unconfirmed')),
    position integer not null,
    limits varchar,
    words_en varchar not null,
    words_ru varchar not null,
    words_kk varchar not null,
    source varchar not null,
    source_url varchar,
    as_of varchar,
    verified varchar not null
);

create table structure_need (
    need varchar primary key,
    position integer not null,
    applies varchar,
    asks varchar not null,
    rule varchar,
    words_en varchar not null,
    words_ru varchar not null,
    words_kk varchar not null,
    source varchar not null,
    source_url varchar,
    as_of varchar,
    verified varchar not null
);

create table structure_fact (
    project_id varchar not null,
    field varchar not null,
    value varchar not null,
    words varchar,
    read_in varchar not null,
    source_url varchar,
    as_of varchar,
    verified varchar not null,
    primary key (project_id, field)
);

-- One row per save, undone ones too.
create view structure_save as
select
    event_id,
    project_id,
    payload ->> 'state' as state,
    payload ->> 'made_from' as made_from,
    payload -> 'fields' as fields,
    actor,
    happened_at,
    event_id not in (select event_id from standing_event) as undone
from event
where kind = 'structured';

create view structure_entry as
select
    s.event_id,
    s.project_id,
    each.key as field,
    each.value ->> 'value' as value,
    each.value ->> 'source_url' as source_url,
    s.actor,
    s.happened_at,
    s.undone
from structure_save s, json_each(s.fields) as each;

create view structure as
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
    e.actor,
    e.happened_at
from structure_fact f
full join entered e on e.project_id = f.project_id and e.field = f.field
where e.field is null or e.value is not null;

create view structure_state as
select project_id, state, made_from, actor, happened_at, event_id
from structure_save
where not undone
qualify row_number() over (partition by project_id order by event_id desc) = 1;
