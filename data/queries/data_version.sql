-- The seed's digest, and the last event that changed a record. Steps on the ladder, notes and saved
-- views, and undoing one of them, change no record: nothing is learned anew for them.
select concat_ws(
    '-',
    (select left(value, 12) from setting where name = 'seed_version'),
    (
        select max(event_id)
        from event
        where kind in ('edited', 'imported', 'merged')
           or (
               kind = 'undone'
               and cast(payload ->> 'event_id' as uuid) not in (
                   select event_id from event where kind not in ('edited', 'imported', 'merged', 'undone')
               )
           )
    )
);
