delete from project_fact
where origin = 'imported'
  and project_id in (
      select record_id from import_created
      where record_kind = 'project' and batch_id = cast($batch_id as uuid)
  );
