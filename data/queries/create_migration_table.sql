create table if not exists migration (
    number integer primary key,
    name varchar not null,
    applied_at timestamptz not null default now()
);
