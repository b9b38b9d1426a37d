delete from extra_value where batch_id = cast($batch_id as uuid);
