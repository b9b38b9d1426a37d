"""The best of many pairs: approximate totals for all of them, exact ones for those that count.

Every criterion is a product of a sparse row per project and a small side of the investors, every
neutral value and every gate can be written as one, and weights scale the sparse rows alone. So a
block of totals is one product of a sparse matrix with a dense one, in single precision. Whoever
may be among the best by it, rounding errors included, is scored again pair by pair in double
precision, in the order of the criteria: the answer depends neither on blocks nor on their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.sparse import csr_array, hstack

from matching.best import Best
from matching.columns import combine
from matching.encoding import Encoding
from matching.learned import Learned, learned_part
from matching.limits import Stopped, among
from matching.sides import Looked, Side, Singles, Sparse
from matching.table import BoolArray, FloatArray, IntArray

#: Investors (projects, when they are listed) at a time: their ratings stay in a core's cache.
WIDTH = 1024
#: Queries whose totals are held at a time.
HEIGHT = 128
#: Numbers of a block of ratings at most, whatever the number of questions.
MOST_RATINGS = 4_000_000
#: With no more queries than this, each is looked up for everybody, without any blocks.
FEW = 3
#: Learned values that are held at a time.
MOST_LEARNED = 1_250_000
#: A gate takes this much from a total that is 1 at most.
STOP = 4.0


@dataclass(frozen=True)
class Scored:
    """The best of some queries, by query and then from the best down.

    query : place of the query among those asked
    other : position of the record listed
    rank : from 1
    score, low, high : totals, 0..1
    contribution : one array per criterion
    """

    query: IntArray
    other: IntArray
    rank: IntArray
    score: FloatArray
    low: FloatArray
    high: FloatArray
    contribution: dict[str, FloatArray]


@dataclass(frozen=True)
class _Term:
    """A product to be added to totals: sparse projects x d, and a side, of investors known."""

    projects: Sparse
    side: Side
    known: BoolArray | None = None


@dataclass(frozen=True)
class _Bent:
    """A product that goes through x (1 + half) / (x + half) before its weight."""

    term: _Term
    half: float
    weight: float


class Scorer:
    """Weights and gates over encodings, ready to rank."""

    def __init__(
        self,
        encodings: Mapping[str, Encoding],
        weights: Mapping[str, float],
        neutral: Mapping[str, float],
        stopped: Stopped,
        for_: Literal["projects", "investors"],
    ) -> None:
        self.encodings, self.weights, self.neutral = encodings, weights, neutral
        self.stopped, self.for_ = stopped, for_
        self.learned = {
            name: part
            for name, encoding in encodings.items()
            if (part := learned_part(encoding)) is not None
        }
        counted = [(name, part) for name, part in self.learned.items() if weights[name] > 0]
        self._told_of: tuple[str, Learned] | None = counted[0] if counted else None

    def best(self, queries: IntArray, top: int) -> Scored:
        """Return the best ``top`` others of each query."""
        if len(queries) <= FEW:
            found = [self._search(query, top) for query in queries.tolist()]
            return self._listed(queries, found, top)
        query, other, told, crowded = self._candidates(queries, top)
        ends = np.cumsum(np.bincount(query, minlength=len(queries)))[:-1]
        found = list(zip(np.split(other, ends), np.split(told, ends), strict=True))
        for place in np.flatnonzero(crowded).tolist():
            found[place] = self._search(int(queries[place]), top)
        return self._listed(queries, found, top)

    def totals(self, query: int) -> tuple[FloatArray, BoolArray]:
        """Return the exact total of every other for one query, and whether a gate stops it."""
        return self._totals(query, self._told(query))

    # Exact totals.

    def _search(self, query: int, top: int) -> tuple[IntArray, Singles]:
        """Return the best others of one query, and their learned values."""
        told = self._told(query)
        total, stopped = self._totals(query, told)
        found = best_of(total, ~stopped, top)
        return found, told[found]

    def _told(self, query: int) -> Singles:
        """Return the learned values of all others for one query; zero where there is none."""
        by_project = self.for_ == "projects"
        others = self.stopped.investors if by_project else self.stopped.projects
        told = np.zeros(len(others), dtype=np.float32)
        if self._told_of is not None:
            name, part = self._told_of
            if by_project:
                told[part.active] = part.active_values(np.array([query]))[0]
            elif self.encodings[name].investor_known[query]:
                told[:] = part.column_values(np.array([query]))[:, 0]
        return told

    def _totals(self, query: int, told: Singles) -> tuple[FloatArray, BoolArray]:
        by_project = self.for_ == "projects"
        stopped = self.stopped.of_project(query) if by_project else self.stopped.of_investor(query)
        total = np.zeros(len(stopped))
        for name, encoding in self.encodings.items():
            weight, neutral = self.weights[name], self.neutral[name]
            here = encoding.project_known if by_project else encoding.investor_known
            if weight == 0:
                continue
            if not here[query]:
                total += weight * neutral
                continue
            if name in self.learned:
                value = told.astype(np.float64)
            elif by_project:
                value = encoding.row(query)
            else:
                everyone = np.arange(len(stopped))
                value = encoding.pairs(everyone, np.full(len(stopped), query))
            there = encoding.investor_known if by_project else encoding.project_known
            if not there.all():
                value[~there] = neutral
            value *= weight
            total += value
        return total, stopped

    def _values(
        self, name: str, project: IntArray, investor: IntArray, told: Singles
    ) -> tuple[FloatArray, BoolArray]:
        """Return the values of single pairs with neutral ones filled in, and which are known."""
        encoding = self.encodings[name]
        both = encoding.project_known[project] & encoding.investor_known[investor]
        value = np.full(len(project), self.neutral[name])
        at = np.flatnonzero(both)
        if name in self.learned:
            value[at] = told[at]
        else:
            value[at] = encoding.pairs(project[at], investor[at])
        return value, both

    def _listed(self, queries: IntArray, found: list[tuple[IntArray, Singles]], top: int) -> Scored:
        """Score candidates pair by pair, sort them, and cut each list."""
        query = np.repeat(np.arange(len(found)), [len(each) for each, _ in found])
        other = np.concatenate([np.zeros(0, dtype=np.int64), *(each for each, _ in found)])
        told = np.concatenate([np.zeros(0, dtype=np.float32), *(each for _, each in found)])
        project, investor = (
            (queries[query], other) if self.for_ == "projects" else (other, queries[query])
        )
        score, low, high = (np.zeros(len(query)) for _ in range(3))
        contribution = {}
        for name in self.encodings:
            weight = self.weights[name]
            value, both = self._values(name, project, investor, told)
            value *= weight
            contribution[name] = value
            score += value
            low += np.where(both, value, 0.0)
            high += np.where(both, value, weight)
        order = np.lexsort((other, -score, query))
        counts = np.bincount(query, minlength=len(found))
        rank = np.arange(1, len(query) + 1) - np.repeat(np.cumsum(counts) - counts, counts)
        order = order[rank <= top]
        return Scored(
            query[order],
            other[order],
            rank[rank <= top],
            score[order],
            low[order],
            high[order],
            {name: value[order] for name, value in contribution.items()},
        )

    # Approximate totals of blocks.

    def _candidates(
        self, queries: IntArray, top: int
    ) -> tuple[IntArray, IntArray, Singles, BoolArray]:
        shut = self.stopped.projects if self.for_ == "projects" else self.stopped.investors
        best = Best(shut[queries], top)
        if self.for_ == "projects":
            self._offer_investors(queries, best)
        else:
            self._offer_projects(queries, best)
        return best.candidates()

    def _offer_investors(self, queries: IntArray, best: Best) -> None:
        sums = _Sums(self._linear, self._bent, queries)
        rest = ~self.stopped.investors
        if self._told_of is not None:
            # Those with deals first: they often stand high, and then few others come near.
            self._offer_active(queries, sums, *self._told_of, best)
            rest[self._told_of[1].active] = False
        columns = np.flatnonzero(rest)
        pairs = self._stopped_pairs(queries, columns)
        for start in range(0, len(columns), sums.width):
            chunk = columns[start : start + sums.width]
            ratings = sums.ratings(chunk)
            for first in range(0, len(queries), HEIGHT):
                totals = sums.totals(first, HEIGHT, ratings)
                _stop(totals, pairs, (first, start))
                best.offer(totals, first, chunk, by_column=False)
            best.turn()

    def _offer_active(
        self, queries: IntArray, sums: _Sums, name: str, part: Learned, best: Best
    ) -> None:
        """Offer the investors with learned values, of which only some queries' are held."""
        places = np.flatnonzero(~self.stopped.investors[part.active])
        columns = part.active[places]
        pairs = self._stopped_pairs(queries, columns)
        known = np.where(self.encodings[name].project_known[queries], self.weights[name], 0.0)
        weight = known.astype(np.float32)[:, None]
        held = max(MOST_LEARNED // max(len(part.active), 1) // HEIGHT, 1) * HEIGHT

        def offer(begin: int, end: int) -> None:
            values = part.active_values(queries[begin:end])
            for start in range(0, len(columns), sums.width):
                span = slice(start, start + sums.width)
                ratings, where = sums.ratings(columns[span]), _run(places[span])
                for first in range(begin, end, HEIGHT):
                    totals = sums.totals(first, HEIGHT, ratings)
                    told = values[first - begin : first - begin + HEIGHT, where]
                    totals += weight[first : first + HEIGHT] * told
                    _stop(totals, pairs, (first, start))
                    best.offer(totals, first, columns[span], by_column=False, told=told)

        for begin in range(0, len(queries), held):
            offer(begin, min(begin + held, len(queries)))
        best.turn()

    def _offer_projects(self, queries: IntArray, best: Best) -> None:
        rows = np.flatnonzero(~self.stopped.projects)
        sums = _Sums(self._linear, self._bent, rows)
        ratings = sums.ratings(queries)
        height = max(1, HEIGHT * WIDTH // max(len(queries), 1))
        pairs = self._stopped_pairs(rows, queries)
        values, active, weight = self._of_investors(queries)
        for first in range(0, len(rows), height):
            chunk = rows[first : first + height]
            totals = sums.totals(first, height, ratings)
            told = np.zeros_like(totals)
            told[:, active] = values[chunk]
            totals += weight[chunk] * told
            _stop(totals, pairs, (first, 0))
            best.offer(totals, 0, chunk, by_column=True, told=told)
            best.turn()

    def _of_investors(self, queries: IntArray) -> tuple[Singles, IntArray, Singles]:
        """Return the learned values of all projects for the active among some investors.

        With the places of those among the queries, and what a value counts for each project.
        """
        count = len(self.stopped.projects)
        if self._told_of is None:
            nobody = np.zeros(0, dtype=np.int64)
            return np.zeros((count, 0), np.float32), nobody, np.zeros((count, 1), np.float32)
        name, part = self._told_of
        encoding = self.encodings[name]
        active = np.flatnonzero(encoding.investor_known[queries])
        known = np.where(encoding.project_known, self.weights[name], 0.0).astype(np.float32)
        return part.column_values(queries[active]), active, known[:, None]

    def _stopped_pairs(self, rows: IntArray, columns: IntArray) -> list[tuple[IntArray, IntArray]]:
        """Return single stopped pairs as places in rows and columns, by columns."""
        found = []
        for pairs in self.stopped.pairs:
            row, column = among(pairs, rows, columns)
            order = np.argsort(column, kind="stable")
            found.append((row[order], column[order]))
        return found

    @cached_property
    def _linear(self) -> list[_Term]:
        """Everything that adds up as it is."""
        terms = [
            _weighted(encoding, self.weights[name])
            for name, encoding in self.encodings.items()
            if self.weights[name] > 0 and name not in self.learned and encoding.half is None
        ]
        terms.append(self._neutral())
        for asks, mandates in self.stopped.products:
            terms.append(_Term(_scaled(asks, -STOP, None), mandates))
        return terms

    def _neutral(self) -> _Term:
        """Return the neutral values as one product, of what projects and what investors leave open.

        Few of the ways in which something can be left open come about.
        """
        names = [name for name, weight in self.weights.items() if weight > 0]
        worth = np.array([self.weights[name] * self.neutral[name] for name in names])
        sides = [
            np.array([getattr(self.encodings[name], side) for name in names])
            for side in ("project_known", "investor_known")
        ]
        (project, asked), (investor, rated) = (combine(*side) for side in sides)
        told = sides[0][:, asked].T[:, None, :] & sides[1][:, rated].T[None, :, :]
        table = ((~told) @ worth).astype(np.float32)
        ones = np.ones(len(project), dtype=np.float32)
        places = (ones, project, np.arange(len(project) + 1))
        return _Term(csr_array(places, shape=(len(project), len(table))), Looked(table, investor))

    @cached_property
    def _bent(self) -> list[_Bent]:
        return [
            _Bent(_weighted(encoding, 1 / encoding.half), encoding.half, self.weights[name])
            for name, encoding in self.encodings.items()
            if self.weights[name] > 0 and name not in self.learned and encoding.half is not None
        ]


def joined(parts: list[Scored], starts: list[int], names: Sequence[str]) -> Scored:
    """Return blocks of queries as one; ``parts`` is emptied, so that they can be let go."""
    query = [part.query + start for part, start in zip(parts, starts, strict=True)]
    columns = {
        field: [getattr(part, field) for part in parts]
        for field in ("other", "rank", "score", "low", "high")
    }
    contribution = {name: [part.contribution[name] for part in parts] for name in names}
    parts.clear()
    whole = {
        field: np.concatenate([np.zeros(0, dtype=np.int64), *columns.pop(field)])
        for field in ("other", "rank")
    }
    return Scored(
        query=np.concatenate([np.zeros(0, dtype=np.int64), *query]),
        other=whole["other"],
        rank=whole["rank"],
        score=np.concatenate([np.zeros(0), *columns.pop("score")]),
        low=np.concatenate([np.zeros(0), *columns.pop("low")]),
        high=np.concatenate([np.zeros(0), *columns.pop("high")]),
        contribution={
            name: np.concatenate([np.zeros(0), *contribution.pop(name)]) for name in names
        },
    )


class _Sums:
    """Approximate totals of some projects, without what is learned and single stopped pairs."""

    def __init__(self, linear: list[_Term], bent: list[_Bent], projects: IntArray) -> None:
        self._linear = _Rows(linear, projects)
        self._bent = [(each, _Rows([each.term], projects)) for each in bent]
        questions = self._linear.questions + sum(rows.questions for _, rows in self._bent)
        self.width = int(np.clip(MOST_RATINGS // max(questions, 1), 64, WIDTH))

    def ratings(self, investors: IntArray) -> list[Singles]:
        """Return what ``totals`` needs of some investors."""
        every = [self._linear, *(rows for _, rows in self._bent)]
        return [rows.ratings(investors) for rows in every]

    def totals(self, first: int, height: int, ratings: list[Singles]) -> Singles:
        """Return the totals of some of the projects, projects x investors."""
        totals = self._linear.product(first, height, ratings[0])
        for (each, rows), side in zip(self._bent, ratings[1:], strict=True):
            _add_bent(totals, rows.product(first, height, side), each)
        return totals


class _Rows:
    """The project sides of some terms beside each other, for some projects."""

    def __init__(self, terms: list[_Term], projects: IntArray) -> None:
        parts = [term.projects[projects] for term in terms]
        asks = hstack(parts, format="csr", dtype=np.float32)
        used = np.unique(asks.indices)
        place = np.zeros(asks.shape[1], dtype=np.int32)
        place[used] = np.arange(len(used))
        self._asks = csr_array(
            (asks.data, place[asks.indices], asks.indptr), shape=(asks.shape[0], len(used))
        )
        ends = np.cumsum([part.shape[1] for part in parts])
        self._used: list[tuple[Side, IntArray, BoolArray | None]] = []
        for term, end, part in zip(terms, ends, parts, strict=True):
            inside = used[(used >= end - part.shape[1]) & (used < end)] - (end - part.shape[1])
            self._used.append((term.side, inside, term.known))
        self._cut: dict[tuple[int, int], Sparse] = {}
        self.questions = len(used)
        self._ratings: Singles = np.empty((0, 0), dtype=np.float32)

    def ratings(self, investors: IntArray) -> Singles:
        """Return the ratings of the questions that these projects ask, questions x investors.

        They are written over those of as many investors that were returned before.
        """
        if self._ratings.shape != (self.questions, len(investors)):
            self._ratings = np.empty((self.questions, len(investors)), dtype=np.float32)
        every = self._ratings
        start = 0
        for side, questions, known in self._used:
            part = every[start : start + len(questions)]
            part[:] = side.take(questions, investors)
            if known is not None:
                part[:, ~known[investors]] = 0.0
            start += len(questions)
        return every

    def product(self, first: int, height: int, ratings: Singles) -> Singles:
        """Return the sums for some of the projects, projects x investors."""
        if (first, height) not in self._cut:
            self._cut[first, height] = self._asks[first : first + height]
        totals: Singles = self._cut[first, height] @ ratings
        return totals


def best_of(total: FloatArray, open_: BoolArray, top: int) -> IntArray:
    """Return the positions of the highest totals, best first, ties in the order of ids."""
    candidates = np.flatnonzero(open_)
    scores = total[candidates]
    if top < len(candidates):
        least = np.partition(scores, len(scores) - top)[len(scores) - top]
        candidates = candidates[scores >= least]
        scores = total[candidates]
    return candidates[np.argsort(-scores, kind="stable")[:top]]


def _weighted(encoding: Encoding, weight: float) -> _Term:
    unknown = encoding.investor_known
    rows = _scaled(encoding.projects, weight, encoding.project_known)
    return _Term(rows, encoding.investors, None if unknown.all() else unknown)


def _scaled(matrix: Sparse, by: float, rows: BoolArray | None) -> Sparse:
    """Multiply a sparse matrix, leaving out rows that are not asked for."""
    data = matrix.data * by
    if rows is not None and not rows.all():
        data = np.where(np.repeat(rows, np.diff(matrix.indptr)), data, 0.0)
    return csr_array((data.astype(np.float32), matrix.indices, matrix.indptr), matrix.shape)


def _add_bent(totals: Singles, product: Singles, bent: _Bent) -> None:
    """Add weight x (1 + half) / (x + half), given x / half."""
    below = product + np.float32(1)
    product /= below
    product *= np.float32(bent.weight * (1 + bent.half))
    totals += product


def _stop(totals: Singles, pairs: list[tuple[IntArray, IntArray]], corner: tuple[int, int]) -> None:
    """Take out single pairs that lie in a block whose corner stands at a row and a column."""
    for row, column in pairs:
        span = slice(*np.searchsorted(column, (corner[1], corner[1] + totals.shape[1])))
        at, where = row[span] - corner[0], column[span] - corner[1]
        inside = (at >= 0) & (at < totals.shape[0])
        totals[at[inside], where[inside]] -= np.float32(STOP)


def _run(places: IntArray) -> IntArray | slice:
    """Return rising places as a slice where there are no gaps, which is faster."""
    first, last = int(places[0]), int(places[-1]) + 1
    return slice(first, last) if last - first == len(places) else places
