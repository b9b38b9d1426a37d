"""Rows that add up the others: they are no records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.importing.amounts import has_words
from data.importing.opened import Chunk

#: What stands in front in a row of totals, in English, Russian and Kazakh.
TOTALS: Final = r"(?i)^\s*(итого|всего|total|grand total|барлығы|жиыны)(\s+по\s.*|\s*[:.]?)\s*$"
_COUNTED: Final = re.compile(
    r"\b(?:проект|сделк|сделок|инвестор|жоба|мәміле|project|deal|investor)\w*|\b(?:шт|ед)\b\.?",
    re.IGNORECASE,
)


def without_totals(chunk: Chunk) -> tuple[Chunk, list[int]]:
    """The chunk without its rows of totals, and their numbers.

    Such a row says so in its first cell and holds nothing but amounts beside it: a company may
    well be called Total.
    """
    if not chunk.columns or not len(chunk.rows):
        return chunk, []
    first = pc.coalesce(*chunk.columns)
    said = pc.fill_null(pc.match_substring_regex(first, TOTALS), False)  # noqa: FBT003 - Arrow's way
    if not pc.any(said).as_py():
        return chunk, []
    places = [at for at in pc.indices_nonzero(said).to_pylist() if _only_amounts(chunk, at)]
    if not places:
        return chunk, []
    stays = np.ones(len(chunk.rows), bool)
    stays[places] = False
    gone = chunk.rows[places].tolist()
    kept = pa.array(stays)
    left = replace(
        chunk,
        columns=[column.filter(kept) for column in chunk.columns],
        rows=chunk.rows[stays],
        faults=[fault for fault in chunk.faults if fault.row not in gone],
    )
    return left, gone


def _only_amounts(chunk: Chunk, at: int) -> bool:
    cells: Sequence[str | None] = [column[at].as_py() for column in chunk.columns]
    beside = [cell for cell in cells if cell and cell.strip()][1:]
    return not any(has_words(_COUNTED.sub(" ", cell)) for cell in beside)
