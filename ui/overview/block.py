"""A block of the executive view: what it finds, the picture, the marks with their rows.

The same block is drawn by Plotly on the page and as vectors on paper, and its marks are a sheet
of the workbook, so that the three can never say different things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from matching.summary.sums import MARKS
from ui.format import number, usd
from ui.words import _

#: One mark by the names of ``MARKS``.
Row = Mapping[Any, Any]

#: A total this many times the next is drawn cut off, so that the others can be seen.
OUTLIER = 6.0
#: How far a cut bar reaches beyond the next longest.
CUT_AT = 1.35


@dataclass(frozen=True)
class Bars:
    """Bars by group, one colour per part.

    marks : ``MARKS`` rows; groups are drawn in ``groups``' order, parts in ``parts``'.
    groups, parts : code to label. colours : part to colour.
    column : ``amount`` (USD million) or ``records``.
    stacked : parts of a whole end to end, instead of side by side.
    upright : columns over time. share : parts of a whole. ends : one part a group, told at its end.
    """

    marks: pd.DataFrame
    groups: Mapping[str, str]
    parts: Mapping[str, str]
    colours: Mapping[str, str]
    column: str = "records"
    stacked: bool = False
    upright: bool = False
    share: bool = False
    ends: bool = False
    axis: str = ""

    def values(self) -> pd.DataFrame:
        """Groups by parts; nought where there is no mark."""
        if self.marks.empty:
            return pd.DataFrame(0.0, index=list(self.groups), columns=list(self.parts))
        wide = self.marks.pivot_table(
            index="group", columns="part", values=self.column, aggfunc="sum", observed=True
        )
        wide = wide.reindex(index=list(self.groups), columns=list(self.parts))
        return wide.astype(float).fillna(0.0)

    def told(self) -> pd.DataFrame:
        """What stands at the end of each bar, groups by parts."""
        shape = pd.DataFrame("", index=list(self.groups), columns=list(self.parts))
        for row in self.marks.to_dict("records"):
            if row["group"] in shape.index and row["part"] in shape.columns:
                shape.at[row["group"], row["part"]] = self._told(row)
        return shape

    def end(self) -> float:
        """Where the axis ends: at the longest bar, or where an outlier is cut off."""
        values = self.values()
        totals = values.sum(axis=1) if self.stacked or self.ends else values.max(axis=1)
        ordered = sorted((float(each) for each in totals), reverse=True)
        longest = ordered[0] if ordered else 0.0
        following = ordered[1] if len(ordered) > 1 else 0.0
        return CUT_AT * following if following and longest > OUTLIER * following else longest

    def _told(self, row: Row) -> str:
        if self.column == "records":
            return number(row["records"], 0)
        return amount_told(row)


@dataclass(frozen=True)
class Tiles:
    """The regions as equal squares, coloured by value.

    regions : name, label, tile_row, tile_col, value (NaN: nothing known) and told.
    """

    regions: pd.DataFrame


@dataclass(frozen=True)
class Flow:
    """Ribbons between three columns of names; ``table`` is that of ``summary.flows``.

    labels : per step, code to label. heads : title of each step.
    """

    table: pd.DataFrame
    labels: Mapping[str, Mapping[str, str]]
    heads: Mapping[str, str]
    colours: Mapping[str, str]


@dataclass(frozen=True)
class Plane:
    """Places on longitude and latitude.

    lines : corridor, label, colour, lon, lat (lists). nodes : label, lon, lat.
    points : group, lon, lat, records, told (names).
    """

    lines: pd.DataFrame
    nodes: pd.DataFrame
    points: pd.DataFrame


Picture = Bars | Tiles | Flow | Plane


@dataclass(frozen=True)
class Block:
    """One finding with its picture.

    key : its name in the address. finding : the title. notes : what the sums leave out.
    picture : None where there is nothing to draw; then ``empty`` says what to do.
    marks : every mark that can be opened. titles : group and part, code to label.
    """

    key: str
    finding: str
    notes: Sequence[str] = ()
    picture: Picture | None = None
    empty: str = ""
    alt: str = ""
    name: str = ""
    marks: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=MARKS))
    groups: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    def mark(self, group: str, part: str) -> Row | None:
        """One mark by its place and part; None where there is none."""
        if self.marks.empty:
            return None
        own = self.marks[(self.marks["group"] == group) & (self.marks["part"] == part)]
        return None if own.empty else own.iloc[0].to_dict()

    def title(self, group: str, part: str) -> str:
        """What a mark is called."""
        names = (self.groups.get(group, group), self.parts.get(part, part))
        return " · ".join(each for each in names if each)

    def numbers(self) -> pd.DataFrame:
        """The marks as a table of words and numbers."""
        marks = self.marks
        counted = ["known", "unknown", "overlapping"]
        # Marks that only count have no amounts to tell of.
        summed = bool(marks[counted].to_numpy().sum())
        table = pd.DataFrame(
            {
                "group": [self.groups.get(group, group) for group in marks["group"]],
                "part": [self.parts.get(part, part) for part in marks["part"]],
                "records": marks["records"].to_numpy(),
                "amount": marks["amount"].where(marks["known"] > 0).to_numpy(),
            }
        )
        return table.assign(
            **{name: marks[name].to_numpy() if summed else float("nan") for name in counted}
        )


def sum_told(row: Row | None) -> str:
    """Amount of a mark within a sentence: what is not known is no nought."""
    if row is None:
        return _("none")
    return usd(row["amount"]) if row["known"] else _("not published")


def amount_told(row: Row) -> str:
    """Amount of a mark, with the number of unknown ones beside it: ``USD 12m + 3?``."""
    known, unknown = int(row["known"]), int(row["unknown"])
    if not known:
        return f"{number(unknown, 0)}?" if unknown else ""
    amount = usd(row["amount"])
    return f"{amount} + {number(unknown, 0)}?" if unknown else amount
