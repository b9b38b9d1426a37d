select group_id, project_id, counts from overlap order by group_id, project_id;
