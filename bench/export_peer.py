"""The peer of the export: DuckDB's own COPY of the same frames and tables.

``python -m bench.export_peer DATABASE FOLDER FORMAT``
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import duckdb

from data.records import FRAMES
from data.store import named_query


def main(database: str, folder: str, kind: str) -> int:
    """Copy the frames and every table, in the same order of rows."""
    Path(folder).mkdir()
    connection = duckdb.connect(database)
    tables = [row[0] for row in connection.execute(named_query("table_names")).fetchall()]
    wanted = {name: named_query(name).rstrip().rstrip(";") for name in FRAMES}
    wanted |= {f"table_{name}": f"select * from {name} order by all" for name in tables}  # noqa: S608 - names of the bench
    for name, query in wanted.items():
        today = {"today": date.today().isoformat()} if "$today" in query else {}  # noqa: DTZ011 - as the export
        connection.execute(f"copy ({query}) to '{folder}/{name}.{kind}'", today)
    connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
