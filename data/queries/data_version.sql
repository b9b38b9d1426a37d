-- The seed's digest, and the last event that changed a record.
select concat_ws(
    '-',
    (select left(value, 12) from setting where name = 'seed_version'),
    (select max(event_id) from event where kind in ('edited', 'undone', 'imported'))
);
