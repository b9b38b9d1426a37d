"""Frames as the criteria read them: sorted by id, every column present, every value plain."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache, cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.columns import (
    LIST_SEPARATOR,
    BoolArray,
    Codes,
    FloatArray,
    IntArray,
    Lists,
    as_list,
    as_text,
    read_bytes,
    read_codes,
    read_lists,
    read_numbers,
    read_texts,
)

__all__ = [
    "LIST_SEPARATOR",
    "BoolArray",
    "FloatArray",
    "IntArray",
    "Table",
    "as_list",
    "as_text",
]

#: Records whose cells are made into bytes at a time.
AT_ONCE = 100_000
YES = frozenset({"true", "1", "1.0", "yes"})


class Table:
    """A frame read column by column, by id; a missing column is missing everywhere.

    The frame itself is neither copied nor sorted: a column costs something once it is read.
    ``codes`` and ``mandates`` are small whatever the number of records; ``texts`` and ``lists``
    hold a Python object per record, so what runs over all investors does not use them.
    """

    def __init__(self, frame: pd.DataFrame, key: str) -> None:
        self.key = key
        self.frame = frame.copy(deep=False)
        ids = read_texts(frame[key]).combine_chunks()
        order = pc.array_sort_indices(ids)
        self._ids = ids.take(order)
        self._order: IntArray = np.asarray(order.to_numpy(), dtype=np.int64)
        self.texts = cache(self._texts)
        self.lists = cache(self._lists)
        self.numbers = cache(self._numbers)
        self.codes = cache(self._codes)
        self.mandates = cache(self._mandates)

    def __len__(self) -> int:
        return len(self._ids)

    def __reduce__(self) -> tuple[type[Table], tuple[pd.DataFrame, str]]:
        return Table, (self.frame, self.key)

    def __contains__(self, identifier: object) -> bool:
        return isinstance(identifier, str) and self._find(identifier) >= 0

    def only_ids(self) -> None:
        """Let go of every column but the ids, and of all that was read."""
        ids = pd.arrays.ArrowExtensionArray(pa.chunked_array([self._ids]))
        self.frame, self._order = pd.DataFrame({self.key: ids}), np.arange(len(self))
        for read in (self.texts, self.lists, self.numbers, self.codes, self.mandates):
            read.cache_clear()

    @cached_property
    def ids(self) -> list[str]:
        """All ids, sorted."""
        ids: list[str] = self._ids.to_pylist()
        return ids

    def ids_at(self, rows: IntArray) -> pd.Series:
        """Return the ids of rows as a column of text, without an object per id."""
        return pd.Series(self._ids.take(pa.array(rows)), dtype="str")

    def position(self, identifier: str) -> int:
        """Return the row of an id; KeyError where there is none."""
        row = self._find(identifier)
        if row < 0:
            raise KeyError(identifier)
        return row

    def positions(self, identifiers: Iterable[str] | pa.ChunkedArray) -> IntArray:
        """Return the rows of ids; KeyError where there is none."""
        if not isinstance(identifiers, pa.ChunkedArray):
            identifiers = pa.chunked_array([list(identifiers)], type=pa.large_string())
        rows = pc.index_in(identifiers, value_set=self._ids)
        if rows.null_count:
            raise KeyError(identifiers.filter(pc.is_null(rows))[0].as_py())
        return np.asarray(rows.to_numpy(), dtype=np.int64)

    def has(self, column: str) -> bool:
        """Tell whether the frame came with the column."""
        return column in self.frame

    def text_at(self, column: str, row: int) -> str:
        """Return one cell as text, empty where missing."""
        return as_text(self._cell(column, row))

    def list_at(self, column: str, row: int) -> tuple[str, ...]:
        """Return one cell as a list, empty where missing."""
        return as_list(self._cell(column, row))

    def records(self, rows: IntArray) -> pd.DataFrame:
        """Return whole records as they came, one for each of ``rows``."""
        return self.frame.iloc[self._order[rows]]

    def arrow(self, column: str, rows: IntArray | None = None) -> pa.ChunkedArray:
        """Return a column (or the rows asked for) as Arrow text, empty where missing."""
        order = self._order if rows is None else self._order[rows]
        if not self.has(column):
            return pa.chunked_array([pa.repeat(pa.scalar("", pa.large_string()), len(order))])
        if rows is None:
            return read_texts(self.frame[column]).take(pa.array(order))
        return read_texts(self.frame[column].iloc[order])

    def cells(self, column: Hashable) -> Iterator[bytes]:
        """Return all that a column holds as bytes, in the order of ids and a part at a time."""
        for start in range(0, len(self), AT_ONCE):
            yield from read_bytes(self.frame[column].iloc[self._order[start : start + AT_ONCE]])

    def flags(self, column: str) -> BoolArray:
        """Return a column of booleans, false where missing."""
        return self.matches(column, lambda text: text.lower() in YES)

    def matches(self, column: str, wanted: Callable[[str], object]) -> BoolArray:
        """Tell for each record whether its text is wanted, asking once per distinct text."""
        codes, texts = self.codes(column)
        return np.array([bool(wanted(text)) for text in texts], dtype=np.bool_)[codes]

    def _texts(self, column: str) -> list[str]:
        """Return a column as text, empty where missing."""
        texts: list[str] = self.arrow(column).to_pylist()
        return texts

    def _lists(self, column: str) -> list[tuple[str, ...]]:
        """Return a column of lists (or of ``;``-separated text), empty where missing."""
        codes, distinct = self.mandates(column)
        tuples = distinct.tuples()
        return [tuples[code] for code in codes.tolist()]

    def _numbers(self, column: str) -> FloatArray:
        """Return a column as numbers; what is no finite number is NaN."""
        if not self.has(column):
            return np.full(len(self), np.nan)
        numbers = read_numbers(self.frame[column])[self._order]
        return np.where(np.isfinite(numbers), numbers, np.nan)

    def _codes(self, column: str) -> tuple[Codes, tuple[str, ...]]:
        """Return for each record the number of its text, and the distinct texts."""
        if not self.has(column):
            return np.zeros(len(self), dtype=np.int32), ("",)
        codes, texts = read_codes(read_texts(self.frame[column]))
        numbers, kinds = pd.factorize(codes[self._order])
        return numbers.astype(np.int32), tuple(texts[kind] for kind in kinds.tolist())

    def _mandates(self, column: str) -> tuple[Codes, Lists]:
        """Return for each record the number of its list, and the distinct lists."""
        if not self.has(column):
            empty = Lists(np.zeros(2, dtype=np.int64), np.zeros(0, dtype=np.int32), ())
            return np.zeros(len(self), dtype=np.int32), empty
        codes, distinct = read_lists(self.frame[column]).distinct()
        numbers, kinds = pd.factorize(codes[self._order])
        return numbers.astype(np.int32), distinct.take(kinds)

    def _cell(self, column: str, row: int) -> object:
        return self.frame[column].iloc[self._order[row]] if self.has(column) else None

    def _find(self, identifier: str) -> int:
        row = bisect_left(range(len(self)), identifier, key=lambda row: self._ids[row].as_py())
        return row if row < len(self) and self._ids[row].as_py() == identifier else -1
