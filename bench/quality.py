"""How good the rankings are: who really came, found again, beside the plain alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import perf_counter

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array
from sklearn.feature_extraction.text import TfidfVectorizer

from matching import Matcher
from matching.backtest import Backtest, backtest
from matching.baselines import Orders, chance, popularity, tf_idf
from matching.measures import DEEP, MEASURES, measure
from matching.table import as_list

#: Investors whose lists of projects are measured, evenly spaced among those who came.
MOST_INVESTORS = 300
#: Past projects that a neighbour's say is taken from, and the years by which it fades to a third.
NEIGHBOURS, FADE = 100, 4.0
SHRINK = 5.0
FIELDS = ("sector", "region", "macro_region", "place", "stage")


@dataclass(frozen=True)
class Case:
    """A benchmark directory: the tables, the queries in order, and who really came."""

    name: str
    investors: pd.DataFrame
    projects: pd.DataFrame
    deals: pd.DataFrame
    queries: list[str]
    truth: pd.DataFrame


def read_case(folder: Path) -> Case:
    """Read a directory with queries and truth beside the tables of the data dictionary."""
    investors, projects, deals, queries, truth = (
        pd.read_parquet(folder / f"{name}.parquet")
        for name in ("investors", "projects", "deals", "queries", "truth")
    )
    asked = queries["project_id"].tolist()
    return Case(folder.name, investors, projects, deals, asked, truth)


def case_lines(folder: Path) -> Iterator[str]:
    """Measure a case in both directions; a line per method with all measures."""
    case = read_case(folder)
    started = perf_counter()
    matcher = Matcher().fit(case.investors, case.projects, case.deals)
    fitted = perf_counter()
    ranked = matcher.rank(queries=case.queries, top=DEEP)
    done = perf_counter()
    yield (
        f"quality: {case.name}: {len(case.queries)} projects, {len(case.investors)} investors; "
        f"fit {fitted - started:.0f} s, ranking {done - fitted:.1f} s"
    )
    orders = {"ours": _lists(ranked, "project_id", "investor_id")} | _plain(case)
    yield from _lines(
        orders, _sets(case.truth, "project_id", "investor_id"), "investors for a project"
    )
    yield from _for_investors(case, matcher)


def facts_lines(frames: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Back-test the seed facts as the evidence page does."""
    started = perf_counter()
    tables = (frames[name] for name in ("investors", "projects", "deals", "vocabulary"))
    tested: Backtest = backtest(*tables)
    yield (
        f"quality: facts: {tested.candidates} investors, {tested.fits} fits in "
        f"{perf_counter() - started:.0f} s; texts, sponsors and financiers are left out; mandates "
        "were still read on the pages that report the deals, so this says too much"
    )
    means = tested.results.groupby(["protocol", "method"], observed=True)[list(MEASURES)].mean()
    for row in means.reset_index().to_dict("records"):
        name = f"{row['protocol']}, {row['method']}"
        yield _line(name, {each: row[each] for each in MEASURES})


def _for_investors(case: Case, matcher: Matcher) -> Iterator[str]:
    """Rank the asked projects for investors that came into some of them."""
    every = _sets(case.truth, "investor_id", "project_id")
    some = np.unique(np.linspace(0, len(every) - 1, MOST_INVESTORS).astype(int))
    wanted = {key: every[key] for key in np.array(list(every))[some].tolist()}
    asked = set(case.queries)
    lists: Orders = {}
    for investor in wanted:
        ranked = matcher.rank("investors", [investor], top=len(case.projects))
        lists[investor] = [key for key in ranked["project_id"] if key in asked]
    random = np.random.default_rng(0)
    orders = {
        "ours": lists,
        "like own past projects": _own_past(case, list(wanted)),
        "chance": {key: random.permutation(case.queries).tolist() for key in wanted},
    }
    yield from _lines(orders, wanted, f"projects for an investor ({len(wanted)})")


def _plain(case: Case) -> dict[str, Orders]:
    """Return the plain alternatives, a full list per query each."""
    nearest, shares, recent = _neighbours(case)
    ids = sorted(case.investors["investor_id"])
    mixed = sum((_scaled(each) for each in (nearest, *shares)), start=0.5 * _scaled(recent))
    return {
        "nearest, shares, recent": _ordered(mixed, ids, case.queries),
        "nearest past projects": _ordered(nearest, ids, case.queries),
        "tf-idf profile": tf_idf(case.investors, case.projects, case.deals, case.queries),
        "recent popularity": _ordered(recent, ids, case.queries),
        "popularity": popularity(case.investors, case.deals, case.queries),
        "chance": chance(case.investors, case.queries),
    }


def _neighbours(case: Case) -> tuple[np.ndarray, list[np.ndarray], np.ndarray]:
    """Return queries x investors: nearest projects' say, shares by place, recent popularity."""
    ids = pd.Index(sorted(case.investors["investor_id"]))
    past = pd.Index(case.deals["project_id"].unique())
    projects = case.projects.set_index("project_id")
    where = (past.get_indexer(case.deals["project_id"]), ids.get_indexer(case.deals["investor_id"]))
    came = csr_array((np.ones(len(case.deals)), where), shape=(len(past), len(ids)))
    on = pd.to_datetime(projects["announced_on"])
    age = (on[past].max() - on[past]).dt.days.to_numpy() / 365.25
    faded = csr_array(diags_array(np.exp(-age / FADE)) @ came)
    usual = np.asarray(faded.sum(axis=0)) / np.exp(-age / FADE).sum()
    texts = _texts(projects)
    words = TfidfVectorizer(sublinear_tf=True, min_df=2).fit(texts[past])
    likeness = (words.transform(texts[case.queries]) @ words.transform(texts[past]).T).toarray()
    kept = min(NEIGHBOURS, likeness.shape[1])
    least = np.partition(likeness, -kept, axis=1)[:, -kept]
    likeness[likeness < least[:, None]] = 0
    nearest = likeness @ faded + 0.1 * usual
    shares = []
    for field in ("region", "macro_region"):
        if field in projects:
            value = projects[field].fillna("").to_numpy()
            row = projects.index.get_indexer(pd.Index(case.queries))
            same = value[row][:, None] == value[projects.index.get_indexer(past)][None, :]
            shares.append((same @ faded + SHRINK * usual) / (same.sum(axis=1)[:, None] + SHRINK))
    return nearest, shares, np.tile(usual, (len(case.queries), 1))


def _own_past(case: Case, investors: list[str]) -> Orders:
    """Order the asked projects by how alike they are to an investor's own past ones."""
    texts = _texts(case.projects.set_index("project_id"))
    words = TfidfVectorizer(sublinear_tf=True).fit(texts)
    asked = words.transform(texts[case.queries])
    own = case.deals.groupby("investor_id")["project_id"].agg(list)
    queries = np.array(case.queries)
    orders = {}
    for investor in investors:
        likeness = (asked @ words.transform(texts[own.get(investor, [])]).T).sum(axis=1)
        orders[investor] = queries[
            np.argsort(-np.asarray(likeness).ravel(), kind="stable")
        ].tolist()
    return orders


def _texts(projects: pd.DataFrame) -> pd.Series:
    """Return each project's fields and words as one text."""
    texts = projects["name"].fillna("")
    if "description" in projects:
        texts = texts + " " + projects["description"].fillna("")
    for field in FIELDS:
        if field in projects:
            codes = projects[field].map(
                lambda cell, field=field: " ".join(
                    f"{field}_{part}".replace(" ", "_") for part in as_list(cell)
                )
            )
            texts = texts + " " + codes
    return texts


def _scaled(scores: np.ndarray) -> np.ndarray:
    spread = scores.std(axis=1, keepdims=True) + 1e-12
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / spread)


def _ordered(scores: np.ndarray, ids: list[str], queries: list[str]) -> Orders:
    best = np.argsort(-scores, axis=1, kind="stable")[:, :DEEP]
    names = np.array(ids)
    return {query: names[row].tolist() for query, row in zip(queries, best, strict=True)}


def _sets(truth: pd.DataFrame, by: str, other: str) -> dict[str, set[str]]:
    return {str(key): set(others) for key, others in truth.groupby(by)[other]}


def _lists(ranked: pd.DataFrame, by: str, other: str) -> Orders:
    groups = ranked.sort_values([by, "rank"], kind="stable").groupby(by)[other].agg(list)
    return {str(key): list(order) for key, order in groups.items()}


def _lines(orders: dict[str, Orders], wanted: dict[str, set[str]], what: str) -> Iterator[str]:
    yield f"  {what}:"
    for method, lists in orders.items():
        found = [measure(lists.get(key, []), came) for key, came in wanted.items()]
        yield _line(method, {name: fmean(each[name] for each in found) for name in MEASURES})


def _line(method: str, means: dict[str, float]) -> str:
    figures = "  ".join(f"{name} {value:.4f}" for name, value in means.items())
    return f"    {method:26s} {figures}"
