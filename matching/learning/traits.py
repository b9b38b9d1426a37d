"""What can make two projects alike, as blocks of numbers whose products are likenesses 0..1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, diags_array
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from matching.catalogue import Catalogue
from matching.criteria.ticket import asked
from matching.offers import read_asks
from matching.table import FloatArray, Table
from matching.text import tf_idf

Sparse = Any

#: Columns of projects that are compared value by value.
COLUMNS = ("sector", "subsector", "region", "macro_region", "place", "corridor", "stage")
#: Pairs of traits of which having both in common says something else than the sum of the two.
CROSSED = (("sector", "region"), ("sector", "stage"), ("region", "stage"), ("size", "stage"))
#: Sizes stand on a grid of half decades of USD million; two that are half a decade apart are
#: alike by about 0.6 (a normal curve with a standard deviation of half a decade).
GRID: FloatArray = np.linspace(-3, 6, 19)
WIDTH = 0.5 / np.sqrt(2)
NEGLIGIBLE = 0.03
#: Directions in the space of words that describe what a text is about.
TOPICS = 50


@dataclass(frozen=True)
class Traits:
    """Blocks of projects x values: unit rows, empty where a project says nothing.

    ``words`` and ``topics`` come from name and description; topics are there only where
    descriptions are.
    """

    blocks: dict[str, Sparse]

    @property
    def projects(self) -> int:
        """Number of projects."""
        return int(next(iter(self.blocks.values())).shape[0])


def read_traits(catalogue: Catalogue) -> Traits:
    """Read every trait that at least one project has."""
    table = catalogue.projects
    blocks: dict[str, Sparse] = {}
    for column in COLUMNS:
        # On a ladder of stages projects move on, so today's says nothing about the deal's.
        if column != "stage" or not len(catalogue.vocabulary("stage")):
            blocks[column] = _values(table, column)
    blocks["region"] = _together(blocks["region"], _values(table, "other_regions"), table)
    asks = read_asks(catalogue)
    families = [tuple(sorted(asks.families[kind])) for kind in asks.family]
    blocks["families"] = _one_hot([families[code] for code in asks.codes])
    _, high, _ = asked(table)
    blocks["size"] = _sizes(high)
    blocks["no_size"] = csr_array(np.isnan(high).astype(np.float32)[:, None])
    blocks |= _crossed(blocks)
    blocks |= _texts(table)
    return Traits({name: block for name, block in blocks.items() if block.nnz})


def unit(matrix: Sparse) -> Sparse:
    """Scale rows to length 1; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64)).ravel()
    scale = 1 / np.where(lengths > 0, lengths, 1.0)
    return csr_array(diags_array(scale) @ matrix, dtype=np.float32)


def _values(table: Table, column: str) -> Sparse:
    codes, lists = table.mandates(column)
    if not lists.names:
        return csr_array((len(table), 1), dtype=np.float32)
    return unit(csr_array(lists.matrix(), dtype=np.float32)[codes])


def _together(region: Sparse, others: Sparse, table: Table) -> Sparse:
    """Return the block of a project's regions, the first and the others."""
    if not others.nnz:
        return region
    pairs = zip(table.lists("region"), table.lists("other_regions"), strict=True)
    return _one_hot([tuple(dict.fromkeys(first + more)) for first, more in pairs])


def _one_hot(rows: list[tuple[str, ...]]) -> Sparse:
    names = sorted({value for row in rows for value in row})
    place = {name: column for column, name in enumerate(names)}
    lengths = [len(row) for row in rows]
    columns = np.array([place[value] for row in rows for value in row], dtype=np.int32)
    pointers = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    ones = np.ones(len(columns), dtype=np.float32)
    return unit(csr_array((ones, columns, pointers), shape=(len(rows), max(len(names), 1))))


def _sizes(amounts: FloatArray) -> Sparse:
    known = np.flatnonzero(amounts > 0)
    grid = np.zeros((len(amounts), len(GRID)), dtype=np.float32)
    distance = (np.log10(amounts[known])[:, None] - GRID[None, :]) / WIDTH
    grid[known] = np.exp(-0.5 * distance**2)
    grid[grid < NEGLIGIBLE] = 0.0
    return unit(csr_array(grid))


def _crossed(blocks: dict[str, Sparse]) -> dict[str, Sparse]:
    return {
        f"{one} x {other}": _products(blocks[one], blocks[other])
        for one, other in CROSSED
        if one in blocks and other in blocks and blocks[one].nnz and blocks[other].nnz
    }


def _products(one: Sparse, other: Sparse) -> Sparse:
    """Return row by row all products of a value of one block with a value of the other."""
    counts, more = np.diff(one.indptr), np.diff(other.indptr)
    each = np.repeat(more, counts)
    of_one = np.repeat(np.arange(one.nnz), each)
    row = np.repeat(np.arange(one.shape[0]), counts)[of_one]
    within = np.arange(len(of_one)) - np.repeat(np.cumsum(each) - each, each)
    of_other = other.indptr[row] + within
    keys = one.indices[of_one].astype(np.int64) * other.shape[1] + other.indices[of_other]
    names, columns = np.unique(keys, return_inverse=True)
    values = one.data[of_one] * other.data[of_other]
    shape = (one.shape[0], max(len(names), 1))
    return csr_array((values, (row, columns)), shape=shape)


def _texts(table: Table) -> dict[str, Sparse]:
    names, described = table.arrow("name"), table.texts("description")
    texts = [f"{name} {more}" for name, more in zip(names.to_pylist(), described, strict=True)]
    (words,) = tf_idf(texts)
    common = np.flatnonzero(np.bincount(words.indices, minlength=words.shape[1]) > 1)
    words = unit(words[:, common]) if len(common) else csr_array((len(table), 1))
    if not any(described) or min(words.shape) <= TOPICS:
        return {"words": words}
    topics = TruncatedSVD(TOPICS, random_state=0).fit_transform(words)
    return {"words": words, "topics": csr_array(normalize(topics).astype(np.float32))}
