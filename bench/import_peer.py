"""The peer of the import: DuckDB's own reader into a table, and the same checks in SQL.

``python -m bench.import_peer FILE DATABASE``; the database holds the vocabulary and an empty or
filled ``investor_fact``. Prints how many faults each check found.
"""

from __future__ import annotations

import sys

import duckdb

LISTS = {
    "sectors": "sector",
    "specialisms": "sector",
    "instruments": "instrument",
    "regions_focus": "geography",
    "themes": "theme",
    "stages": "stage",
}
TEXTS = ("name", "description", "notes")
NUMBERS = ("ticket_min_usd_m", "ticket_max_usd_m")
COLUMNS = (
    "investor_id", "name", "type", "hq_country", "sectors", "specialisms", "instruments",
    "instruments_stated", "ticket_min_usd_m", "ticket_max_usd_m", "ticket_basis", "regions_focus",
    "themes", "stages", "exclusions", "kz_presence", "aifc_participant", "shariah_only",
    "description", "source_url", "as_of", "verified", "notes",
)  # fmt: skip
DATE = "(199[0-9]|20[0-9][0-9])(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
DIFFERING_IN_CAPITALS = (
    "lower(investor_id) in (select lower(investor_id) from investor_fact) "
    "and investor_id not in (select investor_id from investor_fact)"
)
SPLIT = {*LISTS, "instruments_stated", "exclusions"}


def main(file: str, database: str) -> int:
    """Read, check, insert; all in one transaction."""
    connection = duckdb.connect(database)
    connection.begin()
    connection.execute(
        f"create temp table incoming as select * from read_csv('{file}', all_varchar = true)"  # noqa: S608 - names of the bench
    )
    faults = 0
    for check in checks():
        row = connection.execute(f"select count(*) from incoming where {check}").fetchone()  # noqa: S608 - the same
        faults += row[0] if row else 0
    row = connection.execute(
        "select count(*) - count(distinct lower(investor_id)) from incoming"
    ).fetchone()
    faults += row[0] if row else 0
    values = ", ".join(_value(name) for name in COLUMNS)
    connection.execute(
        f"insert into investor_fact by name select {values}, 'imported' as origin from incoming"  # noqa: S608 - the same
    )
    connection.commit()
    connection.close()
    sys.stdout.write(f"{faults} faults\n")
    return 0


def checks() -> list[str]:
    """Conditions that hold for a row with a fault, one per rule and column."""
    found = [
        "investor_id is null or not regexp_full_match(investor_id, '[A-Za-z0-9._-]{1,80}')",
        "name is null",
        "lower(investor_id) like 'synthetic-%' or lower(origin) = 'synthetic'",
        DIFFERING_IN_CAPITALS,
        f"type is not null and type not in ({_codes('investor_type')})",
        "not regexp_full_match(hq_country, '[A-Z]{2}')",
        "not regexp_full_match(source_url, 'https?://[^\\s]{3,}')",
        f"not regexp_full_match(as_of, '{DATE}')",
        "verified not in ('yes', 'partial', 'no')",
        "kz_presence not in ('yes', 'no')",
        "aifc_participant not in ('yes', 'no')",
        "lower(shariah_only) not in ('true', 'false', 'yes', 'no')",
        "ticket_basis not in ('stated', 'observed')",
        "try_cast(ticket_min_usd_m as double) > try_cast(ticket_max_usd_m as double)",
    ]
    found += [
        f"{name} is not null and coalesce(try_cast({name} as double), -1) not between 0 and 1e7"
        for name in NUMBERS
    ]
    for name in TEXTS:
        found.append(f"left({name}, 1) in ('=', '+', '-', '@')")
        found.append(f"regexp_matches({name}, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]')")
    for name, kind in LISTS.items():
        found.append(
            f"not list_has_all((select list(code) from vocabulary where kind = '{kind}'), "  # noqa: S608 - the same
            f"string_split({name}, ';'))"
        )
    return found


def _codes(kind: str) -> str:
    return f"select code from vocabulary where kind = '{kind}'"  # noqa: S608 - the same


def _value(name: str) -> str:
    if name in SPLIT:
        return f"coalesce(string_split({name}, ';'), []) as {name}"
    if name in NUMBERS:
        return f"cast({name} as double) as {name}"
    if name == "shariah_only":
        return "coalesce(cast(shariah_only as boolean), false) as shariah_only"
    return "coalesce(verified, 'no') as verified" if name == "verified" else name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
