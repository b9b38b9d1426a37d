"""What a chunk would do: which records are new, and which fields of the others change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.importing.completing import Rows
from data.importing.fields import LIST_TYPES, Kind, key, stored_fields
from data.importing.known import Known
from data.importing.structures import PREFIX, entries

#: Changes kept to be shown.
SHOWN = 500


@dataclass(frozen=True)
class Counts:
    """How many rows do what."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Change:
    """One field of one record that a row changes."""

    row: int
    record_id: str
    field: str
    earlier: Any
    value: Any
    earlier_source: str | None
    source: str | None


class Plan:
    """Counts over all chunks, and the first changes."""

    def __init__(self, kind: Kind, known: Known) -> None:
        self.kind, self.known = kind, known
        self.counts = Counts()
        self.changes: list[Change] = []

    def add(self, rows: Rows, good: np.ndarray) -> None:
        """Count what the good rows of a chunk do."""
        ids = rows.cells[key(self.kind)]
        is_known = self.known.ids(self.kind).holds(ids) & good
        created = int((good & ~is_known).sum())
        updated = 0
        if is_known.any():
            places = np.flatnonzero(is_known)
            existing = self.known.existing(self.kind, ids.take(pa.array(places)).to_pylist())
            changed = self._structured(rows, places)
            for change in changes(self.kind, rows.cells, rows.numbers, places, existing):
                changed.add(change.record_id)
                if len(self.changes) < SHOWN:
                    self.changes.append(change)
            updated = len(changed)
        self.counts = replace(
            self.counts,
            created=self.counts.created + created,
            updated=self.counts.updated + updated,
            unchanged=self.counts.unchanged + int(is_known.sum()) - updated,
        )

    def _structured(self, rows: Rows, places: np.ndarray) -> set[str]:
        """Projects of which AIFC fields change."""
        names = [name for name in rows.extras if name.startswith(PREFIX)]
        if not names:
            return set()
        at = pa.array(places)
        columns = [rows.extras[name].take(at).to_pylist() for name in names]
        beside = [
            [(name, cell) for name, cell in zip(names, cells, strict=True) if cell]
            for cells in zip(*columns, strict=True)
        ]
        ids = rows.cells[key(self.kind)].take(at).to_pylist()
        return {entry.project_id for entry in entries(self.known.structures, ids, beside)}


def changes(
    kind: Kind,
    values: dict[str, pa.Array],
    numbers: np.ndarray,
    places: np.ndarray,
    existing: pa.Table,
) -> Iterator[Change]:
    """Fields that rows change in records that are there; an empty cell changes nothing.

    ``places`` are the positions of the rows, ``existing`` holds the records they name.
    """
    name = key(kind)
    ids = values[name].take(pa.array(places))
    at = pc.index_in(ids, existing[name].combine_chunks())
    sources = values.get("source_url")
    for about in stored_fields(kind):
        if about.name == name or about.name not in values:
            continue
        new = values[about.name].take(pa.array(places))
        if new.null_count == len(new):
            continue
        old = existing[about.name].combine_chunks().take(at)
        for place in _differing(new, old, is_list=about.type in LIST_TYPES):
            row = int(places[place])
            yield Change(
                row=int(numbers[row]),
                record_id=ids[place].as_py(),
                field=about.name,
                earlier=old[place].as_py(),
                value=new[place].as_py(),
                earlier_source=existing["source_url"][at[place].as_py()].as_py(),
                source=sources[row].as_py() if sources is not None else None,
            )


def _differing(new: pa.Array, old: pa.Array, *, is_list: bool) -> list[int]:
    if is_list:
        new, old = (pc.binary_join(side.cast(pa.list_(pa.string())), "\x1f") for side in (new, old))
    same = pc.fill_null(pc.equal(new, old.cast(new.type)), False)  # noqa: FBT003 - Arrow's way
    changed = np.asarray(pc.and_(pc.is_valid(new), pc.invert(same)), bool)
    found: list[int] = np.flatnonzero(changed).tolist()
    return found
