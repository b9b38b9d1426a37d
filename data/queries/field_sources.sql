select field, source_url, as_of, verified, notes
from standing_field_source
where record_kind = $kind and record_id = $id;
