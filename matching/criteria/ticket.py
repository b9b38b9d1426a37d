"""Ticket: does the amount asked lie in the range that the investor writes, on a log scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array

from matching.catalogue import Catalogue, Deals
from matching.columns import Codes
from matching.criteria.base import Facts
from matching.encoding import Encoding, Sparse
from matching.sides import Graded
from matching.table import BoolArray, FloatArray, Table

#: Amounts from USD 1,000 to USD 1,000bn as log10 of USD million, twelve points a decade: steps of
#: about a fifth, finer than any published ticket.
GRID: FloatArray = np.linspace(-3, 6, 9 * 12 + 1)

#: A minimum is policy: half of it already counts as far below (standard deviation in decades).
BELOW = 0.2
#: Above the maximum an investor can still take a part beside others, so it fades slowly.
ABOVE = 0.75

#: Whoever gives a range without a basis states it.
STATED = "stated"
#: A range that was seen tells what was done, not what would be refused: it never rates below this.
SEEN_FLOOR = 0.4

#: Deals seen stand for a range up to twice the largest of them.
SEEN_ABOVE = 2.0
#: Who did a large deal can do a smaller one: the smallest seen is no policy.
SEEN_BELOW = 5.0
#: Where only the total cost is published, the ask is taken to lie between this share and all of it.
ASK_SHARE_OF_COST = 0.2


@dataclass(frozen=True)
class Range:
    """Each investor's range in USD million, and where it comes from: a number of ``bases``."""

    low: FloatArray
    high: FloatArray
    basis: Codes
    bases: tuple[str, ...]

    @property
    def known(self) -> BoolArray:
        """Tell whose range has at least one end."""
        return ~(np.isnan(self.low) & np.isnan(self.high))


class Ticket:
    """Amount asked against ticket range."""

    name: ClassVar[str] = "ticket"
    default_weight: ClassVar[float] = 0.14
    project_fields: ClassVar[tuple[str, ...]] = ("ask_usd_m",)
    investor_fields: ClassVar[tuple[str, ...]] = ("ticket_min_usd_m", "ticket_max_usd_m")

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Spread each amount over the grid, and rate each grid point for each investor."""
        low, high, estimated = asked(catalogue.projects)
        ranges = ticket_ranges(catalogue)
        seen = np.array([basis != STATED for basis in ranges.bases])[ranges.basis] & ranges.known
        return Encoding(
            projects=_spread(low, high),
            investors=_graded(ranges, seen),
            project_known=~np.isnan(high),
            investor_known=ranges.known,
            project_inferred=estimated,
            investor_inferred=seen,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the ask, or the total cost that stands in for it."""
        ask = _positive(catalogue.projects.numbers("ask_usd_m"))[project]
        cost = _positive(catalogue.projects.numbers("total_cost_usd_m"))[project]
        return {
            "ask_usd_m": None if np.isnan(ask) else float(ask),
            "total_cost_usd_m": None if np.isnan(cost) else float(cost),
            "basis": "ask" if ask > 0 else "total_cost" if cost > 0 else None,
        }

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:  # noqa: ARG002
        """Return the range, its basis, and the deals that it was inferred from."""
        ranges = ticket_ranges(catalogue)
        low, high = ranges.low[investor], ranges.high[investor]
        basis = ranges.bases[ranges.basis[investor]]
        deals = catalogue.deals
        used = []
        if basis in {"deals", "projects"}:
            amounts = deals.own_amount if basis == "deals" else _project_sizes(catalogue)
            used = [
                deals.ids[row]
                for row in np.flatnonzero((deals.investor == investor) & (deals.weight > 0))
                if not np.isnan(amounts[row])
            ]
        return {
            "ticket_min_usd_m": None if np.isnan(low) else float(low),
            "ticket_max_usd_m": None if np.isnan(high) else float(high),
            "basis": basis or None,
            "deals": used,
        }


def asked(projects: Table) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return the range that each project's ask lies in, and whether that is an estimate."""
    ask = _positive(projects.numbers("ask_usd_m"))
    cost = _positive(projects.numbers("total_cost_usd_m"))
    estimated = np.isnan(ask) & ~np.isnan(cost)
    high = np.where(estimated, cost, ask)
    low = np.where(estimated, cost * ASK_SHARE_OF_COST, ask)
    return low, high, estimated


def ticket_ranges(catalogue: Catalogue) -> Range:
    """Return ranges by what is best known of each investor.

    In this order: its own words (or what the record says was seen), the amounts of its own deals,
    the sizes of the projects it took part in. Negative amounts and a minimum above the maximum
    cannot be meant and count as unknown.
    """
    table, deals = catalogue.investors, catalogue.deals
    low = _not_negative(table.numbers("ticket_min_usd_m"))
    high = _positive(table.numbers("ticket_max_usd_m"))
    wrong = low > high
    low, high = np.where(wrong, np.nan, low), np.where(wrong, np.nan, high)
    codes, texts = table.codes("ticket_basis")
    bases = ("", *(text or STATED for text in texts), "deals", "projects")
    known = ~(np.isnan(low) & np.isnan(high))
    basis = np.where(known, codes + 1, 0).astype(np.int32)
    for name, amounts in (("deals", deals.own_amount), ("projects", _project_sizes(catalogue))):
        seen_low, seen_high = _seen(deals, amounts, len(table))
        fill = np.isnan(low) & np.isnan(high) & ~np.isnan(seen_high)
        low, high = np.where(fill, seen_low, low), np.where(fill, seen_high, high)
        basis[fill] = bases.index(name, len(texts) + 1)
    return Range(low, high, basis, bases)


def _project_sizes(catalogue: Catalogue) -> FloatArray:
    """Return for each deal the size of its project."""
    _, high, _ = asked(catalogue.projects)
    return np.asarray(high[catalogue.deals.project], dtype=np.float64)


def _seen(deals: Deals, amounts: FloatArray, investors: int) -> tuple[FloatArray, FloatArray]:
    low, high = np.full(investors, np.inf), np.full(investors, -np.inf)
    use = (deals.weight > 0) & ~np.isnan(amounts)
    np.minimum.at(low, deals.investor[use], amounts[use])
    np.maximum.at(high, deals.investor[use], amounts[use])
    nothing = np.isinf(low)
    # Beyond all numbers there is no upper end.
    with np.errstate(over="ignore"):
        above = high * SEEN_ABOVE
    return np.where(nothing, np.nan, low / SEEN_BELOW), np.where(nothing, np.nan, above)


def _spread(low: FloatArray, high: FloatArray) -> Sparse:
    """Spread each amount over the two grid points around it; a range over all points within.

    A range is taken as even on the log scale: its two ends and the points between weigh the same.
    """
    known = np.flatnonzero(~np.isnan(high))
    ends = np.log10(np.column_stack([low, high])[known])
    first, last = np.clip((ends - GRID[0]) / (GRID[1] - GRID[0]), 0, len(GRID) - 1).T
    wide = last > first
    inner = np.arange(len(GRID))
    within = wide[:, None] & (inner >= np.ceil(first)[:, None]) & (inner <= np.floor(last)[:, None])
    row, place = np.nonzero(within)
    every = np.arange(len(known))
    rows = np.concatenate([every, every[wide], row])
    points = np.concatenate([first, last[wide], inner[place]])
    left = np.minimum(points.astype(np.int64), len(GRID) - 2)
    right_share = points - left
    share = 1 / np.bincount(rows, minlength=len(known))[rows]
    values = np.concatenate([(1 - right_share) * share, right_share * share])
    where = (np.tile(known[rows], 2), np.concatenate([left, left + 1]))
    return csr_array((values, where), shape=(len(high), len(GRID)))


def _graded(ranges: Range, seen: BoolArray) -> Graded:
    """Return ranges as they rate the grid: 1 within, falling off on either side."""
    with np.errstate(divide="ignore"):
        low = np.log10(np.where(np.isnan(ranges.low), 0.0, ranges.low))
        high = np.where(np.isnan(ranges.high), np.inf, np.log10(ranges.high))
    return Graded(
        points=GRID,
        low=np.where(ranges.known, low, np.nan),
        high=high,
        floor=np.where(seen, np.float32(SEEN_FLOOR), np.float32(0)),
        below=BELOW,
        above=ABOVE,
    )


def _positive(amounts: FloatArray) -> FloatArray:
    return np.where(amounts > 0, amounts, np.nan)


def _not_negative(amounts: FloatArray) -> FloatArray:
    return np.where(amounts >= 0, amounts, np.nan)
