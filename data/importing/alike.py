"""Rows of a file that look like a record or like another row, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

from data.importing.checking import EXTRA, ROW, Checked
from data.importing.fields import Kind, key

#: New rows up to which all are compared: some ten seconds. The duplicates tab compares the rest.
MOST: Final = 40_000
#: What stands in front of the number of a row where an id is wanted; no id holds a blank.
_OF_FILE: Final = "row "

What = Literal["new", "out", "update"]


class Evidence(Protocol):
    """One thing that speaks for (points above zero) or against a pair."""

    @property
    def about(self) -> str:
        """What it speaks of."""

    @property
    def points(self) -> float:
        """Above zero for the pair, below against it."""


class Pair(Protocol):
    """Two ids that may be one record: score 0..100, and the evidence in order of weight."""

    @property
    def first(self) -> str:
        """An id on record, or an incoming one."""

    @property
    def second(self) -> str:
        """An incoming id."""

    @property
    def score(self) -> float:
        """From 0 to 100."""

    @property
    def evidence(self) -> Sequence[Evidence]:
        """The weightiest first."""


#: Pairs of records on record and incoming ones; ``second`` is always incoming.
Compare = Callable[[pd.DataFrame, pd.DataFrame, Kind], Sequence[Pair]]


@dataclass(frozen=True)
class Decision:
    """What becomes of a row; ``update`` names the record that it changes."""

    what: What
    record_id: str | None = None


NEW: Final = Decision("new")


@dataclass(frozen=True)
class Alike:
    """A row that may be a record (``record_id``) or an earlier row (``other_row``)."""

    row: int
    record_id: str | None
    other_row: int | None
    pair: Pair

    @property
    def other(self) -> str:
        """What it looks like, as the history names it."""
        return self.record_id or f"{_OF_FILE}{self.other_row}"


@dataclass(frozen=True)
class Found:
    """Pairs, the likeliest first, and the rows that they speak of, by number.

    ``too_many``: there were more than ``MOST`` new rows, so none was compared.
    """

    pairs: tuple[Alike, ...] = ()
    rows: Mapping[int, Mapping[str, Any]] | None = None
    too_many: bool = False


def find(checked: Checked, known: pd.DataFrame, compare: Compare) -> Found:
    """Compare the rows that would become new records with the known ones and with each other."""
    name = key(checked.kind)
    new = _new_rows(checked, known[name])
    if new is None:
        return Found(too_many=True)
    if not len(new):
        return Found()
    frame = new.drop_columns([EXTRA]).to_pandas()
    frame[name] = [f"{_OF_FILE}{row}" for row in frame[ROW]]
    pairs = [_alike(pair) for pair in compare(known, frame, checked.kind)]
    spoken_of = {each.row for each in pairs} | {each.other_row for each in pairs}
    places = np.flatnonzero(np.isin(new[ROW].to_numpy(), [row for row in spoken_of if row]))
    rows = {row[ROW]: row for row in new.take(pa.array(places)).to_pylist()}
    return Found(tuple(pairs), rows)


def kept(now: Found, before: Found, decided: Iterable[int]) -> Found:
    """What was found now, and what was decided of before: its rows are no new records any more."""
    rows = set(decided)
    there = {(each.row, each.other) for each in now.pairs}
    earlier = [e for e in before.pairs if e.row in rows and (e.row, e.other) not in there]
    pairs = sorted([*now.pairs, *earlier], key=lambda each: (-each.pair.score, each.row))
    return Found(tuple(pairs), {**(before.rows or {}), **(now.rows or {})}, now.too_many)


def same(decided: Mapping[int, Decision]) -> dict[int, str]:
    """Rows that change a record, with its id."""
    return {row: d.record_id for row, d in decided.items() if d.what == "update" and d.record_id}


def left_out(pairs: Iterable[Alike], decided: Mapping[int, Decision]) -> dict[int, str]:
    """Rows that do not come in, with what they look like most."""
    others: dict[int, str] = {}
    for each in pairs:
        if decided.get(each.row, NEW).what == "out":
            others.setdefault(each.row, each.other)
    return others


def for_all(pairs: Iterable[Alike], what: What) -> dict[int, Decision]:
    """One decision for every row; an update takes the record that a row is most like."""
    decided: dict[int, Decision] = {}
    for each in pairs:
        if what == "update" and each.record_id is None:
            continue
        decided.setdefault(each.row, Decision(what, each.record_id if what == "update" else None))
    return decided


def _new_rows(checked: Checked, known_ids: Iterable[str]) -> pa.Table | None:
    """Rows without a fault whose id no record has; None where there are too many to compare."""
    known, kept_back = set(known_ids), set(checked.kept_back.tolist())
    found, count = [], 0
    with pa.OSFile(str(checked.spill), "rb") as source:
        reader = pa.ipc.open_file(source)
        for at in range(reader.num_record_batches):
            batch = reader.get_batch(at)
            ids, numbers = batch[key(checked.kind)].to_pylist(), batch[ROW].to_pylist()
            pairs = zip(ids, numbers, strict=True)
            new = [i not in known and row not in kept_back for i, row in pairs]
            found.append(batch.filter(pa.array(new, pa.bool_())))
            count += sum(new)
            if count > MOST:
                return None
        return pa.Table.from_batches(found, reader.schema)


def _alike(pair: Pair) -> Alike:
    """The pair as a row and what it looks like; a row looks like an earlier one."""
    row = _number(pair.second)
    if not pair.first.startswith(_OF_FILE):
        return Alike(row, pair.first, None, pair)
    earlier, later = sorted((_number(pair.first), row))
    return Alike(later, None, earlier, pair)


def _number(text: str) -> int:
    return int(text.removeprefix(_OF_FILE))
