select event_id from event_token where token = $token;
