"""Where money came from and went: investor country to sector to region."""

from __future__ import annotations

import pandas as pd

from matching.summary.scope import Facts
from matching.summary.sums import OTHERS, UNSTATED

STEPS = ("hq_country", "sector", "region")
#: Names shown at each step before the rest is heaped together.
SHOWN = 7


def flows(facts: Facts, shown: int = SHOWN) -> pd.DataFrame:
    """Deals that came about, split from country over sector to region.

    Returns
    -------
    DataFrame with ``hq_country``, ``sector`` and ``region`` (a code, ``others`` or
    ``unstated``), ``weight`` (deals; one in two sectors counts half in each, so that the whole
    stays the number of deals), ``own_usd_m`` (split alike, 0 where unknown) and ``ids``.

    """
    deals = facts.came_about[["deal_id", *STEPS, "own_usd_m", "counts"]].copy()
    deals["share"] = 1.0 / deals["sector"].map(_length)
    rows = deals.explode("sector")
    for step in STEPS:
        rows[step] = _heaped(rows[step].where(rows[step].notna(), UNSTATED), rows["share"], shown)
    worth = rows["own_usd_m"].where(rows["counts"].astype(bool)).fillna(0.0) * rows["share"]
    table = (
        rows.assign(own_usd_m=worth)
        .groupby(list(STEPS), sort=True)
        .agg(
            weight=("share", "sum"),
            own_usd_m=("own_usd_m", "sum"),
            ids=("deal_id", lambda ids: list(dict.fromkeys(ids))),
        )
    )
    return table.reset_index()


def nodes(table: pd.DataFrame, step: str) -> pd.DataFrame:
    """Names of one step with their weight and ids, widest first, heaps last."""
    grouped = table.groupby(step).agg(
        weight=("weight", "sum"),
        ids=("ids", lambda lists: list(dict.fromkeys(each for ids in lists for each in ids))),
    )
    grouped["heap"] = grouped.index.isin([OTHERS, UNSTATED])
    order = grouped.sort_values(["heap", "weight"], ascending=[True, False], kind="stable")
    return order.drop(columns="heap").rename_axis("group").reset_index()


def _heaped(names: pd.Series, weights: pd.Series, shown: int) -> pd.Series:
    order = weights.groupby(names).sum().sort_values(ascending=False, kind="stable").index
    named = [name for name in order if name != UNSTATED]
    if len(named) <= shown + 1:
        return names
    return names.where(~names.isin(named[shown:]), OTHERS)


def _length(values: object) -> int:
    return max(len(values), 1) if hasattr(values, "__len__") else 1
