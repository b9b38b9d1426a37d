-- Imports as batches. A batch is an event of the kind 'imported' and has its id; undoing one is an
-- 'undone' event that names it. Records that a batch created stand in the fact tables with the
-- origin 'imported'; what it changed in records that were there already are 'edited' events with
-- the batch's id, the earlier value and the earlier source in their payload.

create table import_batch (
    batch_id uuid primary key,
    record_kind varchar not null check (record_kind in ('investor', 'project', 'deal')),
    file_name varchar not null,
    file_sha256 varchar not null,
    file_bytes bigint not null,
    file_format varchar not null,
    good_rows_only boolean not null,
    rows bigint not null,
    created bigint not null,
    updated bigint not null,
    unchanged bigint not null,
    refused bigint not null,
    remarks json not null default '[]'
);

create table import_created (
    batch_id uuid not null,
    record_kind varchar not null,
    record_id varchar not null
);

-- Rows that a batch left out, with the reason.
create table import_refused (
    batch_id uuid not null,
    row bigint,
    column_name varchar,
    found varchar,
    expected varchar not null
);

-- Columns of imported files that the data dictionary does not know, kept beside the record.
create table extra_value (
    record_kind varchar not null,
    record_id varchar not null,
    name varchar not null,
    value varchar not null,
    batch_id uuid not null,
    primary key (record_kind, record_id, name)
);

-- What people said that a header or a word of theirs means; offered the next time.
create table import_header (
    record_kind varchar not null,
    header varchar not null,
    field varchar not null,
    primary key (record_kind, header)
);

create table import_word (
    vocabulary varchar not null,
    stated varchar not null,
    code varchar not null,
    primary key (vocabulary, stated)
);

create view import_history as
select
    b.*,
    done.happened_at,
    done.actor,
    undone.happened_at as undone_at,
    undone.actor as undone_by
from import_batch b
join event done on done.event_id = b.batch_id
left join (
    select cast(payload ->> 'event_id' as uuid) as batch_id, happened_at, actor
    from event
    where kind = 'undone'
    qualify row_number() over (partition by batch_id order by event_id) = 1
) undone on undone.batch_id = b.batch_id;
