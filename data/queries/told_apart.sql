select first_id, second_id from told_apart where record_kind = $kind;
