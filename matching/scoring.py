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
from matching.encoding import Encoding
from matching.learned import learned_part
from matching.limits import Stopped, among
from matching.sides import Side, Singles, Sparse, column_of, flagged
from matching.table import BoolArray, FloatArray, IntArray

#: Investors (projects, when they are listed) at a time: their ratings stay in a core's cache.
WIDTH = 2048
#: Queries whose totals are held at a time.
HEIGHT = 128
#: Numbers of a block of ratings at most, whatever the number of questions.
MOST_RATINGS = 4_000_000
#: With no more queries than this, each is looked up for everybody, without any blocks.
FEW = 3
#: Pairs that are scored exactly at a time.
PAIRS_AT_ONCE = 100_000
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


@dataclass(frozen=True)
class _Added:
    """Learned values (queries x active) to be added to some columns of totals."""

    values: Singles
    weight: Singles
    column: IntArray
    place: IntArray

    def add(self, totals: Singles, first: int, start: int) -> None:
        """Add what lies in a block whose corner is query ``first`` and column ``start``."""
        span = slice(*np.searchsorted(self.column, (start, start + totals.shape[1])))
        if span.start == span.stop:
            return
        queries = slice(first, first + len(totals))
        added = self.weight[queries] * self.values[queries, _run(self.place[span])]
        totals[:, _run(self.column[span] - start)] += added


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

    def best(self, queries: IntArray, top: int) -> Scored:
        """Return the best ``top`` others of each query."""
        known = self._known_to(queries)
        if len(queries) <= FEW:
            found = [self._search(queries, place, top, known) for place in range(len(queries))]
            return self._listed(queries, found, top, known)
        query, other, crowded = self._candidates(queries, top, known)
        found = np.split(other, np.cumsum(np.bincount(query, minlength=len(queries)))[:-1])
        for place in np.flatnonzero(crowded):
            found[place] = self._search(queries, int(place), top, known)
        return self._listed(queries, found, top, known)

    def totals(self, query: int) -> tuple[FloatArray, BoolArray]:
        """Return the exact total of every other for one query, and whether a gate stops it."""
        asked = np.array([query])
        return self._totals(asked, 0, self._known_to(asked))

    # Exact totals.

    def _search(
        self, queries: IntArray, place: int, top: int, known: dict[str, Singles]
    ) -> IntArray:
        total, stopped = self._totals(queries, place, known)
        return best_of(total, ~stopped, top)

    def _totals(
        self, queries: IntArray, place: int, known: dict[str, Singles]
    ) -> tuple[FloatArray, BoolArray]:
        query = int(queries[place])
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
                part = self.learned[name]
                value = np.full(len(stopped), neutral)
                if by_project:
                    value[part.active] = known[name][place]
                else:
                    column = np.searchsorted(self._active(name, queries), place)
                    value = known[name][:, column].astype(np.float64)
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

    def _known_to(self, queries: IntArray) -> dict[str, Singles]:
        """Compute what was learned for a block of queries, once for all that is made of it.

        queries x active investors, or projects x those of the queries that are active.
        """
        known = {}
        for name, part in self.learned.items():
            if self.weights[name] == 0:
                continue
            if self.for_ == "projects":
                values: Singles = np.empty((len(queries), len(part.active)), dtype=np.float32)
                for start in range(0, len(queries), HEIGHT):
                    rows = slice(start, start + HEIGHT)
                    values[rows] = part.active_values(queries[rows])
            else:
                columns = queries[self._active(name, queries)]
                values = part.column_values(columns).astype(np.float32)
            known[name] = values
        return known

    def _active(self, name: str, queries: IntArray) -> IntArray:
        """Return which of the investors asked for have learned values."""
        return np.flatnonzero(np.isin(queries, self.learned[name].active))

    def _values(
        self,
        name: str,
        queries: IntArray,
        query: IntArray,
        other: IntArray,
        known: dict[str, Singles],
    ) -> tuple[FloatArray, BoolArray]:
        """Return the values of single pairs with neutral ones filled in, and which are known."""
        encoding = self.encodings[name]
        project, investor = (
            (queries[query], other) if self.for_ == "projects" else (other, queries[query])
        )
        both = encoding.project_known[project] & encoding.investor_known[investor]
        value = np.full(len(project), self.neutral[name])
        at = np.flatnonzero(both)
        if name not in self.learned:
            value[at] = encoding.pairs(project[at], investor[at])
        elif name in known:
            part = self.learned[name]
            if self.for_ == "projects":
                column = np.searchsorted(part.active, investor[at])
                value[at] = known[name][query[at], column]
            else:
                active = self._active(name, queries)
                value[at] = known[name][project[at], np.searchsorted(active, query[at])]
        return value, both

    def _listed(
        self, queries: IntArray, found: list[IntArray], top: int, known: dict[str, Singles]
    ) -> Scored:
        """Score candidates pair by pair, sort them, and cut each list."""
        query = np.repeat(np.arange(len(found)), [len(each) for each in found])
        other = np.concatenate([np.zeros(0, dtype=np.int64), *found])
        score, low, high = (np.zeros(len(query)) for _ in range(3))
        contribution = {}
        for name in self.encodings:
            weight = self.weights[name]
            value, both = self._values(name, queries, query, other, known)
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
        self, queries: IntArray, top: int, known: dict[str, Singles]
    ) -> tuple[IntArray, IntArray, BoolArray]:
        shut = self.stopped.projects if self.for_ == "projects" else self.stopped.investors
        best = Best(shut[queries], top)
        if self.for_ == "projects":
            self._offer_investors(queries, best, known)
        else:
            self._offer_projects(queries, best, known)
        return best.candidates()

    def _offer_investors(self, queries: IntArray, best: Best, known: dict[str, Singles]) -> None:
        linear = _Rows(self._linear, queries)
        bent = [(each, _Rows([each.term], queries)) for each in self._bent]
        width = _width(linear.questions + sum(rows.questions for _, rows in bent))
        starts = range(0, len(queries), HEIGHT)
        columns = np.flatnonzero(~self.stopped.investors)
        learned = np.zeros(len(self.stopped.investors), dtype=np.bool_)
        for name in known:
            learned[self.learned[name].active] = True
        # Those with deals first: they often stand high, and then few others come near.
        columns = np.concatenate([columns[learned[columns]], columns[~learned[columns]]])
        added = [self._added(name, values, queries, columns) for name, values in known.items()]
        pairs = self._stopped_pairs(queries, columns)
        for start in range(0, len(columns), width):
            chunk = columns[start : start + width]
            ratings = linear.ratings(chunk)
            others = [rows.ratings(chunk) for _, rows in bent]
            for first in starts:
                totals = linear.product(first, HEIGHT, ratings)
                for (each, rows), side in zip(bent, others, strict=True):
                    _add_bent(totals, rows.product(first, HEIGHT, side), each)
                for part in added:
                    part.add(totals, first, start)
                _stop(totals, pairs, (first, start))
                best.offer(totals, first, chunk, by_column=False)
            best.turn()

    def _offer_projects(self, queries: IntArray, best: Best, known: dict[str, Singles]) -> None:
        rows = np.flatnonzero(~self.stopped.projects)
        linear = _Rows(self._linear, rows)
        bent = [(each, _Rows([each.term], rows)) for each in self._bent]
        ratings = linear.ratings(queries)
        others = [every.ratings(queries) for _, every in bent]
        height = max(1, HEIGHT * WIDTH // max(len(queries), 1))
        pairs = self._stopped_pairs(rows, queries)
        for first in range(0, len(rows), height):
            chunk = rows[first : first + height]
            totals = linear.product(first, height, ratings)
            for (each, every), side in zip(bent, others, strict=True):
                _add_bent(totals, every.product(first, height, side), each)
            for name, values in known.items():
                rows_known = self.encodings[name].project_known[chunk, None]
                weight = np.float32(self.weights[name])
                added = np.where(rows_known, weight * values[chunk], np.float32(0))
                totals[:, self._active(name, queries)] += added
            _stop(totals, pairs, (first, 0))
            best.offer(totals, 0, chunk, by_column=True)
            best.turn()

    def _added(self, name: str, values: Singles, queries: IntArray, columns: IntArray) -> _Added:
        encoding, active = self.encodings[name], self.learned[name].active
        place = np.full(len(self.stopped.investors), -1, dtype=np.int64)
        place[active] = np.arange(len(active))
        at = np.flatnonzero(place[columns] >= 0)
        weight = np.where(encoding.project_known[queries], self.weights[name], 0.0)
        return _Added(values, weight.astype(np.float32)[:, None], at, place[columns[at]])

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
        terms = []
        count = len(self.stopped.projects)
        base = np.zeros(count)
        for name, encoding in self.encodings.items():
            weight, neutral = self.weights[name], self.neutral[name]
            if weight == 0:
                continue
            base += np.where(encoding.project_known, 0.0, weight * neutral)
            unknown = ~encoding.investor_known
            if unknown.any():
                terms.append(
                    _Term(
                        column_of(np.where(encoding.project_known, weight * neutral, 0.0)),
                        flagged(unknown),
                    )
                )
            if name not in self.learned and encoding.half is None:
                terms.append(_weighted(encoding, weight))
        everyone = flagged(np.ones(len(self.stopped.investors), dtype=np.bool_))
        terms.append(_Term(column_of(base), everyone))
        for asks, mandates in self.stopped.products:
            terms.append(_Term(_scaled(asks, -STOP, None), mandates))
        return terms

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
        self._used = []
        for term, end, part in zip(terms, ends, parts, strict=True):
            inside = used[(used >= end - part.shape[1]) & (used < end)]
            self._used.append((term, inside - (end - part.shape[1])))
        self._cut: dict[tuple[int, int], Sparse] = {}
        self.questions = len(used)

    def ratings(self, investors: IntArray) -> Singles:
        """Return the ratings of the questions that these projects ask, questions x investors."""
        every = np.empty((self.questions, len(investors)), dtype=np.float32)
        start = 0
        for term, questions in self._used:
            part = every[start : start + len(questions)]
            part[:] = term.side.take(questions, investors)
            if term.known is not None:
                part[:, ~term.known[investors]] = 0.0
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


def _width(questions: int) -> int:
    return int(np.clip(MOST_RATINGS // max(questions, 1), 64, WIDTH))
