"""Does the ranking find the investors who really came? Hidden deals, looked for again.

Truth is every pair with money at stake (funder, owner or guarantor) in a deal that was closed,
signed or announced; talks and lapsed deals found nobody. Two questions are asked of it:

**hidden in turn** (``in_turn``). The projects with such a deal are sorted by id and dealt into ten
disjoint groups. For each group every deal of its projects is hidden, the deals of all the other
projects stay known, later ones too, and the investors of the hidden projects are looked for.

**looking back by year** (``looking_back``). For each of the latest eight years in which at least
five projects had their first such deal, only deals dated before that year are known, and the
investors of those projects are looked for. This is the harder and fairer question.

Both rank against every investor on record. What names the parties is left out of the records
first (``matching.blind``), and so are projects that hold the same money as another record (the
``counts`` column): they are neither asked about nor known. Mandates and fields are still those of
today.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matching import baselines
from matching.baselines import Orders
from matching.blind import blind_deals, blind_investors, blind_projects
from matching.catalogue import INVESTING_ROLES, TAKING_STANDINGS
from matching.matcher import Matcher
from matching.measures import DEEP, listed, measure
from matching.table import as_list

#: ``rules_only`` is our own matcher, told of no deal at all: mandates against asks.
METHODS = ("ours", "rules_only", "tf_idf", "popularity", "random")
PROTOCOLS = ("in_turn", "looking_back")

FOLDS = 10
YEARS = 8
#: Fewer projects than this are not taken for a group of their own.
FEWEST = 5

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Backtest:
    """What was found again.

    results : one row per protocol, project and method
        ``protocol, project_id, method, year`` (of its first deal; may be missing), ``sector``
        (its first), ``n_true`` and the measures of ``matching.measures.measure``.
    pairs : one row per protocol and hidden pair
        ``protocol, project_id, investor_id, type, year``; ``rank_<method>`` (1 is best, NaN below
        the first fifty); ``place``, our own rank however far down, NaN where a gate took the pair
        out, which ``gate`` then names.
    candidates : investors ranked for every project.
    folds, years : groups hidden in turn, and years looked back from.
    fits : how many times a matcher was fitted.
    """

    results: pd.DataFrame
    pairs: pd.DataFrame
    candidates: int
    folds: int
    years: tuple[int, ...]
    fits: int


@dataclass(frozen=True)
class _Round:
    """One question: who came into ``asked``, with the deals ``known``."""

    protocol: str
    asked: list[str]
    known: pd.DataFrame


def backtest(
    investors: pd.DataFrame,
    projects: pd.DataFrame,
    deals: pd.DataFrame,
    vocabulary: pd.DataFrame | None,
    *,
    protocols: Sequence[str] = PROTOCOLS,
    folds: int = FOLDS,
    progress: Progress | None = None,
) -> Backtest:
    """Hide deals and look for them again with every method; see the module for what is asked.

    The matcher is fitted once per group and year and once without deals: 19 times at most.
    ``progress`` is told how many of these fits are done, and of how many. It may raise to stop.
    """
    tell = progress or _nobody
    deals = _once(deals, projects)
    truth = true_pairs(deals)
    first = first_years(truth)
    investors, projects = blind_investors(investors), blind_projects(projects)
    deals = blind_deals(deals)
    rounds = _in_turn(deals, truth, folds) if "in_turn" in protocols else []
    folds = len(rounds)
    if "looking_back" in protocols:
        rounds += _looking_back(deals, first)
    steps = len(rounds) + 1
    tell(0, steps)
    asked = sorted({project for each in rounds for project in each.asked})
    by_rules = _rank(Matcher().fit(investors, projects, None, vocabulary), asked, investors)
    wanted = _wanted(truth)
    results, pairs = [], []
    for done, each in enumerate(rounds, start=1):
        tell(done, steps)
        matcher = Matcher().fit(investors, projects, each.known, vocabulary)
        orders = {
            "ours": _rank(matcher, each.asked, investors),
            "rules_only": {project: by_rules[project] for project in each.asked},
            **_plain_orders(investors, projects, each),
        }
        results += _measured(each, orders, wanted)
        pairs += _placed(each, orders, wanted, matcher)
    tell(steps, steps)
    return Backtest(
        _described(pd.DataFrame(results, columns=_RESULTS), projects, first),
        _typed(pd.DataFrame(pairs, columns=_PAIRS), investors, first),
        candidates=len(investors),
        folds=folds,
        years=tuple(_years(first)) if "looking_back" in protocols else (),
        fits=steps,
    )


def came(deals: pd.DataFrame) -> pd.DataFrame:
    """Keep the deals by which somebody came: money at stake, and closed, signed or announced."""
    stake, told = deals["role_kind"].isin(INVESTING_ROLES), deals["standing"].isin(TAKING_STANDINGS)
    return deals[stake & told]


def true_pairs(deals: pd.DataFrame) -> pd.DataFrame:
    """Pairs that came about, with money at stake: project_id, investor_id and the first year."""
    pairs = came(deals).groupby(["project_id", "investor_id"])["year"].min()
    return pairs.sort_index().reset_index()


def first_years(truth: pd.DataFrame) -> pd.Series:
    """Year of the first deal of each project; missing where none is dated."""
    return truth.groupby("project_id")["year"].min()


def _wanted(truth: pd.DataFrame) -> dict[str, set[str]]:
    groups = truth.groupby("project_id")["investor_id"].agg(set)
    return {str(project): investors for project, investors in groups.items()}


def _once(deals: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Leave out deals of projects whose money another record holds: it would tell the answer."""
    if "counts" not in projects:
        return deals
    twice = projects.loc[~projects["counts"].astype(bool), "project_id"]
    return deals[~deals["project_id"].isin(twice)]


def _years(first: pd.Series) -> list[int]:
    counts = first.dropna().astype(int).value_counts()
    return sorted(int(year) for year in counts[counts >= FEWEST].index)[-YEARS:]


def _in_turn(deals: pd.DataFrame, truth: pd.DataFrame, folds: int) -> list[_Round]:
    projects = sorted(truth["project_id"].unique())
    groups = [projects[fold::folds] for fold in range(min(folds, len(projects)))]
    return [_Round("in_turn", group, _without(deals, group)) for group in groups]


def _looking_back(deals: pd.DataFrame, first: pd.Series) -> list[_Round]:
    rounds = []
    for year in _years(first):
        asked = sorted(str(project) for project in first.index[first.eq(year).fillna(value=False)])
        earlier = deals[deals["year"].lt(year).fillna(value=False)]
        rounds.append(_Round("looking_back", asked, _without(earlier, asked)))
    return rounds


def _without(deals: pd.DataFrame, projects: list[str]) -> pd.DataFrame:
    return deals[~deals["project_id"].isin(projects)].reset_index(drop=True)


def _rank(matcher: Matcher, asked: list[str], investors: pd.DataFrame) -> Orders:
    orders = listed(matcher.rank("projects", asked, top=len(investors)))
    return {project: orders.get(project, []) for project in asked}


def _plain_orders(
    investors: pd.DataFrame, projects: pd.DataFrame, each: _Round
) -> dict[str, Orders]:
    known = came(each.known)
    return {
        "tf_idf": baselines.tf_idf(investors, projects, known, each.asked),
        "popularity": baselines.popularity(investors, known, each.asked),
        "random": baselines.chance(investors, each.asked),
    }


_RESULTS = [
    *("protocol", "project_id", "method", "n_true", "found_10"),
    *("ndcg_10", "recall_10", "recall_50", "hit_10", "mrr"),
]
_PAIRS = [
    *("protocol", "project_id", "investor_id"),
    *(f"rank_{method}" for method in METHODS),
    *("place", "gate"),
]


def _measured(
    each: _Round, orders: dict[str, Orders], wanted: dict[str, set[str]]
) -> list[dict[str, object]]:
    return [
        {
            "protocol": each.protocol,
            "project_id": project,
            "method": method,
            "n_true": len(wanted[project]),
            **measure(orders[method][project], wanted[project]),
        }
        for project in each.asked
        for method in METHODS
    ]


def _placed(
    each: _Round, orders: dict[str, Orders], wanted: dict[str, set[str]], matcher: Matcher
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for project in each.asked:
        ranks = {
            method: {investor: rank for rank, investor in enumerate(orders[method][project], 1)}
            for method in METHODS
        }
        for investor in sorted(wanted[project]):
            place = ranks["ours"].get(investor)
            rows.append(
                {
                    "protocol": each.protocol,
                    "project_id": project,
                    "investor_id": investor,
                    **{f"rank_{method}": _near(ranks[method].get(investor)) for method in METHODS},
                    "place": np.nan if place is None else float(place),
                    "gate": _gate(matcher, project, investor) if place is None else None,
                }
            )
    return rows


def _near(rank: int | None) -> float:
    return np.nan if rank is None or rank > DEEP else float(rank)


def _gate(matcher: Matcher, project: str, investor: str) -> str | None:
    """Name the gate that keeps an investor out of a project's list."""
    checks = matcher.explain(project, investor, for_="projects").gates
    return next((check.gate for check in checks if check.applied and not check.passed), None)


def _described(results: pd.DataFrame, projects: pd.DataFrame, first: pd.Series) -> pd.DataFrame:
    sectors = {
        project: next(iter(as_list(sector)), "")
        for project, sector in zip(projects["project_id"], projects["sector"], strict=True)
    }
    return results.assign(
        year=results["project_id"].map(first), sector=results["project_id"].map(sectors)
    )


def _typed(pairs: pd.DataFrame, investors: pd.DataFrame, first: pd.Series) -> pd.DataFrame:
    types = (
        dict(zip(investors["investor_id"], investors["type"], strict=True))
        if "type" in investors
        else {}
    )
    return pairs.assign(year=pairs["project_id"].map(first), type=pairs["investor_id"].map(types))


def _nobody(done: int, steps: int) -> None:
    """Tell nobody how far it is."""
