"""The seed facts as something to measure: frames, and positions instead of codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from data.seeding import assemble
from data.synthesis.draws import NONE, IntArray, Shares, shares


@dataclass(frozen=True)
class Codebook:
    """Distinct codes in a fixed order, as positions, as an Arrow column and with labels."""

    codes: list[str]
    column: pa.Array
    labels: pa.Array

    def __len__(self) -> int:
        return len(self.codes)

    def of(self, column: pd.Series[Any]) -> IntArray:
        """Return the position of each cell, NONE where it is missing."""
        return np.asarray(pd.Index(self.codes).get_indexer(pd.Index(column)), dtype=np.int64)

    def each(self, lists: pd.Series[Any]) -> tuple[IntArray, IntArray]:
        """Return the row and the position of every part of every list."""
        lengths = lists.map(len).to_numpy()
        parts = [part for cell in lists for part in cell]
        return np.repeat(np.arange(len(lists)), lengths), self.of(pd.Series(parts, dtype="str"))


@dataclass(frozen=True)
class Facts:
    """The records as they are loaded, and the codes that occur in them."""

    investors: pd.DataFrame
    projects: pd.DataFrame
    deals: pd.DataFrame
    vocabulary: pd.DataFrame
    types: Codebook
    sectors: Codebook
    subsectors: Codebook
    instruments: Codebook
    themes: Codebook
    places: Codebook
    regions: Codebook
    opportunities: Codebook


def read_facts(folder: Path) -> Facts:
    """Read the seed of ``folder``, the merged rows included."""
    tables = assemble(folder)
    investors, projects, deals, words = (
        tables[name] for name in ("investor_fact", "project_fact", "deal_fact", "vocabulary")
    )
    labels = dict(zip(words["code"], words["label_en"], strict=True))

    def codebook(*columns: pd.Series[Any]) -> Codebook:
        codes = sorted({code for column in columns for code in column.explode().dropna()})
        return Codebook(
            codes,
            pa.array(codes, pa.string()),
            pa.array([labels.get(code, code).lower() for code in codes], pa.string()),
        )

    return Facts(
        investors,
        projects,
        deals,
        words.sort_values(["kind", "position", "code", "parent"], na_position="last"),
        types=codebook(investors["type"]),
        sectors=codebook(investors["sectors"], projects["sector"]),
        subsectors=codebook(projects["subsector"], investors["specialisms"]),
        instruments=codebook(
            investors["instruments"], projects["instruments"], deals["instrument"]
        ),
        themes=codebook(investors["themes"], projects["themes"]),
        places=codebook(investors["regions_focus"]),
        regions=codebook(projects["region"]),
        opportunities=codebook(projects["opportunity"]),
    )


def lengths(groups: IntArray, lists: pd.Series[Any], count: int) -> Shares:
    """Measure how long the lists are in each group; no list is a list of none."""
    sizes = lists.map(len).to_numpy()
    return shares(groups, sizes, (count, int(sizes.max()) + 1))


def parts(groups: IntArray, lists: pd.Series[Any], book: Codebook, count: int) -> Shares:
    """Measure how often each code is listed in each group of rows."""
    rows, codes = book.each(lists)
    return shares(groups[rows], codes, (count, len(book)), lean=LEAN)


def donors(groups: IntArray, count: int) -> Shares:
    """Let each group draw among its own rows: what hangs together stays together."""
    known = np.flatnonzero(groups != NONE)
    return shares(groups[known], known, (count, len(groups)))


def column(values: Iterable[object]) -> pa.Array:
    """Return a column of texts, missing where a value is."""
    return pa.array([None if pd.isna(each) else str(each) for each in values], pa.string())  # type: ignore[call-overload]


#: Rows by which a group's shares lean to those of all rows.
LEAN = 2.0
