select 1 from project where project_id = $id;
