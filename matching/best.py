"""A running list of the best of each query, over blocks of approximate totals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.sides import Singles
from matching.table import BoolArray, IntArray

#: Totals are sums of some thirty products of single precision, so they are off by 2e-6 at most;
#: whoever may still be among the best by the exact total is kept.
MARGIN = np.float32(1e-5)
#: A total is 0..1; below this stand pairs that a gate stops.
NOTHING = np.float32(-0.5)
#: Candidates that are held before they are gone through again.
MOST_HELD = 400_000
#: Who has this many more candidates than places in the list, all of them equal, is left to an
#: exact search.
SPARE = 500


class Best:
    """Candidates for the ``top`` places of each list that is not ``shut``.

    ``offer`` takes a block of totals at a time; ``candidates`` gives all that may be among the
    best, and the queries for which there are too many equal ones.
    """

    def __init__(self, shut: BoolArray, top: int) -> None:
        queries, self._top = len(shut), top
        self._least = np.where(shut, np.float32(np.inf), NOTHING)
        self._crowded = np.zeros(queries, dtype=np.bool_)
        self._parts: list[tuple[NDArray[np.int32], NDArray[np.int32], Singles, Singles]] = []
        self._held, self._offers, self._due = 0, 0, 1

    def offer(
        self,
        totals: Singles,
        first: int,
        others: IntArray,
        *,
        by_column: bool,
        told: Singles | None = None,
    ) -> None:
        """Take in totals of queries from ``first`` on.

        totals : queries x others, or others x queries with ``by_column``
        others : positions of the others
        told : a number for each total that goes along with it; zero by default
        """
        axis = 0 if by_column else 1
        count = totals.shape[1 - axis]
        least = self._least[first : first + count]
        if self._top <= len(others) and (fresh := least == NOTHING).any():
            new = totals[:, fresh] if by_column else totals[fresh]
            place = len(others) - self._top
            found = np.partition(new, place, axis=axis).take(place, axis=axis)
            least[fresh] = np.maximum(found, NOTHING)
        bar = least - MARGIN
        flat = np.flatnonzero(totals >= (bar if by_column else bar[:, None]))
        row, column = np.divmod(flat, totals.shape[1])
        query, other = (column, row) if by_column else (row, column)
        self._parts.append(
            (
                (query + first).astype(np.int32),
                others[other].astype(np.int32),
                totals.ravel()[flat],
                np.zeros(len(flat), dtype=np.float32) if told is None else told[row, column],
            )
        )
        self._held += len(flat)
        if self._held > MOST_HELD:
            self._prune()

    def turn(self) -> None:
        """Tell that all queries have met some more others: prune when it has become worth it."""
        self._offers += 1
        if self._offers >= self._due:
            self._due *= 2
            self._prune()

    def candidates(self) -> tuple[IntArray, IntArray, Singles, BoolArray]:
        """Return queries, others and what goes along, and which queries are too crowded."""
        self._prune()
        if not self._parts:
            nobody = np.zeros(0, dtype=np.int64)
            return nobody, nobody, np.zeros(0, dtype=np.float32), self._crowded
        query, other, _, told = self._parts[0]
        return query.astype(np.int64), other.astype(np.int64), told, self._crowded

    def _prune(self) -> None:
        if not self._parts:
            return
        columns = zip(*self._parts, strict=True)
        query, other, total, told = (np.concatenate(each) for each in columns)
        # One number to sort by: the query, then the total from the highest down.
        falling = np.uint64(2**32 - 1) - _ordered(total)
        order = np.argsort((query.astype(np.uint64) << np.uint64(32)) | falling, kind="stable")
        query, other, total, told = query[order], other[order], total[order], told[order]
        counts = np.bincount(query, minlength=len(self._least))
        starts = np.cumsum(counts) - counts
        full = np.flatnonzero(counts >= self._top)
        found = total[starts[full] + self._top - 1]
        self._least[full] = np.maximum(self._least[full], found)
        keep = total >= (self._least - MARGIN)[query]
        left = np.bincount(query[keep], minlength=len(self._least))
        self._crowded |= left > self._top + SPARE
        self._least[self._crowded] = np.inf
        keep &= ~self._crowded[query]
        self._parts = [(query[keep], other[keep], total[keep], told[keep])]
        self._held = int(keep.sum())


def _ordered(totals: Singles) -> Any:  # noqa: ANN401 - an array of unsigned integers
    """Return whole numbers below 2**32 in the order of single-precision numbers."""
    bits = totals.view(np.uint32)
    negative = bits >> np.uint32(31) != 0
    return np.where(negative, ~bits, bits | np.uint32(2**31)).astype(np.uint64)
