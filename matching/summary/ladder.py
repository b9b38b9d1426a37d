"""The ladder from suggested to disbursed: where pairs stand, how long, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from matching.summary.scope import CAME_ABOUT, Facts
from matching.summary.sums import MARKS, marks, put_in_order

#: From promise to fact.
RUNGS = ("suggested", "contacted", "interested", "mou", "binding", "disbursed")
DECLINED = "declined"
#: Where money is bound, and where interest is shown.
BOUND, INTEREST = "binding", "interested"
#: How far deals on record got, least first.
STANDINGS = ("talks", "announced", "signed", "closed", "lapsed")


@dataclass(frozen=True)
class Conversion:
    """Of ``interested`` pairs, ``bound`` reached a binding document or money paid out.

    ``days`` is the median time between the two, None where none got there.
    """

    interested: int
    bound: int
    days: float | None


def ladder(moves: pd.DataFrame, projects: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Marks of where pairs stand now, in the order of the rungs, ``DECLINED`` last.

    ``moves`` has project_id, investor_id, rung and happened_at (with a time zone), one row per
    step of a pair. Amounts are the asks of the projects, each once per rung. Besides ``MARKS``:
    ``days`` (median on the rung) and ``oldest`` (the longest, days).
    """
    if moves.empty:
        return pd.DataFrame(columns=[*MARKS, "days", "oldest"])
    standing = _last(moves)
    asks = projects.set_index("project_id")[["ask_usd_m", "counts"]]
    joined = standing.join(asks, on="project_id", how="inner")
    repeated = joined.duplicated(["rung", "project_id"])
    joined["counts"] = joined["counts"].astype(bool) & ~repeated
    joined["ids"] = joined["project_id"] + "|" + joined["investor_id"]
    joined["age"] = (now - joined["happened_at"]).dt.total_seconds() / 86_400
    table = marks(joined, "pair", "rung", "now", "ask_usd_m")
    ages = joined.groupby("rung")["age"].agg(days="median", oldest="max")
    return put_in_order(table.join(ages, on="group"), [*RUNGS, DECLINED])


def conversion(moves: pd.DataFrame) -> Conversion:
    """How interest turned into money, over all pairs that ever showed it."""
    if moves.empty:
        return Conversion(0, 0, None)
    pairs = moves.groupby(["project_id", "investor_id"])
    first = {
        rung: moves[moves["rung"].isin(RUNGS[RUNGS.index(rung) :])]
        .groupby(["project_id", "investor_id"])["happened_at"]
        .min()
        for rung in (INTEREST, BOUND)
    }
    both = pd.DataFrame(first, index=pairs.size().index)
    shown, bound = both[INTEREST].notna(), both[BOUND].notna()
    took = (both[BOUND] - both[INTEREST])[bound].dt.total_seconds() / 86_400
    return Conversion(
        interested=int(shown.sum()),
        bound=int(bound.sum()),
        days=float(took.median()) if len(took) else None,
    )


def standings(facts: Facts) -> pd.DataFrame:
    """Marks of the deals on record by how far they got, own commitments as amounts.

    Part ``came_about`` (signed, closed) or ``not_bound``.
    """
    deals = facts.invested
    part = deals["standing"].isin(CAME_ABOUT).map({True: "came_about", False: "not_bound"})
    return put_in_order(marks(deals, "deal", "standing", part, "own_usd_m"), STANDINGS)


def _last(moves: pd.DataFrame) -> pd.DataFrame:
    order = moves.sort_values("happened_at", kind="stable")
    return order.drop_duplicates(["project_id", "investor_id"], keep="last").reset_index(drop=True)
