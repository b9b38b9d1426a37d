create temp table gathered_id (row bigint not null, id varchar not null);
