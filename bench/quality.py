"""How good the rankings are: hidden deals found again, beside popularity."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from matching import Matcher

DEPTH = 10
FOLDS = 5

#: Left out of the back-test on the facts: texts and fields that name the parties of the very
#: deals that are hidden, and whatever was inferred from those texts or deals.
TELLING_INVESTOR_FIELDS = ["description", "specialisms", "ticket_basis", "notes"]
TELLING_PROJECT_FIELDS = ["description", "financiers", "sponsor", "notes"]


@dataclass(frozen=True)
class Quality:
    """NDCG@10 of one data set, and how many queries and candidates it has."""

    name: str
    queries: int
    candidates: int
    ours: float
    popularity: float
    seconds: float


def ndcg(ranked: pd.DataFrame, truth: pd.DataFrame) -> float:
    """Return the mean NDCG@10 over the projects of ``truth`` (project_id, investor_id).

    Every true investor counts the same; a project without rows counts as zero.
    """
    discount = 1 / np.log2(np.arange(2, DEPTH + 2))
    wanted = truth.groupby("project_id")["investor_id"].agg(set)
    best = ranked[ranked["rank"] <= DEPTH].sort_values(["project_id", "rank"])
    listed = best.groupby("project_id")["investor_id"].agg(list).to_dict()
    gains = []
    for project, investors in wanted.items():
        hits = [investor in investors for investor in listed.get(project, [])]
        ideal = discount[: min(DEPTH, len(investors))].sum()
        gains.append(float(discount[: len(hits)][hits].sum() / ideal))
    return float(np.mean(gains))


def popularity(deals: pd.DataFrame, investors: pd.DataFrame, queries: list[str]) -> pd.DataFrame:
    """Rank the same investors for every query: those with most deals first."""
    counts = deals["investor_id"].value_counts()
    order = investors["investor_id"].sort_values().to_frame()
    order["deals"] = order["investor_id"].map(counts).fillna(0)
    best = order.sort_values("deals", ascending=False, kind="stable")["investor_id"].head(DEPTH)
    ranks = np.arange(1, len(best) + 1)
    return pd.DataFrame(
        {
            "project_id": np.repeat(queries, len(best)),
            "investor_id": np.tile(best.to_numpy(), len(queries)),
            "rank": np.tile(ranks, len(queries)),
        }
    )


def measure_case(folder: Path) -> Quality:
    """Rank the queries of a benchmark directory (with queries and truth beside the tables)."""
    names = ("investors", "projects", "deals", "queries", "truth")
    frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in names}
    started = pd.Timestamp.now()
    queries = frames["queries"]["project_id"].tolist()
    matcher = Matcher().fit(frames["investors"], frames["projects"], frames["deals"])
    ranked = matcher.rank(queries=queries, top=DEPTH)
    seconds = (pd.Timestamp.now() - started).total_seconds()
    common = popularity(frames["deals"], frames["investors"], queries)
    return Quality(
        folder.name,
        len(queries),
        len(frames["investors"]),
        ndcg(ranked, frames["truth"]),
        ndcg(common, frames["truth"]),
        seconds,
    )


def measure_facts(frames: dict[str, pd.DataFrame]) -> Quality:
    """Hide a fifth of the projects' deals at a time and look for them without telling texts."""
    investors = frames["investors"].drop(columns=TELLING_INVESTOR_FIELDS, errors="ignore")
    observed = frames["investors"]["ticket_basis"].eq("observed")
    investors.loc[observed, ["ticket_min_usd_m", "ticket_max_usd_m"]] = np.nan
    projects = frames["projects"].drop(columns=TELLING_PROJECT_FIELDS, errors="ignore")
    deals = frames["deals"]
    money = deals[deals["role_kind"].isin(["funder", "owner", "guarantor"])]
    queries = sorted(money["project_id"].unique())
    started = pd.Timestamp.now()
    ours, common = [], []
    for fold in range(FOLDS):
        hidden = queries[fold::FOLDS]
        known = deals[~deals["project_id"].isin(hidden)]
        matcher = Matcher(switched_off=["screening"])
        matcher.fit(investors, projects, known, frames["vocabulary"])
        ours.append(matcher.rank(queries=hidden, top=DEPTH))
        common.append(popularity(known[known["role_kind"] != "adviser"], investors, hidden))
    seconds = (pd.Timestamp.now() - started).total_seconds()
    return Quality(
        "facts",
        len(queries),
        len(investors),
        ndcg(pd.concat(ours), money),
        ndcg(pd.concat(common), money),
        seconds,
    )
