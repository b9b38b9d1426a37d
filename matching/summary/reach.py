"""Projects that hardly anyone fits, and the step at which the investors were lost."""

from __future__ import annotations

import pandas as pd

from matching.summary.sums import marks

#: A project with fewer viable investors than this is short of choice.
FEW = 10
NONE, SHORT = "none", "few"
#: Steps after the gates: the sector in the mandate, the ticket in reach.
SECTOR, TICKET = "sector", "ticket"


def short_of_investors(reach: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Projects with fewer than ``FEW`` viable investors, fewest first.

    ``reach`` is that of ``coverage.reach``. Adds to the columns of ``projects``: viable,
    ``reason`` (the step after which fewer than ``FEW``, or none at all, were left: a gate,
    ``sector`` or ``ticket``) and ``missing`` (fields without which nobody can tell: ``amount``,
    ``instruments``).
    """
    table = projects.merge(reach, on="project_id")
    table = table[table["viable"] < FEW]
    needed = (table["viable"] > 0).map({True: FEW, False: 1})
    reason = table["gate"].where(
        table["ranked"] < needed,
        (table["in_sector"] < needed).map({True: SECTOR, False: TICKET}),
    )
    part = table["viable"].map(lambda count: SHORT if count else NONE)
    return (
        table.assign(reason=reason, part=part, missing=_missing(table))
        .sort_values(["viable", "name"], kind="stable")
        .reset_index(drop=True)
    )


def by_reason(table: pd.DataFrame) -> pd.DataFrame:
    """Marks of these projects by reason, those nobody fits apart from those few do."""
    return marks(table, "project", "reason", table["part"], "ask_usd_m")


def _missing(projects: pd.DataFrame) -> pd.Series:
    amount = projects["ask_usd_m"].isna() & projects["total_cost_usd_m"].isna()
    instruments = projects["instruments"].map(
        lambda codes: not hasattr(codes, "__len__") or not len(codes)
    )
    fields = [
        [name for name, gone in (("amount", a), ("instruments", i)) if gone]
        for a, i in zip(amount, instruments, strict=True)
    ]
    return pd.Series(fields, index=projects.index, dtype=object)
