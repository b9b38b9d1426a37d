"""Honest sums: overlapping records once, unknown amounts counted as unknown.

A record counts in a sum unless its ``counts`` says that another one holds the same money. Records
without a source that can be cited (verified ``no``) never come this far: see ``scope``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

#: A mark on a chart. ``group`` is its place and ``part`` its colour; ``records`` stand behind it,
#: ``amount`` (USD million) adds up the ``known`` ones, ``unknown`` ones have no amount and
#: ``overlapping`` ones are left out since another record holds the same money. ``kind`` says what
#: ``ids`` name: ``project``, ``investor``, ``deal`` or ``pair``.
MARKS = ["group", "part", "records", "amount", "known", "unknown", "overlapping", "kind", "ids"]

#: Groups beyond the ones shown by name.
OTHERS = "others"
#: Records that do not say which group they belong to.
UNSTATED = "unstated"


@dataclass(frozen=True)
class Total:
    """A sum in USD million over ``counted`` records, and what it leaves out.

    ``left_out`` are the known amounts of the ``overlapping`` records, smallest first: they may
    overlap with one another too, so that nobody can add them up.
    """

    amount: float
    counted: int
    unknown: int
    overlapping: int
    left_out: tuple[float, ...] = ()

    @property
    def records(self) -> int:
        """How many records there are, in the sum or not."""
        return self.counted + self.unknown + self.overlapping

    @property
    def published(self) -> int:
        """How many records say an amount, in the sum or not."""
        return self.counted + len(self.left_out)


def total(frame: pd.DataFrame, amount: str) -> Total:
    """Sum of one amount column over the records that count."""
    single = frame[frame["counts"].astype(bool)]
    doubled = frame[~frame["counts"].astype(bool)]
    known = single[amount].notna()
    return Total(
        amount=float(single[amount].sum()),
        counted=int(known.sum()),
        unknown=int((~known).sum()),
        overlapping=len(doubled),
        left_out=tuple(sorted(doubled[amount].dropna().astype(float))),
    )


def marks(
    frame: pd.DataFrame,
    kind: str,
    by: str | None = None,
    part: str | pd.Series = "",
    amount: str | None = None,
) -> pd.DataFrame:
    """One mark per value of ``by`` (a list counts under each of its values; all as one without).

    ``part`` is the part of all marks, or of each row. Without ``amount`` the marks only count:
    no amount is known, unknown or left out.
    The columns are those of ``MARKS``; largest count first, ties by name.
    """
    id_column = "ids" if kind == "pair" else f"{kind}_id"
    rows = pd.DataFrame(
        {
            "group": _groups(frame, by),
            "part": part,
            "counts": frame["counts"].astype(bool) if "counts" in frame else True,
            "worth": frame[amount] if amount else np.nan,
            "id": frame[id_column],
        },
        index=frame.index,
    )
    if by is not None:
        rows = rows.explode("group")
        rows["group"] = rows["group"].where(rows["group"].notna(), UNSTATED).astype(str)
    return _added_up(rows, kind, summed=amount is not None)


def stacked(*tables: pd.DataFrame) -> pd.DataFrame:
    """Several tables of marks as one."""
    return pd.concat(tables, ignore_index=True)[MARKS]


def largest(table: pd.DataFrame, first: int, by: str = "records") -> pd.DataFrame:
    """Keep the ``first`` groups and put all further ones together as ``OTHERS``.

    One group too many stays: a heap of one would say less than its name.
    """
    named = table[~table["group"].isin([OTHERS, UNSTATED])]
    order = named.groupby("group")[by].sum().sort_values(ascending=False, kind="stable").index
    if len(order) <= first + 1:
        return table
    group = table["group"].where(~table["group"].isin(order[first:]), OTHERS)
    kept = table.assign(group=group).groupby(["group", "part", "kind"], sort=False, dropna=False)
    return kept.agg(
        **{name: (name, "sum") for name in ("records", "amount", "known", "unknown")},
        overlapping=("overlapping", "sum"),
        ids=("ids", lambda lists: list(dict.fromkeys(each for ids in lists for each in ids))),
    ).reset_index()[MARKS]


def groups_beyond(table: pd.DataFrame, shown: pd.DataFrame) -> int:
    """How many groups of ``table`` went into the heap of ``shown``."""
    return len(set(table["group"]) - set(shown["group"]))


def put_in_order(table: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Sort marks by a given order of groups, what it does not name last."""
    places = {group: place for place, group in enumerate(order)}
    at = table["group"].map(lambda group: places.get(group, len(places)))
    return table.iloc[at.argsort(kind="stable")].reset_index(drop=True)


def _groups(frame: pd.DataFrame, by: str | None) -> object:
    if by is None:
        return ""
    if by not in frame:
        return UNSTATED
    return frame[by].map(
        lambda value: None if hasattr(value, "__len__") and not len(value) else value
    )


def _added_up(rows: pd.DataFrame, kind: str, *, summed: bool) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame(columns=MARKS)
    known = rows["counts"] & rows["worth"].notna()
    rows = rows.assign(
        amount=rows["worth"].where(known, 0.0).astype(float),
        known=known,
        unknown=summed & rows["counts"] & rows["worth"].isna(),
        overlapping=summed & ~rows["counts"],
    )
    table = (
        rows.groupby(["group", "part"], sort=True)
        .agg(
            records=("id", "size"),
            amount=("amount", "sum"),
            known=("known", "sum"),
            unknown=("unknown", "sum"),
            overlapping=("overlapping", "sum"),
            ids=("id", list),
        )
        .reset_index()
        .assign(kind=kind)
    )
    return table.sort_values("records", ascending=False, kind="stable", ignore_index=True)[MARKS]
