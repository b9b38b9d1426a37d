"""Wrong input: what is checked, and the errors that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from rapidfuzz import process

from matching.table import as_text

ID = re.compile(r"[A-Za-z0-9_.-]{1,80}")
ID_RULE = "1 to 80 letters, digits, '-', '_' or '.'"

AMOUNTS = {
    "investors": ("ticket_min_usd_m", "ticket_max_usd_m"),
    "projects": ("ask_usd_m", "total_cost_usd_m"),
    "deals": ("amount_usd_m",),
}
#: Columns that a table must have; every other may be missing.
REQUIRED = {
    "investors": ("investor_id", "name"),
    "projects": ("project_id", "name"),
    "deals": ("investor_id", "project_id"),
}


@dataclass(frozen=True)
class Fault:
    """One wrong cell. ``row`` counts records from 0; None means the table as a whole."""

    table: str
    row: int | None
    column: str
    found: str
    expected: str


class InvalidInputError(ValueError):
    """The tables cannot be matched; ``faults`` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        first = faults[0]
        row = "" if first.row is None else f", record {first.row + 1}"
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(
            f"{first.table}{row}, {first.column}: found {first.found}, "
            f"expected {first.expected}{more}"
        )


class UnknownRecord(ValueError):  # noqa: N818 - it names what was asked for
    """No record has this id; ``near`` holds the closest ids, best first."""

    def __init__(
        self, kind: Literal["project", "investor"], record_id: str, known: list[str]
    ) -> None:
        self.kind = kind
        self.record_id = record_id
        close = process.extract(record_id, known, limit=3, score_cutoff=60)
        self.near = [identifier for identifier, _, _ in close]
        super().__init__(f"no {kind} has the id {record_id!r}")


def check_structure(
    investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame | None
) -> list[Fault]:
    """Return what makes matching impossible: no id or name, an id twice, a deal to nowhere."""
    faults = [*_check_ids(investors, "investors"), *_check_ids(projects, "projects")]
    if deals is None:
        return faults
    faults += _check_columns(deals, "deals")
    for column, frame in (("investor_id", investors), ("project_id", projects)):
        if column in deals and column in frame:
            known = set(frame[column].map(as_text))
            expected = f"an id of {column.removesuffix('_id')}s"
            faults += [
                Fault("deals", row, column, repr(value), expected)
                for row, value in enumerate(deals[column].map(as_text))
                if value not in known
            ]
    if "deal_id" in deals:
        faults += _check_values(deals["deal_id"].map(as_text).tolist(), "deals", "deal_id")
    return faults


def check_amounts(frame: pd.DataFrame, table: str) -> list[Fault]:
    """Return amounts that are no finite number of zero or more, and ranges the wrong way round."""
    faults: list[Fault] = []
    for column in AMOUNTS[table]:
        if column in frame:
            faults += _check_amount(frame[column], table, column)
    low, high = AMOUNTS["investors"]
    if table == "investors" and low in frame and high in frame:
        lows, highs = (pd.to_numeric(frame[column], errors="coerce") for column in (low, high))
        for row in np.flatnonzero((lows > highs).to_numpy(dtype=bool, na_value=False)):
            found = f"{lows.iloc[row]:g} above {high} {highs.iloc[row]:g}"
            faults.append(Fault(table, int(row), low, found, f"at most {high}"))
    return faults


def _check_ids(frame: pd.DataFrame, table: str) -> list[Fault]:
    key = REQUIRED[table][0]
    faults = _check_columns(frame, table)
    if key in frame:
        if frame.empty:
            faults.append(Fault(table, None, key, "no rows", "at least one row"))
        faults += _check_values(frame[key].map(as_text).tolist(), table, key)
    if "name" in frame:
        faults += [
            Fault(table, row, "name", "an empty cell", "a name")
            for row, name in enumerate(frame["name"].map(as_text))
            if not name
        ]
    return faults


def _check_columns(frame: pd.DataFrame, table: str) -> list[Fault]:
    return [
        Fault(table, None, column, "no such column", "a column of this name")
        for column in REQUIRED[table]
        if column not in frame
    ]


def _check_values(values: list[str], table: str, column: str) -> list[Fault]:
    faults, seen = [], set()
    for row, value in enumerate(values):
        if not ID.fullmatch(value):
            faults.append(Fault(table, row, column, repr(value[:100]), ID_RULE))
        elif value in seen:
            faults.append(Fault(table, row, column, f"{value!r} again", "each id once"))
        seen.add(value)
    return faults


def _check_amount(values: pd.Series, table: str, column: str) -> list[Fault]:
    numbers = pd.to_numeric(values, errors="coerce")
    bad = (numbers.isna() & values.map(as_text).ne("")) | np.isinf(numbers) | (numbers < 0)
    return [
        Fault(table, int(row), column, repr(as_text(values.iloc[row])), "a number, zero or more")
        for row in np.flatnonzero(bad.to_numpy(dtype=bool, na_value=False))
    ]
