select name, value from standing_extra_value where record_kind = $kind and record_id = $id order by name;
