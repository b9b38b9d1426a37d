select column_name from duckdb_columns() where table_name = $table;
