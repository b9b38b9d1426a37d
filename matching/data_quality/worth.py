"""What is worth collecting first: how much each missing field would change rankings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from matching.criteria import CRITERIA
from matching.gates import Direction
from matching.matcher import Matcher
from matching.table import BoolArray, FloatArray, IntArray

#: Matches of a list that are looked at: what people read.
TOP = 20
#: Lists that are worked out at once.
BLOCK = 4000
COLUMNS = ("kind", "record_id", "criterion", "fields", "swaps", "lists", "points")


def work_list(matcher: Matcher, top: int = TOP) -> pd.DataFrame:
    """Return every missing field that counts, the one that would change rankings most first.

    What is estimated: the expected number of pairs of matches, within the first ``top`` of the
    lists as they stand (of projects that are listed, and of all investors), whose order would
    turn if the field alone were collected. A criterion left open counts as neutral n in a score;
    once known, its value v is taken to be anywhere from 0 to 1 with equal chance, independently
    for each match, and moves the score by weight x (v - n), within the band that the list shows.
    It moves only where the other side already says something, as in ``gaps.most_telling_gap``.

    - In the lists of others, one match moves past those that stand still.
    - In the record's own list, all whose other side is known move, each on its own.

    What is not: matches beyond the first ``top`` that would come in, pairs that a gate would stop
    or let through once the field is known, and values inferred today (a total cost that stands in
    for an ask), which count as known. It is an order of work, not a forecast.

    Returns
    -------
    DataFrame with ``kind`` (investor, project), ``record_id``, ``criterion``, ``fields`` (columns,
    any of which makes the criterion known), ``swaps`` (expected pairs turned), ``lists`` (in how
    many lists anything would move) and ``points`` (0..1, the weight of the criterion: the width
    of the band that it leaves open).

    """
    parts = [part for for_ in ("projects", "investors") for part in _lists(matcher, for_, top)]
    found = pd.concat(parts) if parts else pd.DataFrame()
    if found.empty:
        return pd.DataFrame(columns=COLUMNS)
    keys = ["kind", "row", "criterion"]
    summed = found.groupby(keys, as_index=False)[["swaps", "lists"]].sum()
    summed = summed[summed["swaps"] > 0]
    sides = {"project": matcher.catalogue_.projects, "investor": matcher.catalogue_.investors}
    fields = {("project", each.name): each.project_fields for each in CRITERIA} | {
        ("investor", each.name): each.investor_fields for each in CRITERIA
    }
    summed["record_id"] = [
        sides[kind].ids[row] for kind, row in zip(summed["kind"], summed["row"], strict=True)
    ]
    pairs = zip(summed["kind"], summed["criterion"], strict=True)
    summed["fields"] = [fields[pair] for pair in pairs]
    summed["points"] = summed["criterion"].map(matcher.weights_)
    order = ["swaps", "kind", "record_id", "criterion"]
    rising = [False, True, True, True]
    return summed.sort_values(order, ascending=rising, ignore_index=True)[list(COLUMNS)]


def passed(gap: FloatArray, weight: float, neutral: float) -> FloatArray:
    """Return the chance that one match that moves turns its order with one that stands still.

    ``gap`` is the score of the one that stands still, less that of the other.
    """
    # It ends above the other where v > n + gap / weight.
    above = np.clip(1 - (neutral + gap / weight), 0, 1)
    return np.where(gap > 0, above, 1 - above)


def crossed(gap: FloatArray, weight: float) -> FloatArray:
    """Return the chance that two matches that both move turn their order.

    Their scores now differ by ``gap``; the difference of two even chances is a triangle.
    """
    return np.asarray(np.clip(1 - np.abs(gap) / weight, 0, None) ** 2 / 2)


def _lists(matcher: Matcher, for_: Direction, top: int) -> Iterator[pd.DataFrame]:
    queries = _queries(matcher, for_)
    for start in range(0, len(queries), BLOCK):
        ranked = matcher.rank(for_, queries[start : start + BLOCK], top)
        if not ranked.empty:
            yield from _block(matcher, for_, ranked, top)


def _queries(matcher: Matcher, for_: Direction) -> list[str]:
    if for_ == "investors":
        return matcher.catalogue_.investors.ids
    projects = matcher.catalogue_.projects
    listed = set(matcher.opportunities)
    wanted = projects.matches("opportunity", lambda text: text in listed)
    return [projects.ids[row] for row in np.flatnonzero(wanted).tolist()]


def _block(
    matcher: Matcher, for_: Direction, ranked: pd.DataFrame, top: int
) -> Iterator[pd.DataFrame]:
    """Work out the lists of some queries, as queries x places."""
    projects = matcher.catalogue_.projects.positions(ranked["project_id"].tolist())
    investors = matcher.catalogue_.investors.positions(ranked["investor_id"].tolist())
    query, other = (projects, investors) if for_ == "projects" else (investors, projects)
    place = ranked["rank"].to_numpy() - 1
    line = np.cumsum(place == 0) - 1
    shape = (int(line[-1]) + 1, top)
    asked = np.zeros(shape[0], dtype=np.int64)
    asked[line] = query
    others, scores = np.zeros(shape, dtype=np.int64), np.full(shape, np.nan)
    others[line, place], scores[line, place] = other, ranked["score"].to_numpy()
    gap = scores[:, None, :] - scores[:, :, None]
    there = ~np.isnan(gap) & ~np.eye(top, dtype=np.bool_)
    gap = np.where(there, gap, 0.0)
    kinds = ("project", "investor") if for_ == "projects" else ("investor", "project")
    for name, weight in matcher.weights_.items():
        if weight <= 0:
            continue
        encoding, neutral = matcher.encodings_[name], matcher.neutral_[name]
        known = {"project": encoding.project_known, "investor": encoding.investor_known}
        says, told = known[kinds[0]][asked], known[kinds[1]][others] & ~np.isnan(scores)
        alone = np.where(there, passed(gap, weight, neutral), 0.0)
        yield _of_others(kinds[1], name, others, alone.sum(axis=2), says[:, None] & ~told, scores)
        both = np.where(there, crossed(gap, weight), 0.0)
        yield _of_own(kinds[0], name, asked, (alone, both), told, ~says)


def _of_others(
    kind: str, name: str, others: IntArray, swaps: FloatArray, moves: BoolArray, scores: FloatArray
) -> pd.DataFrame:
    moves = moves & ~np.isnan(scores)
    return _frame(kind, name, others[moves], swaps[moves])


def _of_own(
    kind: str,
    name: str,
    asked: IntArray,
    chances: tuple[FloatArray, FloatArray],
    told: BoolArray,
    moves: BoolArray,
) -> pd.DataFrame:
    alone, both = chances
    one, other = told[:, :, None], told[:, None, :]
    # Pairs that both move stand here twice, those of which one moves once.
    swaps = np.where(one & other, both / 2, np.where(one & ~other, alone, 0.0)).sum(axis=(1, 2))
    return _frame(kind, name, asked[moves], swaps[moves])


def _frame(kind: str, name: str, rows: IntArray, swaps: FloatArray) -> pd.DataFrame:
    return pd.DataFrame(
        {"kind": kind, "row": rows, "criterion": name, "swaps": swaps, "lists": swaps > 0}
    ).astype({"lists": int})
