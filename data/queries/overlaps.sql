select group_id, project_id, counts from standing_overlap order by group_id, project_id;
