-- What a page asked to be recorded, by a token of its own: a double click is one event.
create table event_token (
    token varchar primary key,
    event_id uuid not null
);
