delete from deal_fact
where origin = 'imported'
  and deal_id in (
      select record_id from import_created
      where record_kind = 'deal' and batch_id = cast($batch_id as uuid)
  );
