insert into event_token (token, event_id) values ($token, cast($event_id as uuid));
