select record_id from import_created where batch_id = cast($batch_id as uuid) order by record_id limit $most;
