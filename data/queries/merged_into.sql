select gone_id, survivor_id from merged where record_kind = $kind order by gone_id;
