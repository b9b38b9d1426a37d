"""Heights of the rows of a grid, so that long cells stand in several lines and are not cut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Pixels of a row of one line, and of one with room for two: Streamlit breaks lines from there on.
LOW: Final = 35
TALL: Final = 70


def row_height(cells: Iterable[object], letters: int) -> int:
    """Height in pixels of every row, by the longest cell of a column that holds ``letters``."""
    return TALL if any(len(str(cell)) > letters for cell in cells) else LOW


def grid_height(rows: int, each: int, most: int) -> int:
    """Height in pixels of a grid with its header, at most ``most``."""
    return min(each * rows + LOW + 3, most)
