"""Facets: what a list can be narrowed to, and how many records each value would leave.

A record is kept where, for every facet with chosen values, it has at least one of them. What a
value of one facet counts is what the choices of the other facets leave, so that a click shows as
many records as it promised. A record that says nothing has the value ``UNKNOWN``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from matching.columns import BoolArray, FloatArray, IntArray, read_lists, read_numbers
from matching.vocabulary import Vocabulary

#: The value of records that say nothing; last in every facet.
UNKNOWN = "unknown"
YES, NO = "yes", "no"
#: Facets taken out together, at most, where nothing is left.
MOST_RELAXED = 3


@dataclass(frozen=True)
class Facet:
    """Something to narrow a list by: a name, and the columns that its values stand in.

    columns : texts, lists (``;``-separated in a text) or flags; several are put together.
    tree : where given, a record also has every value above its own. A chosen value above another
        chosen one only leads to it: the lower one alone narrows.
    edges : where given, the columns hold amounts (one, or the two ends of a range, in the unit of
        the column), and the values are the bands between the edges, lower end included. A range
        lies in every band that it touches; an open end reaches on.
    upward : the bands have no upper end, so that each says "from here on": the highest chosen one
        narrows.
    """

    name: str
    columns: tuple[str, ...]
    tree: Vocabulary | None = None
    edges: tuple[float, ...] = ()
    upward: bool = False

    @property
    def bands(self) -> tuple[str, ...]:
        """The values of a facet with edges, as they stand in an address: ``10-50``, ``500-``."""
        if self.upward:
            return tuple(f"{low:g}-" for low in self.edges)
        return tuple(f"{low:g}-{high:g}" for low, high in pairwise(self.edges)) + (
            (f"{self.edges[-1]:g}-",) if self.edges else ()
        )


@dataclass(frozen=True)
class Found:
    """What the choices leave.

    rows : for each record, whether it is kept.
    counts : per facet, each value with how many records it would leave; values that no record
        at all has do not occur, those that the other facets rule out count zero.
    chosen : per facet, the chosen values that it knows.
    """

    rows: BoolArray
    counts: Mapping[str, Mapping[str, int]]
    chosen: Mapping[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        """How many records are kept."""
        return int(self.rows.sum())


@dataclass(frozen=True)
class FacetIndex:
    """A frame ready to be narrowed many times: who has which value of which facet.

    Parameters
    ----------
    frame :
        One row per record, with the columns that the facets name; one that is not there says
        nothing about anybody.
    facets :
        In the order in which they are shown. The order of values: that of the tree or the bands,
        else most frequent first; ``UNKNOWN`` last.

    """

    frame: pd.DataFrame
    facets: Sequence[Facet]
    _values: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)
    _having: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for facet in self.facets:
            values, having = _encoded(self.frame, facet)
            self._values[facet.name], self._having[facet.name] = values, having

    def __len__(self) -> int:
        return len(self.frame)

    def values(self, name: str) -> tuple[str, ...]:
        """Every value that a record has, in the order in which they are shown."""
        return self._values[name]

    def find(
        self, choices: Mapping[str, Collection[str]], within: BoolArray | None = None
    ) -> Found:
        """Narrow the list to the choices, among the rows ``within`` where they are given.

        Facets and values that are not known are passed over: an old address still opens.
        """
        start = np.ones(len(self), dtype=np.bool_) if within is None else within
        chosen = self._chosen(choices)
        kept = self._kept(chosen)
        counts = {}
        for name, values in self._values.items():
            others = [rows for other, rows in kept.items() if other != name]
            left = np.logical_and.reduce([start, *others])
            counts[name] = dict(
                zip(values, (self._having[name] @ left.astype(np.int64)).tolist(), strict=True)
            )
        return Found(np.logical_and.reduce([start, *kept.values()]), counts, chosen)

    def relaxed(
        self, choices: Mapping[str, Collection[str]], within: BoolArray | None = None
    ) -> dict[tuple[str, ...], int]:
        """Give the fewest facets to take out so that something is left, each with how many.

        Single facets where one is enough, else pairs, and so on up to ``MOST_RELAXED`` together;
        empty where not even that leaves a record.
        """
        start = np.ones(len(self), dtype=np.bool_) if within is None else within
        kept = self._kept(self._chosen(choices))
        for size in range(1, min(len(kept), MOST_RELAXED) + 1):
            ways = {
                out: int(
                    np.logical_and.reduce(
                        [start, *(rows for name, rows in kept.items() if name not in out)]
                    ).sum()
                )
                for out in combinations(kept, size)
            }
            if any(ways.values()):
                return {out: count for out, count in ways.items() if count}
        return {}

    def _chosen(self, choices: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple(value for value in values if value in set(choices.get(name, ())))
            for name, values in self._values.items()
        }

    def _kept(self, chosen: Mapping[str, tuple[str, ...]]) -> dict[str, BoolArray]:
        return {
            facet.name: self._with(facet.name, _narrowing(facet, chosen[facet.name]))
            for facet in self.facets
            if chosen[facet.name]
        }

    def _with(self, name: str, values: Sequence[str]) -> BoolArray:
        at = [self._values[name].index(value) for value in values]
        picked: BoolArray = self._having[name][at].sum(axis=0) > 0
        return picked


def _encoded(frame: pd.DataFrame, facet: Facet) -> tuple[tuple[str, ...], Any]:
    """Values of a facet, and who has which of them: values x records, sparse, ones."""
    if facet.edges:
        values, having = facet.bands, _in_bands(frame, facet)
    else:
        values, having = _in_codes(frame, facet)
    silent = np.flatnonzero(np.asarray(having.sum(axis=0)).ravel() == 0)
    having = _stacked(having, silent, len(frame))
    counts = np.asarray(having.sum(axis=1)).ravel()
    order = list(_order(facet, values, counts[:-1]))
    shown = [at for at in [*order, len(values)] if counts[at]]
    return tuple([*values, UNKNOWN][at] for at in shown), having[shown]


def _in_codes(frame: pd.DataFrame, facet: Facet) -> tuple[tuple[str, ...], Any]:
    columns = [_lists(frame[name]) for name in facet.columns if name in frame]
    names = sorted({name for lists in columns for name in lists.names} - {UNKNOWN})
    above = {name: _lineage(facet.tree, name) for name in names}
    values = tuple(sorted({value for line in above.values() for value in line}))
    at = {value: row for row, value in enumerate(values)}
    rows, records = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for lists in columns:
        for code, name in enumerate(lists.names):
            having = lists.rows[lists.codes == code]
            for value in above.get(name, ()):
                rows.append(np.full(len(having), at[value]))
                records.append(having)
    return values, _ones(np.concatenate(rows), np.concatenate(records), len(values), len(frame))


def _lists(column: pd.Series) -> Any:  # noqa: ANN401 - Lists, by either way
    if pd.api.types.is_bool_dtype(column.dtype):
        column = column.map({True: YES, False: NO})
    return read_lists(column)


def _lineage(tree: Vocabulary | None, code: str) -> tuple[str, ...]:
    return (code,) if tree is None else tuple(tree.steps_up(code))


def _narrowing(facet: Facet, values: Sequence[str]) -> list[str]:
    """Those values that no other of them lies within; of bands without an upper end the highest."""
    if facet.upward:
        bands = [value for value in values if value != UNKNOWN]
        return [*bands[-1:], *(value for value in values if value == UNKNOWN)]
    tree = facet.tree
    led_to = {above for value in values for above in _lineage(tree, value) if above != value}
    return [value for value in values if value not in led_to]


def _in_bands(frame: pd.DataFrame, facet: Facet) -> Any:  # noqa: ANN401 - scipy carries no types
    low, high = _ends(frame, facet.columns)
    ends = [np.inf] * len(facet.edges) if facet.upward else [*facet.edges[1:], np.inf]
    rows = [
        np.flatnonzero((low < above) & (high >= below) & ~(np.isnan(low) | np.isnan(high)))
        for below, above in zip(facet.edges, ends, strict=True)
    ]
    counts = [len(records) for records in rows]
    bands = np.repeat(np.arange(len(rows)), counts)
    return _ones(bands, np.concatenate(rows), len(rows), len(frame))


def _ends(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Lower and upper end of each record's range; both missing where it states neither."""
    missing = np.full(len(frame), np.nan)
    ends = [read_numbers(frame[name]) if name in frame else missing for name in columns]
    low, high = ends[0], ends[-1]
    told = ~(np.isnan(low) & np.isnan(high))
    return (
        np.where(told & np.isnan(low), -np.inf, low),
        np.where(told & np.isnan(high), np.inf, high),
    )


def _ones(rows: IntArray, records: IntArray, values: int, size: int) -> Any:  # noqa: ANN401 - scipy
    table = csr_array((np.ones(len(rows), dtype=np.int64), (rows, records)), shape=(values, size))
    # A record that has a value twice, or in two columns, has it once.
    table.data[:] = 1
    return table


def _stacked(having: Any, silent: IntArray, size: int) -> Any:  # noqa: ANN401 - scipy
    unknown = np.full(len(silent), having.shape[0])
    known = having.tocoo()
    return _ones(
        np.concatenate([known.coords[0], unknown]),
        np.concatenate([known.coords[1], silent]),
        having.shape[0] + 1,
        size,
    )


def _order(facet: Facet, values: Sequence[str], counts: IntArray) -> Iterator[int]:
    """Positions of the values in the order in which they are shown."""
    if facet.edges:
        yield from range(len(values))
        return
    place = {value: at for at, value in enumerate(values)}
    if facet.tree is not None and facet.tree.ladder:
        ranked = {code: at for at, code in enumerate(facet.tree.ladder)}
        yield from sorted(
            range(len(values)), key=lambda at: (ranked.get(values[at], len(ranked)), values[at])
        )
        return
    yield from sorted(place.values(), key=lambda at: (-counts[at], values[at]))
