-- Thresholds of the investment regimes, and what people enter over them and over the rates. An
-- entry is never changed: a later one for the same figure and year takes its place, and one
-- without a value takes it back. The seed's own rows stay beneath.
create table regime_threshold (
    threshold varchar primary key,
    regime varchar not null,
    kind varchar,
    bound varchar not null check (bound in ('from', 'over', 'up_to', 'none')),
    mci double check (mci > 0),
    source_url varchar,
    as_of varchar,
    verified varchar not null,
    notes varchar,
    check ((bound = 'none') = (mci is null))
);

create table figure_entry (
    entry_id uuid primary key default uuidv7(),
    entered_at timestamptz not null default now(),
    actor varchar not null check (length(trim(actor)) > 0),
    figure varchar not null,
    year integer not null,
    value double check (value > 0),
    basis varchar,
    source_url varchar not null,
    verified varchar not null check (verified in ('yes', 'partial', 'no')),
    notes varchar
);

create view figure_latest as
select *
from figure_entry
qualify row_number() over (partition by figure, year order by entry_id desc) = 1;

create view rate_now as
select series, year, value, basis, source_url, verified, notes, null::varchar as entered_by
from rate
where (series, year) not in (select (figure, year) from figure_latest where value is not null)
union all
select figure, year, value, basis, source_url, verified, notes, actor
from figure_latest
where value is not null and figure not in (select threshold from regime_threshold);

create view threshold_now as
select
    threshold, regime, kind, bound, mci, null::integer as year, source_url, as_of, verified, notes,
    null::varchar as entered_by
from regime_threshold
union all
select
    t.threshold, t.regime, t.kind, t.bound, e.value, e.year, e.source_url, null, e.verified,
    e.notes, e.actor
from figure_latest e
join regime_threshold t on t.threshold = e.figure
where e.value is not null and t.bound <> 'none';
