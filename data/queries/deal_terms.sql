-- What tells one deal from another where a file gives it no id.
select deal_id as id, investor_id, project_id, year, instrument from deal order by id;
