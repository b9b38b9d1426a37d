-- Duplicates. Two records are merged by an event of the kind 'merged': it is about the record that
-- stays (the survivor), and its payload names the kind, the record that goes and the value kept of
-- each field that differed. Nothing is deleted: the views leave out what is merged away and hand
-- its deals, steps, names and flags to the survivor, so that undoing the event brings all of it
-- back. 'told_apart' remembers that two records are not one.

create view merging as
select
    event_id,
    payload ->> 'record_kind' as record_kind,
    payload ->> 'gone_id' as gone_id,
    coalesce(deal_id, project_id, investor_id) as survivor_id,
    payload -> 'fields' as fields,
    actor,
    happened_at
from event
where kind = 'merged'
  and event_id not in (
      select cast(payload ->> 'event_id' as uuid) from event where kind = 'undone'
  );

-- A survivor may be merged away later: each record is led to the one that stands in the end.
create view merged as
with recursive led as (
    select record_kind, gone_id, survivor_id, 1 as steps from merging
    union all
    select l.record_kind, l.gone_id, m.survivor_id, l.steps + 1
    from led l
    join merging m on m.record_kind = l.record_kind and m.gone_id = l.survivor_id
    where l.steps < 1000
)
select record_kind, gone_id, arg_max(survivor_id, steps) as survivor_id
from led
group by record_kind, gone_id;

create view told_apart as
select
    event_id,
    payload ->> 'record_kind' as record_kind,
    coalesce(deal_id, project_id, investor_id) as first_id,
    payload ->> 'other_id' as second_id,
    actor,
    happened_at
from event
where kind = 'told_apart'
  and event_id not in (
      select cast(payload ->> 'event_id' as uuid) from event where kind = 'undone'
  );

create or replace view standing_event as
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
    on md.record_kind = 'deal' and md.gone_id = e.deal_id and e.kind not in ('edited', 'merged', 'told_apart')
where e.kind <> 'undone'
  and e.event_id not in (
      select cast(payload ->> 'event_id' as uuid) from event where kind = 'undone'
  );

create or replace view edit as
with own as (
    select
        event_id,
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
    union all
    select
        event_id,
        record_kind,
        survivor_id,
        name,
        fields -> name -> 'value',
        fields -> name ->> 'source_url',
        actor,
        happened_at
    from (select *, unnest(json_keys(fields)) as name from merging)
)
select record_kind, record_id, field, value, source_url, actor, happened_at
from own
qualify row_number() over (
    partition by record_kind, record_id, field order by event_id desc
) = 1;

-- Overlaps and names as the merged records have them.
create view standing_overlap as
select
    o.group_id,
    coalesce(m.survivor_id, o.project_id) as project_id,
    arg_max(o.relation, o.counts) as relation,
    bool_or(o.counts) as counts,
    string_agg(distinct o.note, '; ' order by o.note) as note
from overlap o
left join merged m on m.record_kind = 'project' and m.gone_id = o.project_id
group by 1, 2;

create view standing_alias as
select
    a.record_kind,
    coalesce(m.survivor_id, a.record_id) as record_id,
    a.alias
from alias a
left join merged m on m.record_kind = a.record_kind and m.gone_id = a.record_id
union
select m.record_kind, m.survivor_id, coalesce(i.name, p.name)
from merged m
left join investor_fact i on m.record_kind = 'investor' and i.investor_id = m.gone_id
left join project_fact p on m.record_kind = 'project' and p.project_id = m.gone_id
where coalesce(i.name, p.name) is not null;

create or replace view investor as
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
left join (
    select coalesce(m.survivor_id, s.subject_id) as subject_id, string_agg(distinct s.reason, '; ' order by s.reason) as reason
    from screening s
    left join merged m on m.record_kind = s.subject_kind and m.gone_id = s.subject_id
    where s.subject_kind = 'investor'
    group by all
) s on s.subject_id = f.investor_id
where f.investor_id not in (select gone_id from merged where record_kind = 'investor');

create or replace view project as
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
left join (
    select coalesce(m.survivor_id, s.subject_id) as subject_id, string_agg(distinct s.reason, '; ' order by s.reason) as reason
    from screening s
    left join merged m on m.record_kind = s.subject_kind and m.gone_id = s.subject_id
    where s.subject_kind = 'project'
    group by all
) s on s.subject_id = f.project_id
where f.project_id not in (select gone_id from merged where record_kind = 'project');

create or replace view deal as
select
    f.deal_id,
    coalesce(mi.survivor_id, f.investor_id) as investor_id,
    coalesce(mp.survivor_id, f.project_id) as project_id,
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
left join edited e on e.record_kind = 'deal' and e.record_id = f.deal_id
left join merged mi on mi.record_kind = 'investor' and mi.gone_id = f.investor_id
left join merged mp on mp.record_kind = 'project' and mp.gone_id = f.project_id
where f.deal_id not in (select gone_id from merged where record_kind = 'deal');
