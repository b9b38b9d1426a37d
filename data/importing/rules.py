"""Rules between the fields of a row, and for values beyond what a field can mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow.compute as pc

from data.importing.completing import Rows
from data.importing.fields import Kind
from data.importing.totals import TOTALS
from data.synthetic import ORIGIN, PREFIX


@dataclass(frozen=True)
class Bounds:
    """What a number of a field lies between."""

    fields: tuple[str, ...]
    low: float
    high: float
    rule: str


BOUNDS: Final = (
    Bounds(("lat",), -90, 90, "latitude"),
    Bounds(("lon",), -180, 180, "longitude"),
    Bounds(("irr_pct",), -100, 1000, "percent"),
    Bounds(("payback_years",), 0, 200, "years"),
    Bounds(
        ("ask_original_m", "total_cost_original_m", "amount_original_m"),
        0,
        float("inf"),
        "amount_negative",
    ),
    Bounds(
        ("ticket_min_usd_m", "ticket_max_usd_m", "ask_usd_m", "total_cost_usd_m", "amount_usd_m"),
        0,
        1e7,
        "amount_large",
    ),
    Bounds(("year", "rate_year"), 1980, 2100, "date_range"),
)
_IDS: Final[dict[Kind, tuple[str, ...]]] = {
    "investor": ("investor_id",),
    "project": ("project_id",),
    "deal": ("deal_id", "investor_id", "project_id"),
}


def check(rows: Rows) -> None:
    """Note a fault for each row that breaks a rule."""
    for bounds in BOUNDS:
        for name in bounds.fields:
            if rows.has(name):
                _within(rows, name, bounds)
    if rows.has("ticket_min_usd_m") and rows.has("ticket_max_usd_m"):
        low, high = rows.cells["ticket_min_usd_m"], rows.cells["ticket_max_usd_m"]
        for at in _places(pc.less(high, low)):
            rows.fault(at, "ticket_order", "ticket_max_usd_m", high[at], low=f"{low[at].as_py():g}")
    _refuse_totals(rows)
    _refuse_made_up(rows)


def _refuse_totals(rows: Rows) -> None:
    """A row that adds up the others would count all of them twice."""
    if not rows.has("name"):
        return
    for at in _places(pc.match_substring_regex(rows.cells["name"], TOTALS)):
        rows.fault(at, "total", "name", repr(rows.cells["name"][at].as_py()))


def _refuse_made_up(rows: Rows) -> None:
    for name in _IDS[rows.kind]:
        if rows.has(name):
            made_up = pc.starts_with(pc.utf8_lower(rows.cells[name]), PREFIX)
            for at in _places(made_up):
                rows.fault(at, "synthetic", name, repr(rows.cells[name][at].as_py()))
    if "origin" in rows.extras:
        for at in _places(pc.equal(pc.utf8_lower(rows.extras["origin"]), ORIGIN)):
            rows.fault(at, "synthetic", "origin", repr(ORIGIN))


def _within(rows: Rows, name: str, bounds: Bounds) -> None:
    values = rows.cells[name]
    spread = pc.min_max(values).as_py()
    if spread["min"] >= bounds.low and spread["max"] <= bounds.high:
        return
    outside = pc.or_(pc.less(values, bounds.low), pc.greater(values, bounds.high))
    for at in _places(outside):
        rows.fault(
            at,
            bounds.rule,
            name,
            f"{values[at].as_py():g}",
            low=f"{bounds.low:g}",
            high=f"{bounds.high:g}",
        )


def _places(bad: object) -> list[int]:
    flags = np.asarray(pc.fill_null(bad, False), bool)  # noqa: FBT003 - Arrow's way
    found: list[int] = np.flatnonzero(flags).tolist()
    return found
