select survivor_id from merged where record_kind = $kind and gone_id = $id;
