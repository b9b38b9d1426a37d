"""How good ranked lists are against what really happened, with the error of every mean.

The measures are the usual ones of information retrieval (Järvelin and Kekäläinen 2002 for NDCG;
Voorhees 1999 for the reciprocal rank). Every true investor counts the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

#: Length of the list that a person reads, and of the list that a person could still work through.
FIRST, DEEP = 10, 50
#: What can be read off a list, in this order.
MEASURES = ("ndcg_10", "recall_10", "recall_50", "hit_10", "mrr")
#: An error is given as two standard errors: about 95 in 100 repetitions lie within.
STANDARD_ERRORS = 2.0

_DISCOUNT = 1 / np.log2(np.arange(2, FIRST + 2))


def measure(order: Sequence[str], wanted: Collection[str]) -> dict[str, float]:
    """Measure one list, best first, against the ids that were to be found (at least one).

    Returns
    -------
    dict
        ``found_10`` how many of them stand among the first ten; ``ndcg_10``; ``recall_10`` and
        ``recall_50`` the share of them among the first ten and fifty; ``hit_10`` 1 where at least
        one stands among the first ten; ``mrr`` one over the rank of the first, 0 beyond fifty.

    """
    hits = np.array([identifier in wanted for identifier in order[:DEEP]], dtype=np.bool_)
    first = hits[:FIRST]
    ideal = _DISCOUNT[: min(FIRST, len(wanted))].sum()
    ranks = np.flatnonzero(hits) + 1
    return {
        "found_10": float(first.sum()),
        "ndcg_10": float(_DISCOUNT[: len(first)][first].sum() / ideal),
        "recall_10": float(first.sum() / len(wanted)),
        "recall_50": float(hits.sum() / len(wanted)),
        "hit_10": float(first.any()),
        "mrr": float(1 / ranks[0]) if len(ranks) else 0.0,
    }


def listed(ranked: pd.DataFrame) -> dict[str, list[str]]:
    """Turn a matcher's ranking (project_id, investor_id, rank) into one list per project."""
    ordered = ranked.sort_values(["project_id", "rank"], kind="stable")
    groups = ordered.groupby("project_id")["investor_id"].agg(list)
    return {str(project): list(order) for project, order in groups.items()}


def summary(frame: pd.DataFrame, by: Sequence[str], value: str) -> pd.DataFrame:
    """Mean of a column per group, with its error and the number of rows behind it.

    Returns
    -------
    DataFrame with ``by``, ``mean``, ``error`` (two standard errors of the mean; NaN for a single
    row) and ``n``.

    """
    groups = frame.groupby(list(by), sort=False, observed=True)[value]
    table = groups.agg(mean="mean", sem="sem", n="count").reset_index()
    table["error"] = STANDARD_ERRORS * table.pop("sem")
    return table[[*by, "mean", "error", "n"]]


def lead(results: pd.DataFrame, value: str, ours: str, other: str) -> tuple[float, float]:
    """Mean difference between two methods over the same projects, and its error.

    ``results`` holds one row per project and method. The projects are the same, so the error is
    that of the differences, which is smaller than that of two separate means.
    """
    wide = results.pivot_table(index="project_id", columns="method", values=value)
    difference = (wide[ours] - wide[other]).to_numpy(dtype=np.float64)
    spread = difference.std(ddof=1) if len(difference) > 1 else np.nan
    return float(difference.mean()), float(STANDARD_ERRORS * spread / np.sqrt(len(difference)))
