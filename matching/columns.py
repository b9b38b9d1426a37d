"""Whole columns as text, lists and numbers, without a Python object per cell where that can be.

What a cell means is said by ``as_text`` and ``as_list``; everything else here gives the same
answer for a million cells at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_array

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Codes = NDArray[np.int32]

LIST_SEPARATOR = ";"
#: From here on, not every whole number has a double of its own.
EXACT = 2.0**53


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


@dataclass(frozen=True)
class Lists:
    """Lists of codes, end to end: list ``i`` holds ``codes[starts[i]:starts[i + 1]]``.

    ``names`` are the texts behind the codes, sorted; a list holds each code once.
    """

    starts: IntArray
    codes: Codes
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> IntArray:
        """Number of codes of each list."""
        return np.diff(self.starts)

    @property
    def rows(self) -> IntArray:
        """For each of ``codes``, the list that it stands in."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def take(self, rows: NDArray[Any]) -> Lists:
        """Return some of the lists, in the order asked for."""
        lengths = self.lengths[rows]
        starts = _starts(lengths)
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        return Lists(starts, self.codes[np.repeat(self.starts[rows], lengths) + within], self.names)

    def distinct(self) -> tuple[Codes, Lists]:
        """Return for each list its number among the distinct ones, and those.

        They are numbered in the order in which they come first.
        """
        # Lists are alike if they are up to their last code and agree in that one.
        alike = np.zeros(len(self), dtype=np.int64)
        lengths, used, place = self.lengths, 1, 0
        longer = np.flatnonzero(lengths)
        while len(longer):
            last = self.codes[self.starts[longer] + place]
            found, kinds = pd.factorize(alike[longer] * len(self.names) + last)
            alike[longer] = used + found
            used, place = used + len(kinds), place + 1
            longer = longer[lengths[longer] > place]
        numbers, kinds = pd.factorize(alike)
        return numbers.astype(np.int32), self.take(_first(numbers, len(kinds)))

    def sorted(self) -> Lists:
        """Return the same lists, each in the order of its names."""
        order = np.lexsort((self.codes, self.rows))
        return Lists(self.starts, self.codes[order], self.names)

    def best(self, table: NDArray[Any]) -> NDArray[Any]:
        """Return for each list the highest of what ``table`` (rows x names) has for its codes.

        rows x lists; zero (false) for an empty list.
        """
        best = np.zeros((len(table), len(self)), dtype=table.dtype)
        lengths, place = self.lengths, 0
        longer = np.flatnonzero(lengths)
        while len(longer):
            found = table[:, self.codes[self.starts[longer] + place]]
            if place == 0:
                best[:, longer] = found
            else:
                best[:, longer] = np.maximum(best[:, longer], found)
            place += 1
            longer = longer[lengths[longer] > place]
        return best

    def holding(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which of ``names`` each list holds, names x lists."""
        column = {name: code for code, name in enumerate(self.names)}
        table = np.zeros((len(names), len(self.names)), dtype=np.bool_)
        for row, name in enumerate(names):
            if name in column:
                table[row, column[name]] = True
        return self.best(table)

    def matrix(self) -> Any:  # noqa: ANN401 - scipy carries no types
        """Return which list holds which code, lists x names (sparse, ones)."""
        ones = np.ones(len(self.codes), dtype=np.float32)
        return csr_array((ones, self.codes, self.starts), shape=(len(self), len(self.names)))

    def tuples(self) -> list[tuple[str, ...]]:
        """Return the lists as tuples of texts."""
        names, starts = self.names, self.starts.tolist()
        flat = [names[code] for code in self.codes.tolist()]
        return [tuple(flat[start:end]) for start, end in pairwise(starts)]


def lists_of(tuples: Sequence[Sequence[str]]) -> Lists:
    """Return tuples of distinct texts as lists of codes."""
    names = tuple(sorted({text for texts in tuples for text in texts}))
    code = {name: number for number, name in enumerate(names)}
    flat = np.array([code[text] for texts in tuples for text in texts], dtype=np.int32)
    lengths = np.array([len(texts) for texts in tuples], dtype=np.int64)
    return Lists(_starts(lengths), flat, names)


def read_texts(values: pd.Series) -> pa.ChunkedArray:
    """Return a column as ``as_text`` reads each cell, as Arrow text without missing values."""
    arrow = _plain_arrow(values)
    if arrow is not None and _is_text(arrow.type):
        return _stripped(arrow)
    if pd.api.types.is_object_dtype(values.dtype) or (arrow is not None and _is_list(arrow.type)):
        return _encoded([as_text(value) for value in values.tolist()])
    numbers, kinds = pd.factorize(values)
    texts = _encoded([*(as_text(kind) for kind in kinds.tolist()), ""])
    return texts.take(pa.array(np.where(numbers < 0, len(kinds), numbers)))


def read_codes(texts: pa.ChunkedArray) -> tuple[Codes, tuple[str, ...]]:
    """Return for each text its number among the distinct ones, in order of first appearance."""
    encoded = texts.combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy(), tuple(encoded.dictionary.to_pylist())


def read_lists(values: pd.Series) -> Lists:
    """Return a column as ``as_list`` reads each cell."""
    arrow = _plain_arrow(values)
    if arrow is not None and _is_list(arrow.type):
        return _from_lists(arrow)
    if arrow is None and pd.api.types.is_object_dtype(values.dtype):
        return lists_of([as_list(value) for value in values.tolist()])
    numbers, texts = read_codes(read_texts(values))
    return lists_of([as_list(text) for text in texts]).take(numbers)


def read_numbers(values: pd.Series) -> FloatArray:
    """Return a column as numbers; what is none is NaN."""
    if isinstance(values.dtype, pd.ArrowDtype) and _is_text(values.dtype.pyarrow_dtype):
        values = values.astype("str")
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def is_numeric(values: pd.Series) -> bool:
    """Tell whether a column holds numbers (or nothing) whatever its cells."""
    return pd.api.types.is_numeric_dtype(values.dtype)


def read_bytes(values: pd.Series) -> tuple[bytes, ...]:
    """Return what a column holds as bytes that differ where any cell does.

    Numbers count by their value, texts and lists by their words, however they are stored.
    """
    numbers = _exact_numbers(values)
    if numbers is not None:
        return b"numbers", np.where(np.isnan(numbers), np.nan, numbers + 0.0).tobytes()
    arrow = _plain_arrow(values)
    if arrow is None and pd.api.types.is_object_dtype(values.dtype):
        lists = lists_of([as_list(value) for value in values.tolist()])
    elif arrow is not None and _is_list(arrow.type):
        lists = _from_lists(arrow)
    else:
        return b"texts", *_text_bytes(read_texts(values).combine_chunks())
    names = pa.array(lists.names, pa.large_string())
    return b"lists", lists.lengths.tobytes(), *_text_bytes(names.take(pa.array(lists.codes)))


def combine(*columns: NDArray[Any]) -> tuple[Codes, IntArray]:
    """Number the distinct combinations of codes; return each row's, and a row for each of them."""
    numbers: NDArray[Any] = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        width = int(column.max(initial=0)) + 1
        numbers, kinds = pd.factorize(numbers.astype(np.int64) * width + column)
    return numbers.astype(np.int32), _first(numbers, len(kinds))


def _exact_numbers(values: pd.Series) -> FloatArray | None:
    """Return a column of numbers, None where it holds others or doubles cannot tell them apart."""
    if pd.api.types.is_float_dtype(values.dtype):
        return read_numbers(values)
    if pd.api.types.is_integer_dtype(values.dtype):
        numbers = read_numbers(values)
        return None if (np.abs(numbers) >= EXACT).any() else numbers
    return None


def _text_bytes(texts: pa.Array) -> tuple[bytes, bytes]:
    """Return the lengths of texts and their letters."""
    _, _, letters = texts.buffers()
    lengths = pc.binary_length(texts).to_numpy().astype(np.int64)
    before = np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset] if len(texts) else 0
    end = before + lengths.sum()
    return lengths.tobytes(), b"" if letters is None else memoryview(letters)[before:end].tobytes()


def _first(numbers: NDArray[Any], kinds: int) -> IntArray:
    """Return the first row of each number."""
    first = np.zeros(kinds, dtype=np.int64)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return first


def _starts(lengths: NDArray[Any]) -> IntArray:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def _from_lists(arrow: pa.ChunkedArray) -> Lists:
    """Strip the texts of lists, and leave out empty and repeated ones."""
    whole = arrow.combine_chunks()
    lengths = pc.fill_null(pc.list_value_length(whole), 0).to_numpy().astype(np.int64)
    parts = pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([whole.flatten()])))
    numbers, texts = read_codes(read_texts(parts))
    names = tuple(sorted(set(texts) - {""}))
    code = {name: number for number, name in enumerate(names)}
    codes = np.array([code.get(text, -1) for text in texts], dtype=np.int64)[numbers]
    rows = np.repeat(np.arange(len(lengths)), lengths)
    keep = codes >= 0
    keep &= ~pd.Series(rows * len(names) + codes).duplicated().to_numpy()
    kept = np.bincount(rows[keep], minlength=len(lengths))
    return Lists(_starts(kept), codes[keep].astype(np.int32), names)


def _plain_arrow(values: pd.Series) -> pa.ChunkedArray | None:
    """Return a column of texts or lists as Arrow holds it, None where its cells are of other kinds.

    Cells are only taken for what they are: a column that mixes kinds is left to ``as_text``.
    """
    mixed = pd.api.types.is_object_dtype(values.dtype)
    if not mixed and not isinstance(values.dtype, (pd.StringDtype, pd.ArrowDtype)):
        return None
    try:
        arrow = pa.array(values.to_numpy() if mixed else values.array, from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError, TypeError, ValueError):
        return None
    if isinstance(arrow, pa.Array):
        arrow = pa.chunked_array([arrow])
    if pa.types.is_dictionary(arrow.type) and _is_text(arrow.type.value_type):
        arrow = arrow.cast(arrow.type.value_type)
    kind = arrow.type
    if mixed and _is_list(kind) and not _is_text(kind.value_type):
        return None
    return arrow if _is_text(kind) or _is_list(kind) else None


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind))


def _is_list(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _stripped(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(pc.utf8_trim_whitespace(texts.cast(pa.large_string())), "")


def _encoded(texts: list[str]) -> pa.ChunkedArray:
    """Return texts as Arrow holds them; half a pair of UTF-16, which no file holds, as ``?``."""
    try:
        array = pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        whole = [text.encode(errors="replace").decode() for text in texts]
        array = pa.array(whole, pa.large_string())
    return pa.chunked_array([array])


def _is_missing(value: object) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, (float, np.floating)) and math.isnan(value)
