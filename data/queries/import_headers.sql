select header, field from import_header where record_kind = $kind order by header;
