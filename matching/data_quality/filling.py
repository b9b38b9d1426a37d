"""How far records are filled in, and how old the last word on them is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matching.table import as_list, as_text

#: Columns that every record of a kind could say something in. Left out is what is worked out from
#: others, and what most records rightly lack (a note, a second source, a tie to the AIFC).
FIELDS: Mapping[str, tuple[str, ...]] = {
    "investor": (
        *("type", "hq_country", "sectors", "instruments", "ticket_min_usd_m", "ticket_max_usd_m"),
        *("regions_focus", "themes", "stages", "exclusions", "kz_presence", "aifc_participant"),
        *("description", "source_url", "as_of"),
    ),
    "project": (
        *("sector", "subsector", "region", "place", "lat", "stage", "opportunity"),
        *("status_as_of", "announced_on", "ask_usd_m", "total_cost_usd_m", "instruments"),
        *("themes", "sponsor", "financiers", "irr_pct", "payback_years"),
        *("description", "source_url", "as_of"),
    ),
    "deal": (*("role", "instrument", "amount_usd_m", "signed_on", "status", "source_url"),),
}
#: Columns with the date of the last word on a record, the first that says something counts.
DATED: Mapping[str, tuple[str, ...]] = {
    "investor": ("as_of",),
    "project": ("status_as_of", "as_of"),
    "deal": ("signed_on",),
}


def filled(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Tell for each record (row) and field of ``FIELDS`` (column) whether it says something."""
    return pd.DataFrame(
        {field: frame[field].map(_says) if field in frame else False for field in FIELDS[kind]},
        index=frame.index,
    ).astype(bool)


def by_field(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return ``field, filled, missing, share`` (0..1), the emptiest first."""
    said = filled(frame, kind)
    table = pd.DataFrame({"field": said.columns, "filled": said.sum().to_numpy(dtype=int)})
    table["missing"] = len(said) - table["filled"]
    table["share"] = table["filled"] / max(len(said), 1)
    return table.sort_values("share", kind="stable", ignore_index=True)


def by_record(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return ``record_id, name, share`` (0..1) and ``missing`` (fields), the emptiest first."""
    said = filled(frame, kind)
    ids = frame[f"{kind}_id"].astype(str)
    table = pd.DataFrame(
        {
            "record_id": ids.to_numpy(),
            "name": (frame["name"].astype(str) if "name" in frame else ids).to_numpy(),
            "share": said.mean(axis=1).to_numpy(),
            "missing": [tuple(said.columns[~row]) for row in said.to_numpy()],
        }
    )
    return table.sort_values(["share", "record_id"], kind="stable", ignore_index=True)


def last_words(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return ``record_id, name, date`` (as the source writes it) and ``year``, the oldest first.

    A record without a date has an empty one and no year, and stands first.
    """
    columns = [frame[each] for each in DATED[kind] if each in frame]
    dates = [
        next((text for text in map(as_text, row) if text), "") for row in zip(*columns, strict=True)
    ]
    ids = frame[f"{kind}_id"].astype(str)
    table = pd.DataFrame(
        {
            "record_id": ids.to_numpy(),
            "name": (frame["name"].astype(str) if "name" in frame else ids).to_numpy(),
            "date": dates or [""] * len(frame),
        }
    )
    table["year"] = pd.to_numeric(table["date"].str[:4], errors="coerce").astype("Int64")
    return table.sort_values(["date", "record_id"], kind="stable", ignore_index=True)


def _says(value: object) -> bool:
    return bool(as_list(value))
