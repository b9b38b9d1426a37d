-- Facts as loaded, the vocabularies that give them meaning, and the append-only record of what
-- people do. No foreign keys: a reload replaces whole tables inside one transaction, which DuckDB
-- refuses where parent and child change together; the loader checks every reference instead.

create table setting (
    name varchar primary key,
    value varchar not null
);

create table seed_file (
    name varchar primary key,
    sha256 varchar not null,
    rows integer not null
);

create table vocabulary (
    kind varchar not null,
    code varchar not null,
    parent varchar not null default '',
    label_en varchar not null,
    label_ru varchar,
    label_kk varchar,
    position integer,
    note varchar,
    primary key (kind, code, parent)
);

create table region (
    name varchar primary key,
    iso_3166_2 varchar not null unique,
    name_ru varchar not null,
    name_kk varchar not null,
    admin_centre varchar,
    macro_region varchar not null,
    tile_row integer not null,
    tile_col integer not null,
    lat double,
    lon double,
    population bigint,
    population_date varchar,
    population_source varchar,
    coordinates_source varchar,
    iso_source varchar,
    verified varchar not null,
    notes varchar
);

create table corridor (
    corridor_id varchar primary key,
    name_en varchar not null,
    name_ru varchar,
    name_kk varchar,
    description_en varchar,
    description_ru varchar,
    description_kk varchar,
    source_url varchar,
    verified varchar not null
);

create table corridor_node (
    corridor_id varchar not null,
    position integer not null,
    node varchar not null,
    name_en varchar not null,
    name_ru varchar,
    name_kk varchar,
    country varchar,
    region varchar,
    lat double,
    lon double,
    coordinate_source varchar,
    verified varchar not null,
    primary key (corridor_id, position)
);

create table rate (
    series varchar not null,
    year integer not null,
    unit varchar not null,
    value double not null check (value > 0),
    basis varchar,
    source_url varchar,
    verified varchar not null,
    notes varchar,
    primary key (series, year)
);

create table treaty (
    country_iso2 varchar not null,
    kind varchar not null,
    status varchar,
    in_force_year integer,
    source_url varchar,
    verified varchar not null,
    notes varchar,
    primary key (country_iso2, kind)
);

create table aifc_form (
    category varchar not null,
    code varchar not null,
    name varchar not null,
    description varchar,
    key_conditions varchar,
    typical_use varchar,
    source_url varchar,
    as_of varchar,
    verified varchar not null,
    primary key (category, code)
);

create table aifc_record (
    project_id varchar primary key,
    legal_form varchar,
    afsa_status varchar,
    aix_route varchar,
    instrument varchar,
    islamic_contract varchar,
    sustainable_label varchar,
    green_category varchar,
    governing_law varchar,
    dispute_forum varchar,
    source_url varchar,
    as_of varchar,
    verified varchar not null,
    notes varchar
);

create table ticket (
    investor_id varchar primary key,
    ticket_min_usd_m double,
    ticket_max_usd_m double,
    basis varchar not null check (basis in ('stated', 'observed')),
    source_url varchar,
    as_of varchar,
    verified varchar not null,
    notes varchar
);

create table overlap (
    group_id varchar not null,
    project_id varchar not null,
    relation varchar not null,
    counts boolean not null,
    note varchar,
    primary key (group_id, project_id)
);

create table screening (
    subject_kind varchar not null check (subject_kind in ('investor', 'project')),
    subject_id varchar not null,
    reason varchar not null,
    basis varchar,
    primary key (subject_kind, subject_id)
);

-- Other names of a record, in other languages or short.
create table alias (
    record_kind varchar not null check (record_kind in ('investor', 'project')),
    record_id varchar not null,
    alias varchar not null,
    note varchar,
    primary key (record_kind, record_id, alias)
);

-- Where a single field of a record comes from, when that is not the record's own source.
create table field_source (
    record_kind varchar not null check (record_kind in ('investor', 'project', 'deal')),
    record_id varchar not null,
    field varchar not null,
    source_url varchar,
    as_of varchar,
    verified varchar not null,
    notes varchar,
    primary key (record_kind, record_id, field)
);

-- What became of every row of the additional sources.
create table crosswalk (
    file varchar not null,
    row_key varchar not null,
    row_label varchar,
    outcome varchar not null,
    record_kind varchar,
    record_id varchar,
    reason varchar
);

create table investor_fact (
    investor_id varchar primary key,
    name varchar not null,
    type varchar,
    hq_country varchar,
    sectors varchar[],
    specialisms varchar[],
    instruments varchar[],
    instruments_stated varchar[],
    ticket_min_usd_m double,
    ticket_max_usd_m double,
    ticket_basis varchar,
    regions_focus varchar[],
    themes varchar[],
    stages varchar[],
    exclusions varchar[],
    kz_presence varchar,
    aifc_participant varchar,
    shariah_only boolean not null default false,
    description varchar,
    source_url varchar,
    as_of varchar,
    verified varchar not null,
    notes varchar,
    origin varchar not null
);

create table project_fact (
    project_id varchar primary key,
    name varchar not null,
    sector varchar[],
    subsector varchar,
    subsector_stated varchar,
    region varchar,
    other_regions varchar[],
    macro_region varchar,
    place varchar,
    corridor varchar[],
    stage varchar,
    stage_basis varchar,
    opportunity varchar,
    status_stated varchar,
    status_as_of varchar,
    ask_usd_m double,
    ask_original_m double,
    ask_currency varchar,
    ask_basis varchar,
    total_cost_usd_m double,
    total_cost_original_m double,
    total_cost_currency varchar,
    rate_year integer,
    rate_exact boolean,
    instruments varchar[],
    instruments_stated varchar[],
    themes varchar[],
    themes_basis varchar,
    sponsor varchar,
    financiers varchar,
    aifc_link varchar,
    announced_on varchar,
    irr_pct double,
    npv_original_m double,
    npv_currency varchar,
    payback_years double,
    lat double,
    lon double,
    location_basis varchar,
    description varchar,
    source_url varchar,
    source_url_2 varchar,
    as_of varchar,
    verified varchar not null,
    notes varchar,
    origin varchar not null
);

create table deal_fact (
    deal_id varchar primary key,
    investor_id varchar not null,
    project_id varchar not null,
    role varchar,
    role_kind varchar,
    instrument varchar[],
    instrument_stated varchar,
    amount_usd_m double,
    amount_original_m double,
    amount_currency varchar,
    amount_scope varchar,
    rate_year integer,
    rate_exact boolean,
    year integer,
    signed_on varchar,
    status varchar,
    standing varchar,
    source_url varchar,
    verified varchar not null,
    notes varchar,
    origin varchar not null
);

-- Only ever appended to: the current state is a view over it.
create table event (
    event_id uuid primary key default uuidv7(),
    happened_at timestamptz not null default now(),
    actor varchar not null check (length(trim(actor)) > 0),
    kind varchar not null,
    project_id varchar,
    investor_id varchar,
    deal_id varchar,
    payload json not null default '{}'
);

create trigger event_updated after update on event for each statement
insert into setting select 'event', error('events are only ever appended');

create trigger event_deleted after delete on event for each statement
insert into setting select 'event', error('events are only ever appended');

create view standing_event as
select *
from event
where kind <> 'undone'
  and event_id not in (
      select cast(payload ->> 'event_id' as uuid) from event where kind = 'undone'
  );

create view edit as
select
    case
        when deal_id is not null then 'deal'
        when project_id is not null then 'project'
        else 'investor'
    end as record_kind,
    coalesce(deal_id, project_id, investor_id) as record_id,
    payload ->> 'field' as field,
    payload -> 'value' as value,
    payload ->> 'source_url' as source_url,
    actor,
    happened_at
from standing_event
where kind = 'edited'
qualify row_number() over (
    partition by record_kind, record_id, field order by event_id desc
) = 1;

create view edited as
select record_kind, record_id, map_from_entries(list((field, value))) as fields
from edit
group by record_kind, record_id;

create view pair_state as
select
    project_id,
    investor_id,
    payload ->> 'rung' as rung,
    payload ->> 'reason' as reason,
    actor,
    happened_at
from standing_event
where kind = 'moved'
qualify row_number() over (partition by project_id, investor_id order by event_id desc) = 1;

-- The records as they stand: facts as loaded, overlaid by the latest edit of each field.
create view investor as
select
    f.investor_id,
    case when map_contains(e.fields, 'name') then e.fields['name'] ->> '$' else f.name end as name,
    case when map_contains(e.fields, 'type') then e.fields['type'] ->> '$' else f.type end as type,
    case when map_contains(e.fields, 'hq_country') then e.fields['hq_country'] ->> '$' else f.hq_country end as hq_country,
    case when map_contains(e.fields, 'sectors') then cast(e.fields['sectors'] as varchar[]) else f.sectors end as sectors,
    case when map_contains(e.fields, 'specialisms') then cast(e.fields['specialisms'] as varchar[]) else f.specialisms end as specialisms,
    case when map_contains(e.fields, 'instruments') then cast(e.fields['instruments'] as varchar[]) else f.instruments end as instruments,
    case when map_contains(e.fields, 'instruments_stated') then cast(e.fields['instruments_stated'] as varchar[]) else f.instruments_stated end as instruments_stated,
    case when map_contains(e.fields, 'ticket_min_usd_m') then cast(e.fields['ticket_min_usd_m'] as double) else f.ticket_min_usd_m end as ticket_min_usd_m,
    case when map_contains(e.fields, 'ticket_max_usd_m') then cast(e.fields['ticket_max_usd_m'] as double) else f.ticket_max_usd_m end as ticket_max_usd_m,
    case when map_contains(e.fields, 'ticket_basis') then e.fields['ticket_basis'] ->> '$' else f.ticket_basis end as ticket_basis,
    case when map_contains(e.fields, 'regions_focus') then cast(e.fields['regions_focus'] as varchar[]) else f.regions_focus end as regions_focus,
    case when map_contains(e.fields, 'themes') then cast(e.fields['themes'] as varchar[]) else f.themes end as themes,
    case when map_contains(e.fields, 'stages') then cast(e.fields['stages'] as varchar[]) else f.stages end as stages,
    case when map_contains(e.fields, 'exclusions') then cast(e.fields['exclusions'] as varchar[]) else f.exclusions end as exclusions,
    case when map_contains(e.fields, 'kz_presence') then e.fields['kz_presence'] ->> '$' else f.kz_presence end as kz_presence,
    case when map_contains(e.fields, 'aifc_participant') then e.fields['aifc_participant'] ->> '$' else f.aifc_participant end as aifc_participant,
    case when map_contains(e.fields, 'shariah_only') then cast(e.fields['shariah_only'] as boolean) else f.shariah_only end as shariah_only,
    case when map_contains(e.fields, 'description') then e.fields['description'] ->> '$' else f.description end as description,
    case when map_contains(e.fields, 'source_url') then e.fields['source_url'] ->> '$' else f.source_url end as source_url,
    case when map_contains(e.fields, 'as_of') then e.fields['as_of'] ->> '$' else f.as_of end as as_of,
    case when map_contains(e.fields, 'verified') then e.fields['verified'] ->> '$' else f.verified end as verified,
    case when map_contains(e.fields, 'notes') then e.fields['notes'] ->> '$' else f.notes end as notes,
    f.origin,
    s.reason as screening
from investor_fact f
left join edited e on e.record_kind = 'investor' and e.record_id = f.investor_id
left join screening s on s.subject_kind = 'investor' and s.subject_id = f.investor_id;

create view project as
select
    f.project_id,
    case when map_contains(e.fields, 'name') then e.fields['name'] ->> '$' else f.name end as name,
    case when map_contains(e.fields, 'sector') then cast(e.fields['sector'] as varchar[]) else f.sector end as sector,
    case when map_contains(e.fields, 'subsector') then e.fields['subsector'] ->> '$' else f.subsector end as subsector,
    case when map_contains(e.fields, 'subsector_stated') then e.fields['subsector_stated'] ->> '$' else f.subsector_stated end as subsector_stated,
    case when map_contains(e.fields, 'region') then e.fields['region'] ->> '$' else f.region end as region,
    case when map_contains(e.fields, 'other_regions') then cast(e.fields['other_regions'] as varchar[]) else f.other_regions end as other_regions,
    case when map_contains(e.fields, 'macro_region') then e.fields['macro_region'] ->> '$' else f.macro_region end as macro_region,
    case when map_contains(e.fields, 'place') then e.fields['place'] ->> '$' else f.place end as place,
    case when map_contains(e.fields, 'corridor') then cast(e.fields['corridor'] as varchar[]) else f.corridor end as corridor,
    case when map_contains(e.fields, 'stage') then e.fields['stage'] ->> '$' else f.stage end as stage,
    case when map_contains(e.fields, 'stage_basis') then e.fields['stage_basis'] ->> '$' else f.stage_basis end as stage_basis,
    case when map_contains(e.fields, 'opportunity') then e.fields['opportunity'] ->> '$' else f.opportunity end as opportunity,
    case when map_contains(e.fields, 'status_stated') then e.fields['status_stated'] ->> '$' else f.status_stated end as status_stated,
    case when map_contains(e.fields, 'status_as_of') then e.fields['status_as_of'] ->> '$' else f.status_as_of end as status_as_of,
    case when map_contains(e.fields, 'ask_usd_m') then cast(e.fields['ask_usd_m'] as double) else f.ask_usd_m end as ask_usd_m,
    case when map_contains(e.fields, 'ask_original_m') then cast(e.fields['ask_original_m'] as double) else f.ask_original_m end as ask_original_m,
    case when map_contains(e.fields, 'ask_currency') then e.fields['ask_currency'] ->> '$' else f.ask_currency end as ask_currency,
    case when map_contains(e.fields, 'ask_basis') then e.fields['ask_basis'] ->> '$' else f.ask_basis end as ask_basis,
    case when map_contains(e.fields, 'total_cost_usd_m') then cast(e.fields['total_cost_usd_m'] as double) else f.total_cost_usd_m end as total_cost_usd_m,
    case when map_contains(e.fields, 'total_cost_original_m') then cast(e.fields['total_cost_original_m'] as double) else f.total_cost_original_m end as total_cost_original_m,
    case when map_contains(e.fields, 'total_cost_currency') then e.fields['total_cost_currency'] ->> '$' else f.total_cost_currency end as total_cost_currency,
    case when map_contains(e.fields, 'rate_year') then cast(e.fields['rate_year'] as integer) else f.rate_year end as rate_year,
    case when map_contains(e.fields, 'rate_exact') then cast(e.fields['rate_exact'] as boolean) else f.rate_exact end as rate_exact,
    case when map_contains(e.fields, 'instruments') then cast(e.fields['instruments'] as varchar[]) else f.instruments end as instruments,
    case when map_contains(e.fields, 'instruments_stated') then cast(e.fields['instruments_stated'] as varchar[]) else f.instruments_stated end as instruments_stated,
    case when map_contains(e.fields, 'themes') then cast(e.fields['themes'] as varchar[]) else f.themes end as themes,
    case when map_contains(e.fields, 'themes_basis') then e.fields['themes_basis'] ->> '$' else f.themes_basis end as themes_basis,
    case when map_contains(e.fields, 'sponsor') then e.fields['sponsor'] ->> '$' else f.sponsor end as sponsor,
    case when map_contains(e.fields, 'financiers') then e.fields['financiers'] ->> '$' else f.financiers end as financiers,
    case when map_contains(e.fields, 'aifc_link') then e.fields['aifc_link'] ->> '$' else f.aifc_link end as aifc_link,
    case when map_contains(e.fields, 'announced_on') then e.fields['announced_on'] ->> '$' else f.announced_on end as announced_on,
    case when map_contains(e.fields, 'irr_pct') then cast(e.fields['irr_pct'] as double) else f.irr_pct end as irr_pct,
    case when map_contains(e.fields, 'npv_original_m') then cast(e.fields['npv_original_m'] as double) else f.npv_original_m end as npv_original_m,
    case when map_contains(e.fields, 'npv_currency') then e.fields['npv_currency'] ->> '$' else f.npv_currency end as npv_currency,
    case when map_contains(e.fields, 'payback_years') then cast(e.fields['payback_years'] as double) else f.payback_years end as payback_years,
    case when map_contains(e.fields, 'lat') then cast(e.fields['lat'] as double) else f.lat end as lat,
    case when map_contains(e.fields, 'lon') then cast(e.fields['lon'] as double) else f.lon end as lon,
    case when map_contains(e.fields, 'location_basis') then e.fields['location_basis'] ->> '$' else f.location_basis end as location_basis,
    case when map_contains(e.fields, 'description') then e.fields['description'] ->> '$' else f.description end as description,
    case when map_contains(e.fields, 'source_url') then e.fields['source_url'] ->> '$' else f.source_url end as source_url,
    case when map_contains(e.fields, 'source_url_2') then e.fields['source_url_2'] ->> '$' else f.source_url_2 end as source_url_2,
    case when map_contains(e.fields, 'as_of') then e.fields['as_of'] ->> '$' else f.as_of end as as_of,
    case when map_contains(e.fields, 'verified') then e.fields['verified'] ->> '$' else f.verified end as verified,
    case when map_contains(e.fields, 'notes') then e.fields['notes'] ->> '$' else f.notes end as notes,
    f.origin,
    s.reason as screening
from project_fact f
left join edited e on e.record_kind = 'project' and e.record_id = f.project_id
left join screening s on s.subject_kind = 'project' and s.subject_id = f.project_id;

create view deal as
select
    f.deal_id,
    f.investor_id,
    f.project_id,
    case when map_contains(e.fields, 'role') then e.fields['role'] ->> '$' else f.role end as role,
    case when map_contains(e.fields, 'role_kind') then e.fields['role_kind'] ->> '$' else f.role_kind end as role_kind,
    case when map_contains(e.fields, 'instrument') then cast(e.fields['instrument'] as varchar[]) else f.instrument end as instrument,
    case when map_contains(e.fields, 'instrument_stated') then e.fields['instrument_stated'] ->> '$' else f.instrument_stated end as instrument_stated,
    case when map_contains(e.fields, 'amount_usd_m') then cast(e.fields['amount_usd_m'] as double) else f.amount_usd_m end as amount_usd_m,
    case when map_contains(e.fields, 'amount_original_m') then cast(e.fields['amount_original_m'] as double) else f.amount_original_m end as amount_original_m,
    case when map_contains(e.fields, 'amount_currency') then e.fields['amount_currency'] ->> '$' else f.amount_currency end as amount_currency,
    case when map_contains(e.fields, 'amount_scope') then e.fields['amount_scope'] ->> '$' else f.amount_scope end as amount_scope,
    case when map_contains(e.fields, 'rate_year') then cast(e.fields['rate_year'] as integer) else f.rate_year end as rate_year,
    case when map_contains(e.fields, 'rate_exact') then cast(e.fields['rate_exact'] as boolean) else f.rate_exact end as rate_exact,
    case when map_contains(e.fields, 'year') then cast(e.fields['year'] as integer) else f.year end as year,
    case when map_contains(e.fields, 'signed_on') then e.fields['signed_on'] ->> '$' else f.signed_on end as signed_on,
    case when map_contains(e.fields, 'status') then e.fields['status'] ->> '$' else f.status end as status,
    case when map_contains(e.fields, 'standing') then e.fields['standing'] ->> '$' else f.standing end as standing,
    case when map_contains(e.fields, 'source_url') then e.fields['source_url'] ->> '$' else f.source_url end as source_url,
    case when map_contains(e.fields, 'verified') then e.fields['verified'] ->> '$' else f.verified end as verified,
    case when map_contains(e.fields, 'notes') then e.fields['notes'] ->> '$' else f.notes end as notes,
    f.origin
from deal_fact f
left join edited e on e.record_kind = 'deal' and e.record_id = f.deal_id;
