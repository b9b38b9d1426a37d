"""An opened file: its header and its rows, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.importing.amounts import is_unit
from data.importing.faults import Fault

#: Counts how many fields a row of cells names.
Recognise = Callable[[Sequence[str]], int]

#: Rows of a chunk, as far as the format lets one choose.
ROWS: Final = 65_536
#: Rows among which the header is looked for.
HEADER_ROWS: Final = 20


@dataclass(frozen=True)
class Chunk:
    """Some rows: one array of text per column, empty cells missing, and the rows' numbers.

    ``faults`` are those of reading: rows with too many cells, errors of the spreadsheet.
    """

    columns: list[pa.Array]
    rows: npt.NDArray[np.int64]
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """A file that can be read. ``remarks`` are sentences' names with their values."""

    path: Path
    format: str
    header: list[str]
    sha256: str
    chunks: Callable[[], Iterator[Chunk]]
    remarks: list[dict[str, str]] = field(default_factory=list)
    rows: int | None = None
    plain_text: bool = True

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size


def header_row(rows: Sequence[Sequence[str]], recognise: Recognise) -> int:
    """Position of the header: the first of the rows that name the most fields."""
    counts = [recognise(row) for row in rows]
    best = max(counts, default=0)
    return counts.index(best) if best else 0


def with_units(rows: Sequence[Sequence[str]], at: int) -> tuple[list[str], int]:
    """The header with the units that the row beneath it names, and the position of its last row.

    A unit beneath no header belongs to the header on its left, as where that was merged over both.
    """
    header = [cell.strip() for cell in rows[at]] if rows else []
    below = [cell.strip() for cell in rows[at + 1]] if at + 1 < len(rows) else []
    if not any(below) or not all(is_unit(cell) for cell in below if cell):
        return header, at
    header += [""] * (len(below) - len(header))
    named = list(header)
    for place, unit in enumerate(below):
        if not unit:
            continue
        over = header[place] or (header[place - 1] if place and below[place - 1] else "")
        named[place] = f"{over}, {unit}" if over else unit
    return named, at + 1


def text_chunk(
    rows: Sequence[Sequence[str | None]], numbers: Sequence[int], width: int, faults: list[Fault]
) -> Chunk:
    """A chunk from rows of Python strings, each as wide as the header."""
    columns = [pa.array([row[at] or None for row in rows], pa.string()) for at in range(width)]
    return Chunk(columns, np.asarray(numbers, np.int64), faults)
