"""What a gate takes out, in the few forms in which it can be applied to many pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.sides import Looked, Sparse
from matching.table import BoolArray, IntArray


@dataclass(frozen=True)
class Limits:
    """Records, kinds of pairs and single pairs that are stopped; None where there are none.

    projects, investors : whose every pair is stopped
    asks, mandates : sparse projects x d and a side of d x investors; a pair is stopped where their
        product is above zero
    pairs : sparse projects x investors, stopped where an entry stands
    """

    projects: BoolArray | None = None
    investors: BoolArray | None = None
    asks: Sparse = None
    mandates: Looked | None = None
    pairs: Sparse = None


@dataclass(frozen=True)
class Stopped:
    """All limits of a list together.

    projects, investors : who is left out altogether
    products : pairs of asks and mandates, as in ``Limits``
    pairs : sparse projects x investors
    """

    projects: BoolArray
    investors: BoolArray
    products: tuple[tuple[Sparse, Looked], ...]
    pairs: tuple[Sparse, ...]

    def of_project(self, project: int) -> BoolArray:
        """Tell which investors one project does not meet."""
        stopped: BoolArray = self.investors | self.projects[project]
        for asks, mandates in self.products:
            entries = slice(asks.indptr[project], asks.indptr[project + 1])
            if entries.start < entries.stop:
                hit = mandates.table[asks.indices[entries]].max(axis=0) > 0
                stopped |= hit[mandates.codes]
        for pairs in self.pairs:
            stopped[pairs.indices[pairs.indptr[project] : pairs.indptr[project + 1]]] = True
        return stopped

    def of_investor(self, investor: int) -> BoolArray:
        """Tell which projects one investor does not meet."""
        stopped: BoolArray = self.projects | self.investors[investor]
        for asks, mandates in self.products:
            stopped |= np.asarray(asks @ mandates.table[:, mandates.codes[investor]]) > 0
        for pairs in self.pairs:
            stopped |= np.asarray(pairs[:, [investor]].sum(axis=1)).ravel() > 0
        return stopped


def together(limits: Sequence[Limits], projects: int, investors: int) -> Stopped:
    """Join the limits of several gates."""
    left = np.zeros(projects, dtype=np.bool_)
    right = np.zeros(investors, dtype=np.bool_)
    products, pairs = [], []
    for each in limits:
        if each.projects is not None:
            left |= each.projects
        if each.investors is not None:
            right |= each.investors
        if each.mandates is not None and each.mandates.table.any():
            products.append((each.asks, each.mandates))
        if each.pairs is not None and each.pairs.nnz:
            pairs.append(each.pairs)
    return Stopped(left, right, tuple(products), tuple(pairs))


def among(pairs: Sparse, projects: IntArray, investors: IntArray) -> tuple[IntArray, IntArray]:
    """Return the stopped pairs between some of both sides, as places in the two."""
    found = pairs[projects][:, investors].tocoo()
    row, column = found.coords
    return row.astype(np.int64), column.astype(np.int64)
