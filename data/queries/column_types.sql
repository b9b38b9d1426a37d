select column_name as name, data_type as type from duckdb_columns() where table_name = $table order by column_index;
