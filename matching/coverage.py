"""Whom the ranking reaches: projects that nobody fits, investors never shown and always shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matching.matcher import Matcher
from matching.measures import FIRST
from matching.table import FloatArray

#: Viable: every gate passed, the sector in the mandate, and the ticket, where known, in reach.
SECTOR_IN_MANDATE, TICKET_IN_REACH = 0.6, 0.5


def viable(matches: pd.DataFrame) -> pd.Series:
    """Tell which matches of a shortlist are viable, row by row."""
    return (matches["value_sector"] >= SECTOR_IN_MANDATE) & (
        (matches["value_ticket"] >= TICKET_IN_REACH) | ~matches["known_ticket"]
    )


def reach(matcher: Matcher, project_ids: list[str]) -> pd.DataFrame:
    """Count the viable investors of each project, and name the best and the widest gate.

    Returns
    -------
    DataFrame with project_id, viable (investors), best (investor id, None where the list is
    empty), score (of the best, 0..1), gate (the one that takes most out) and removed (how many),
    ranked (investors who pass every gate), in_sector (of those, with the sector in the mandate)
    and viable_ids (the viable investors, best first).

    """
    rows = []
    for project_id in project_ids:
        shortlist = matcher.shortlist(project_id=project_id)
        matches = shortlist.matches
        widest = max(shortlist.funnel, key=lambda step: step.removed)
        best = matches.iloc[0] if len(matches) else None
        rows.append(
            {
                "project_id": project_id,
                "viable": int(viable(matches).sum()),
                "ranked": len(matches),
                "in_sector": int((matches["value_sector"] >= SECTOR_IN_MANDATE).sum()),
                "viable_ids": list(matches.loc[viable(matches), "investor_id"]),
                "best": None if best is None else str(best["investor_id"]),
                "score": 0.0 if best is None else float(best["score"]),
                "gate": widest.gate,
                "removed": widest.removed,
            }
        )
    columns = ["project_id", "viable", "ranked", "in_sector", "viable_ids"]
    columns += ["best", "score", "gate", "removed"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class Exposure:
    """How the places in the first tens are shared out among the investors.

    investors : one row per investor, most shown first, ties by id
        ``investor_id``, ``shown`` (first tens it stands in), ``listed`` (projects it is ranked for
        at all) and ``best`` (its best rank, NaN where it is ranked for none).
    projects : projects asked about.
    never : share of the investors that stand in no first ten, 0..1.
    top_tenth : share of all places that go to the tenth of the investors shown most, 0..1.
    gini : Gini coefficient of ``shown``: 0 all alike, 1 everything goes to one.
    """

    investors: pd.DataFrame
    projects: int
    never: float
    top_tenth: float
    gini: float


def exposure(orders: Mapping[str, list[str]], investor_ids: list[str]) -> Exposure:
    """Count who is shown how often, given one list of investors per project, best first."""
    order = sorted(investor_ids)
    at = {investor: row for row, investor in enumerate(order)}
    shown, met = np.zeros(len(order)), np.zeros(len(order))
    best = np.full(len(order), np.inf)
    for ranked in orders.values():
        rows = np.array([at[investor] for investor in ranked], dtype=np.int64)
        shown[rows[:FIRST]] += 1
        met[rows] += 1
        best[rows] = np.minimum(best[rows], np.arange(1, len(rows) + 1))
    table = pd.DataFrame(
        {
            "investor_id": order,
            "shown": shown.astype(int),
            "listed": met.astype(int),
            "best": np.where(np.isinf(best), np.nan, best),
        }
    ).sort_values(["shown", "investor_id"], ascending=[False, True], ignore_index=True)
    tenth = max(1, round(len(order) / 10))
    places = max(shown.sum(), 1.0)
    return Exposure(
        table,
        projects=len(orders),
        never=float((shown == 0).mean()) if order else 0.0,
        top_tenth=float(np.sort(shown)[::-1][:tenth].sum() / places),
        gini=gini(shown),
    )


def gini(amounts: FloatArray) -> float:
    """Gini coefficient of amounts that are nought or more; 0 where there is nothing to share."""
    total, count = amounts.sum(), len(amounts)
    if not total:
        return 0.0
    ranks = np.arange(1, count + 1)
    return float((2 * ranks - count - 1) @ np.sort(amounts) / (count * total))
