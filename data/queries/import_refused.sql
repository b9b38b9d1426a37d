select "row", column_name, found, expected
from import_refused
where batch_id = cast($batch_id as uuid)
order by "row", column_name;
