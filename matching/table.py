"""Frames as the criteria read them: sorted by id, every column present, every value plain."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LIST_SEPARATOR = ";"


class Table:
    """A frame sorted by its id, read column by column; a missing column is missing everywhere."""

    def __init__(self, frame: pd.DataFrame, key: str) -> None:
        ids = frame[key].map(as_text)
        self.key = key
        self.frame = frame.iloc[np.argsort(ids.to_numpy(dtype=object), kind="stable")].reset_index(
            drop=True
        )
        self.ids: list[str] = sorted(ids)
        self._position = {identifier: row for row, identifier in enumerate(self.ids)}
        self.texts = cache(self._texts)
        self.lists = cache(self._lists)
        self.numbers = cache(self._numbers)

    def __len__(self) -> int:
        return len(self.ids)

    def __reduce__(self) -> tuple[type[Table], tuple[pd.DataFrame, str]]:
        return Table, (self.frame, self.key)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._position

    def position(self, identifier: str) -> int:
        """Return the row of an id; KeyError where there is none."""
        return self._position[identifier]

    def positions(self, identifiers: Iterable[str]) -> IntArray:
        """Return the rows of ids; KeyError where there is none."""
        return np.array([self._position[each] for each in identifiers], dtype=np.int64)

    def has(self, column: str) -> bool:
        """Tell whether the frame came with the column."""
        return column in self.frame

    def _texts(self, column: str) -> list[str]:
        """Return a column as text, empty where missing."""
        return [as_text(value) for value in self._values(column)]

    def _lists(self, column: str) -> list[tuple[str, ...]]:
        """Return a column of lists (or of ``;``-separated text), empty where missing."""
        return [as_list(value) for value in self._values(column)]

    def _numbers(self, column: str) -> FloatArray:
        """Return a column as numbers; what is no finite number is NaN."""
        if not self.has(column):
            return np.full(len(self), np.nan)
        numbers = pd.to_numeric(self.frame[column], errors="coerce").to_numpy(
            dtype=np.float64, na_value=np.nan
        )
        return np.where(np.isfinite(numbers), numbers, np.nan)

    def flags(self, column: str) -> BoolArray:
        """Return a column of booleans, false where missing."""
        yes = {"true", "1", "1.0", "yes"}
        return np.array([text.lower() in yes for text in self.texts(column)], dtype=np.bool_)

    def _values(self, column: str) -> list[Any]:
        return self.frame[column].tolist() if self.has(column) else [None] * len(self)


def as_text(value: object) -> str:
    """Return a cell as stripped text, empty where missing."""
    if isinstance(value, str):
        return value.strip()
    return "" if _is_missing(value) else str(value).strip()


def as_list(value: object) -> tuple[str, ...]:
    """Return a cell as its distinct non-empty texts, in the order written."""
    if isinstance(value, (list, tuple, np.ndarray)):
        parts = [as_text(part) for part in value]
    else:
        parts = [part.strip() for part in as_text(value).split(LIST_SEPARATOR)]
    return tuple(dict.fromkeys(part for part in parts if part))


def _is_missing(value: object) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, (float, np.floating)) and math.isnan(value)
