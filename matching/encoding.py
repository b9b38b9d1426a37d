"""Both sides of a criterion as blocks of numbers whose dot product is the criterion's value."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, issparse

from matching.sides import Looked, Selection, Sparse
from matching.table import BoolArray, FloatArray, IntArray

__all__ = ["EVERYTHING", "Encoding", "Selection", "Sparse", "one_hot", "scatter", "shown"]

EVERYTHING = slice(None)


@dataclass(frozen=True)
class Encoding:
    """One criterion over all pairs, without ever holding all pairs.

    projects : sparse, projects x d
        What each project asks, as few non-zero entries that sum to at most 1.
    investors : a side of d x investors
        How each investor rates each of the d questions, 0..1.
    project_known, investor_known : bool, one per record
        A criterion is known for a pair only where both sides say something.
    project_inferred, investor_inferred : bool, one per record
        What is known was inferred rather than stated.
    evidence : a side of d x investors, optional
        Where the investor's rating of a single question was inferred (1) rather than stated (0).
    half : float, optional
        With it, a product x becomes x (1 + half) / (x + half): even a partial likeness tells,
        and a sum over many deals stays within 0..1.
    """

    projects: Sparse
    investors: Any
    project_known: BoolArray
    investor_known: BoolArray
    project_inferred: BoolArray
    investor_inferred: BoolArray
    evidence: Looked | None = None
    half: float | None = None

    def values(self, rows: Selection, columns: Selection = EVERYTHING) -> FloatArray:
        """Return the value of each pair where both sides are known, rows x columns, 0..1."""
        if issparse(self.investors):
            return self._finish((self.rows(rows) @ self.investors[:, columns]).toarray())
        rows = _positions(rows, self.projects.shape[0])
        columns = _positions(columns, self.investors.shape[1])
        if len(columns) < len(rows) or len(columns) < self.investors.shape[1]:
            pairs = self.pairs(np.repeat(rows, len(columns)), np.tile(columns, len(rows)))
            return pairs.reshape(len(rows), len(columns))
        values = np.empty((len(rows), len(columns)))
        for place, row in enumerate(rows.tolist()):
            values[place] = self.row(row)
        return values

    def row(self, project: int) -> FloatArray:
        """Return the value of each investor for one project, as ``values``."""
        return self._finish(self.investors.row(*_row(self.projects, project)))

    def pairs(self, project: IntArray, investor: IntArray) -> FloatArray:
        """Return the value of single pairs, as ``values``."""
        return self._finish(self.investors.pairs(self.projects, project, investor))

    def rows(self, rows: Selection) -> Sparse:
        """Return the project side of the product for some projects."""
        return self.projects[rows]

    def known(self, rows: Selection, columns: Selection = EVERYTHING) -> BoolArray:
        """Tell for each pair whether both sides say something."""
        return np.logical_and.outer(self.project_known[rows], self.investor_known[columns])

    def inferred(self, rows: Selection, columns: Selection = EVERYTHING) -> BoolArray:
        """Tell for each pair whether its known value rests on anything inferred."""
        inferred = np.logical_or.outer(self.project_inferred[rows], self.investor_inferred[columns])
        if self.evidence is not None:
            evident = np.asarray(self.projects[rows] @ self.evidence.table) > 0
            inferred |= evident[:, self.evidence.codes[columns]]
        return np.asarray(inferred & self.known(rows, columns), dtype=np.bool_)

    def _finish(self, product: FloatArray) -> FloatArray:
        if self.half is not None:
            product = product * (1 + self.half) / (product + self.half)
        return np.minimum(product, 1.0)


def one_hot(categories: Sequence[Sequence[Hashable]]) -> tuple[Sparse, list[Any]]:
    """Encode each record's categories as equal shares that sum to 1 (nothing where it has none).

    Returns the sparse matrix records x distinct categories, and those categories in its order.
    """
    distinct = sorted({category for row in categories for category in row}, key=repr)
    index = {category: column for column, category in enumerate(distinct)}
    counts = [len(row) for row in categories]
    columns = [index[category] for row in categories for category in row]
    shares = np.repeat([1 / count if count else 0.0 for count in counts], counts)
    pointers = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    shape = (len(categories), len(distinct))
    return csr_array((shares, np.array(columns, dtype=np.int64), pointers), shape=shape), distinct


def scatter(entries: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> Sparse:
    """Return the sparse matrix of (row, column, value) entries; repeated ones are added up."""
    rows = np.array([row for row, _, _ in entries], dtype=np.int64)
    columns = np.array([column for _, column, _ in entries], dtype=np.int64)
    values = np.array([value for _, _, value in entries], dtype=np.float64)
    matrix = csr_array((values, (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    return matrix


def shown(counts: FloatArray, half: float) -> FloatArray:
    """Turn weighted numbers of deals into 0..1: ``half`` deals are worth a half."""
    return counts / (counts + half)


def _positions(selection: Selection, total: int) -> IntArray:
    return np.arange(total)[selection] if isinstance(selection, slice) else selection


def _row(matrix: Sparse, row: int) -> tuple[IntArray, FloatArray]:
    entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[entries], matrix.data[entries]
