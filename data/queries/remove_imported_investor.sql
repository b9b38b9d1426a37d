delete from investor_fact
where origin = 'imported'
  and investor_id in (
      select record_id from import_created
      where record_kind = 'investor' and batch_id = cast($batch_id as uuid)
  );
