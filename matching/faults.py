"""Wrong input: what is checked, and the errors that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process

from matching.columns import as_text, is_numeric, read_codes, read_numbers, read_texts

ID = r"\A[A-Za-z0-9_.-]{1,80}\z"
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
            named, known = read_texts(deals[column]), read_texts(frame[column])
            expected = f"an id of {column.removesuffix('_id')}s"
            faults += [
                Fault("deals", row, column, repr(named[row].as_py()), expected)
                for row in _where(pc.invert(pc.is_in(named, value_set=known.combine_chunks())))
            ]
    if "deal_id" in deals:
        faults += _check_values(read_texts(deals["deal_id"]), "deals", "deal_id")
    return faults


def check_amounts(frame: pd.DataFrame, table: str) -> list[Fault]:
    """Return amounts that are no finite number of zero or more, and ranges the wrong way round."""
    faults: list[Fault] = []
    for column in AMOUNTS[table]:
        if column in frame:
            faults += _check_amount(frame[column], table, column)
    low, high = AMOUNTS["investors"]
    if table == "investors" and low in frame and high in frame:
        lows, highs = read_numbers(frame[low]), read_numbers(frame[high])
        for row in np.flatnonzero(lows > highs):
            found = f"{lows[row]:g} above {high} {highs[row]:g}"
            faults.append(Fault(table, int(row), low, found, f"at most {high}"))
    return faults


def _check_ids(frame: pd.DataFrame, table: str) -> list[Fault]:
    key = REQUIRED[table][0]
    faults = _check_columns(frame, table)
    if key in frame:
        if frame.empty:
            faults.append(Fault(table, None, key, "no rows", "at least one row"))
        faults += _check_values(read_texts(frame[key]), table, key)
    if "name" in frame:
        faults += [
            Fault(table, row, "name", "an empty cell", "a name")
            for row in _where(pc.equal(read_texts(frame["name"]), ""))
        ]
    return faults


def _check_columns(frame: pd.DataFrame, table: str) -> list[Fault]:
    return [
        Fault(table, None, column, "no such column", "a column of this name")
        for column in REQUIRED[table]
        if column not in frame
    ]


def _check_values(values: pa.ChunkedArray, table: str, column: str) -> list[Fault]:
    wrong = pc.invert(pc.match_substring_regex(values, ID)).to_numpy()
    again = pd.Series(read_codes(values)[0]).duplicated().to_numpy()
    faults = []
    for row in np.flatnonzero(wrong | again).tolist():
        value = values[row].as_py()
        if wrong[row]:
            faults.append(Fault(table, row, column, repr(value[:100]), ID_RULE))
        else:
            faults.append(Fault(table, row, column, f"{value!r} again", "each id once"))
    return faults


def _check_amount(values: pd.Series, table: str, column: str) -> list[Fault]:
    numbers = read_numbers(values)
    bad = np.isinf(numbers) | (numbers < 0)
    if not is_numeric(values):
        bad |= np.isnan(numbers) & pc.not_equal(read_texts(values), "").to_numpy()
    return [
        Fault(table, int(row), column, repr(as_text(values.iloc[row])), "a number, zero or more")
        for row in np.flatnonzero(bad)
    ]


def _where(marks: pa.ChunkedArray) -> list[int]:
    rows: list[int] = np.flatnonzero(marks.to_numpy()).tolist()
    return rows
