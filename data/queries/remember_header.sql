insert or replace into import_header (record_kind, header, field) values ($record_kind, $header, $field);
