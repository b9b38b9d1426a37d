"""Facts and what additional sources add to them, each value with its own source."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from data.money import Rate
from data.rows import each_row
from data.seeding.files import SeedFolder, SeedTable

VERIFIED = ("yes", "partial", "no")


def together(
    seed: SeedFolder, files: Iterable[str], key: str, columns: tuple[str, ...]
) -> SeedTable:
    """Facts first, then what was merged from additional sources, each row with its origin."""
    parts = [(name, seed.read(name, (key, *columns))) for name in files]
    frames = [
        part.frame.assign(
            origin=name.split("/", 1)[0], seed_file=name, seed_row=part.frame.index + 2
        )
        for name, part in parts
    ]
    frame = pd.concat(frames, ignore_index=True).fillna("")
    return SeedTable(seed, " + ".join(name for name, _ in parts), frame)


def amended(
    seed: SeedFolder, kind: str, table: SeedTable, key: str, sources: list[pd.DataFrame]
) -> SeedTable:
    """Fill empty cells from enrichment/amendments.csv, each with its own source."""
    amendments = seed.read(
        "enrichment/amendments.csv", ("record_kind", "record_id", "field", "value", "source_url")
    )
    mine = amendments.frame[amendments["record_kind"] == kind]
    frame = table.frame.copy()
    at = {record_id: index for index, record_id in frame[key].items()}
    for index, row in zip(mine.index, each_row(mine), strict=True):
        here = at.get(row["record_id"])
        if here is None:
            seed.fault(
                amendments.name, int(index) + 2, "record_id", repr(row["record_id"]), f"a {kind}"
            )
        elif row["field"] not in frame.columns:
            frame[row["field"]] = ""
            frame.at[here, row["field"]] = row["value"]
        elif frame.at[here, row["field"]]:
            seed.fault(
                amendments.name,
                int(index) + 2,
                "field",
                repr(row["field"]),
                "a field that is empty",
            )
        else:
            frame.at[here, row["field"]] = row["value"]
    stored = mine.assign(field=mine["field"].map(lambda name: _STORED_AS.get(name, name)))
    sources.append(source_rows(kind, stored["record_id"], stored["field"], stored))
    return SeedTable(seed, table.name, frame)


#: Names of the facts' columns where the tables name the same thing otherwise.
_STORED_AS = {
    "total_cost_mln": "total_cost_usd_m",
    "cost_currency": "total_cost_currency",
    "amount_mln": "amount_usd_m",
    "currency": "amount_currency",
}


def source_rows(
    kind: str, ids: pd.Series[str], field: str | pd.Series[str], rows: pd.DataFrame
) -> pd.DataFrame:
    """Rows of ``field_source`` for one field, or one field per row."""
    return pd.DataFrame(
        {
            "record_kind": kind,
            "record_id": ids,
            "field": field,
            "source_url": rows["source_url"],
            "as_of": rows.get("as_of"),
            "verified": rows["verified"],
            "notes": rows["notes"],
        }
    )


def field_sources(sources: list[pd.DataFrame], known: dict[str, set[str]]) -> pd.DataFrame:
    """Rows of ``field_source``: one per field, of records that exist."""
    filled = [frame for frame in sources if len(frame)]
    rows = pd.concat(filled, ignore_index=True).replace("", None)
    exists = [row["record_id"] in known[row["record_kind"]] for row in each_row(rows)]
    return rows[exists].drop_duplicates(["record_kind", "record_id", "field"])


def with_rate(rows: pd.DataFrame, found: list[Rate | None]) -> pd.DataFrame:
    """Add the year of the rate used, and whether it is the year of the amount."""
    rows["rate_year"] = pd.array([rate.year if rate else None for rate in found], dtype="Int64")
    rows["rate_exact"] = pd.array([rate.exact if rate else None for rate in found], dtype="boolean")
    return rows


def converted(amounts: pd.Series[float], found: list[Rate | None]) -> pd.Series[float]:
    """Amounts in US dollars; missing where there is no rate."""
    factors = pd.Series([rate.usd if rate else None for rate in found], dtype=float)
    return amounts.reset_index(drop=True) * factors


def year_of(text: object) -> int | None:
    """The year a date begins with, or None."""
    match = re.match(r"(\d{4})", text) if isinstance(text, str) else None
    return int(match.group(1)) if match else None
