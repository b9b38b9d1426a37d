"""How good the rankings are: hidden deals found again, beside popularity."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from matching import Matcher
from matching.backtest import backtest
from matching.baselines import Orders, popularity
from matching.measures import FIRST, listed, measure


@dataclass(frozen=True)
class Quality:
    """NDCG@10 of one data set, and how many queries and candidates it has."""

    name: str
    queries: int
    candidates: int
    ours: float
    popularity: float
    seconds: float


def ndcg(orders: Orders, truth: pd.DataFrame) -> float:
    """Return the mean NDCG@10 over the projects of ``truth`` (project_id, investor_id).

    Every true investor counts the same; a project without a list counts as zero.
    """
    wanted = truth.groupby("project_id")["investor_id"].agg(set)
    gains = [measure(orders.get(key, []), found)["ndcg_10"] for key, found in wanted.items()]
    return float(np.mean(gains))


def measure_case(folder: Path) -> Quality:
    """Rank the queries of a benchmark directory (with queries and truth beside the tables)."""
    names = ("investors", "projects", "deals", "queries", "truth")
    frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in names}
    started = pd.Timestamp.now()
    queries = frames["queries"]["project_id"].tolist()
    matcher = Matcher().fit(frames["investors"], frames["projects"], frames["deals"])
    ranked = matcher.rank(queries=queries, top=FIRST)
    seconds = (pd.Timestamp.now() - started).total_seconds()
    common = popularity(frames["investors"], frames["deals"], queries)
    return Quality(
        folder.name,
        len(queries),
        len(frames["investors"]),
        ndcg(listed(ranked), frames["truth"]),
        ndcg(common, frames["truth"]),
        seconds,
    )


def measure_facts(frames: dict[str, pd.DataFrame]) -> Quality:
    """Hide the deals of a tenth of the projects at a time and look for them again."""
    started = pd.Timestamp.now()
    tested = backtest(
        frames["investors"],
        frames["projects"],
        frames["deals"],
        frames["vocabulary"],
        protocols=["in_turn"],
    )
    means = tested.results.groupby("method")["ndcg_10"].mean()
    return Quality(
        "facts",
        tested.results["project_id"].nunique(),
        tested.candidates,
        float(means["ours"]),
        float(means["popularity"]),
        (pd.Timestamp.now() - started).total_seconds(),
    )
