-- Further names of the records of a kind: aliases, and names of what was merged into them.
select record_id as id, alias as name from standing_alias where record_kind = $kind order by id, name;
