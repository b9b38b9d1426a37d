"""data/README.md describes every table and column, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from data.store import Store

README = Path(__file__).parents[2] / "data" / "README.md"


def test_the_dictionary_is_the_schema(store: Store) -> None:
    with store.reading() as cursor:
        rows = cursor.execute(
            "select table_name, column_name, lower(data_type) from information_schema.columns "
            "where table_schema = 'main' order by table_name, ordinal_position"
        ).fetchall()
    schema: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in rows:
        schema.setdefault(table, []).append((column, kind))
    assert described() == schema


def test_every_column_has_a_meaning() -> None:
    for line in README.read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and line.count("|") == 4:
            assert all(cell.strip() for cell in line.strip("|").split("|")), line


def described() -> dict[str, list[tuple[str, str]]]:
    tables: dict[str, list[tuple[str, str]]] = {}
    for section in README.read_text(encoding="utf-8").split("\n### ")[1:]:
        name = section.splitlines()[0].strip()
        rows = re.findall(r"^\| (\w+) \| ([^|]+) \| [^|]+ \|$", section, re.MULTILINE)
        tables[name] = [(column, kind.strip()) for column, kind in rows if column != "column"]
    return tables
