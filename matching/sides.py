"""Investor sides of criteria, held small: what is rated once is looked up, never spread out.

A side is a matrix of questions x investors, 0..1, that is read in three ways: some questions for
a run of investors (``take``), one weighted sum of few questions for everybody (``row``), and
weighted sums for single pairs (``pairs``). The last two add up in the same order, so that they
give the same numbers to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.columns import Codes
from matching.table import BoolArray, FloatArray, IntArray

#: Sparse matrices of scipy, which carries no types.
Sparse = Any
Singles = NDArray[np.float32]
#: Which rows (or columns) of a side are asked for.
Selection = IntArray | slice


class Side(Protocol):
    """Ratings of questions by investors."""

    kind: ClassVar[str]

    @property
    def shape(self) -> tuple[int, int]:
        """Questions x investors."""

    def take(self, questions: IntArray, investors: Selection) -> Singles:
        """Return ratings, questions (rising, each once) x investors."""

    def row(self, questions: IntArray, shares: FloatArray) -> FloatArray:
        """Return for every investor the sum of its ratings times shares."""

    def pairs(self, projects: Sparse, project: IntArray, investor: IntArray) -> FloatArray:
        """Return the sum for each pair of a row of ``projects`` and an investor."""

    def sums(self, investors: BoolArray) -> FloatArray:
        """Return for each question the sum of ratings over some investors."""


@dataclass(frozen=True)
class Looked:
    """Ratings that depend on few kinds of investors.

    table : questions x kinds
    codes : the kind of each investor
    """

    kind: ClassVar[str] = "looked"
    table: Singles
    codes: Codes

    @property
    def shape(self) -> tuple[int, int]:
        """Questions x investors."""
        return len(self.table), len(self.codes)

    def take(self, questions: IntArray, investors: Selection) -> Singles:
        """Look up some questions for a run of investors."""
        # Numpy would turn shorter places into these once per question.
        codes = self.codes[investors].astype(np.intp)
        if len(questions) == len(self.table):
            every: Singles = np.take(self.table, codes, axis=1, mode="clip")
            return every
        taken = np.empty((len(questions), len(codes)), dtype=np.float32)
        for place, question in enumerate(questions.tolist()):
            self.table[question].take(codes, out=taken[place], mode="clip")
        return taken

    def row(self, questions: IntArray, shares: FloatArray) -> FloatArray:
        """Add up once per kind."""
        total = np.zeros(self.table.shape[1])
        for question, share in zip(questions.tolist(), shares, strict=True):
            total += share * self.table[question]
        return total[self.codes]

    def pairs(self, projects: Sparse, project: IntArray, investor: IntArray) -> FloatArray:
        """Add up pair by pair."""
        codes = self.codes[investor]
        total = np.zeros(len(project))
        for live, entry in _entries(projects, project):
            rated = self.table[projects.indices[entry], codes[live]]
            total[live] += projects.data[entry] * rated
        return total

    def sums(self, investors: BoolArray) -> FloatArray:
        """Count the kinds."""
        counts = np.bincount(self.codes[investors], minlength=self.table.shape[1])
        return np.asarray(self.table @ counts.astype(np.float64), dtype=np.float64)


@dataclass(frozen=True)
class Graded:
    """Ratings of points on a scale by ranges: 1 within, falling off on either side.

    points : the questions, as places on the scale
    low, high : ends of each investor's range on the scale, infinite where open, NaN for no range
    floor : no rating of this investor's is lower, 0..1
    below, above : standard deviations of the fall on either side
    """

    kind: ClassVar[str] = "graded"
    points: FloatArray
    low: FloatArray
    high: FloatArray
    floor: Singles
    below: float
    above: float

    @property
    def shape(self) -> tuple[int, int]:
        """Questions x investors."""
        return len(self.points), len(self.low)

    def take(self, questions: IntArray, investors: Selection) -> Singles:
        """Rate some points; zero where there is no range."""
        low, high, floor = self.low[investors], self.high[investors], self.floor[investors]
        taken = np.zeros((len(questions), len(low)), dtype=np.float32)
        ranged = np.flatnonzero(~np.isnan(low))
        taken[:, ranged] = self._rate(
            self.points[questions][:, None], low[ranged], high[ranged], floor[ranged]
        )
        return taken

    def row(self, questions: IntArray, shares: FloatArray) -> FloatArray:
        """Rate the few points for everybody with a range."""
        total = np.zeros(len(self.low))
        ranged = np.flatnonzero(~np.isnan(self.low))
        ends = self.low[ranged], self.high[ranged], self.floor[ranged]
        found = np.zeros(len(ranged))
        for point, share in zip(self.points[questions], shares, strict=True):
            found += share * self._rate(point, *ends)
        total[ranged] = found
        return total

    def pairs(self, projects: Sparse, project: IntArray, investor: IntArray) -> FloatArray:
        """Rate pair by pair."""
        low, high, floor = self.low[investor], self.high[investor], self.floor[investor]
        total = np.zeros(len(project))
        for live, entry in _entries(projects, project):
            points = self.points[projects.indices[entry]]
            rated = self._rate(points, low[live], high[live], floor[live])
            total[live] += projects.data[entry] * rated
        return np.where(np.isnan(low), 0.0, total)

    def sums(self, investors: BoolArray) -> FloatArray:
        """Add up point by point."""
        ranged = investors & ~np.isnan(self.low)
        ends = self.low[ranged], self.high[ranged], self.floor[ranged]
        return np.array([self._rate(point, *ends).sum(dtype=np.float64) for point in self.points])

    def _rate(self, points: Any, low: FloatArray, high: FloatArray, floor: Singles) -> Singles:  # noqa: ANN401
        short = np.maximum(low - points, 0) / self.below
        over = np.maximum(points - high, 0) / self.above
        short *= short
        over *= over
        short += over
        short *= -0.5
        fit: Singles = np.exp(short, out=short).astype(np.float32)
        fit *= 1 - floor
        fit += floor
        return fit


@dataclass(frozen=True)
class Worded:
    """Ratings most of which are zero.

    rows : investors x questions, sparse
    """

    kind: ClassVar[str] = "worded"
    rows: Sparse

    @property
    def shape(self) -> tuple[int, int]:
        """Questions x investors."""
        return self.rows.shape[1], self.rows.shape[0]

    def take(self, questions: IntArray, investors: Selection) -> Singles:
        """Spread out some questions for a run of investors."""
        rows = self.rows[investors]
        place = np.full(self.rows.shape[1], -1, dtype=np.int64)
        place[questions] = np.arange(len(questions))
        where = place[rows.indices]
        held = np.flatnonzero(where >= 0)
        column = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        taken: Singles = np.zeros((len(questions), rows.shape[0]), dtype=np.float32)
        taken[where[held], column[held]] = rows.data[held]
        return taken

    def row(self, questions: IntArray, shares: FloatArray) -> FloatArray:
        """Multiply by the one row."""
        asked = np.zeros(self.rows.shape[1])
        asked[questions] = shares
        return np.asarray(self.rows @ asked, dtype=np.float64)

    def pairs(self, projects: Sparse, project: IntArray, investor: IntArray) -> FloatArray:
        """Add up in the order of each investor's words."""
        different, place = np.unique(project, return_inverse=True)
        asked = projects[different]
        words = np.unique(asked.indices)
        column = np.full(projects.shape[1], len(words), dtype=np.int64)
        column[words] = np.arange(len(words))
        spread = np.zeros((len(different), len(words) + 1))
        spread[
            np.repeat(np.arange(len(different)), np.diff(asked.indptr)), column[asked.indices]
        ] = asked.data
        start = self.rows.indptr[investor].astype(np.int64)
        lengths = self.rows.indptr[investor + 1] - start
        pair = np.repeat(np.arange(len(investor)), lengths)
        entry = np.arange(len(pair)) - np.repeat(np.cumsum(lengths) - lengths - start, lengths)
        parts = self.rows.data[entry] * spread[place[pair], column[self.rows.indices[entry]]]
        total: FloatArray = np.bincount(pair, weights=parts, minlength=len(investor)).astype(
            np.float64
        )
        return total

    def sums(self, investors: BoolArray) -> FloatArray:
        """Add up the columns."""
        return np.asarray(self.rows.T @ investors.astype(np.float64), dtype=np.float64)


SIDES: dict[str, type[Looked | Graded | Worded]] = {
    side.kind: side for side in (Looked, Graded, Worded)
}


def looked(table: Singles, codes: Codes) -> Looked:
    """Look ratings up, with kinds that every question rates alike held as one."""
    kinds = np.ascontiguousarray(table.T)
    if not kinds.size:
        return Looked(table, codes)
    # Told apart by their bytes, which is faster than number by number.
    as_bytes = kinds.view(np.dtype((np.void, kinds.shape[1] * kinds.itemsize))).ravel()
    _, first, number = np.unique(as_bytes, return_index=True, return_inverse=True)
    return Looked(np.ascontiguousarray(kinds[first].T), number.astype(np.int32)[codes])


def _entries(matrix: Sparse, rows: IntArray) -> Any:  # noqa: ANN401 - an iterator of two indices
    """Go through the entries of rows: the first of each row, then the second, and so on.

    Gives which of ``rows`` still have one, and where it stands.
    """
    start = matrix.indptr[rows].astype(np.int64)
    lengths = matrix.indptr[rows + 1] - start
    for place in range(int(lengths.max(initial=0))):
        live = np.flatnonzero(lengths > place)
        yield live, start[live] + place
