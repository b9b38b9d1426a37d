"""Records that a file names in words: a deal's parties by their names, and ids for new records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.importing.columns import arrow_type
from data.importing.completing import Rows
from data.importing.faults import shown
from data.importing.fields import Kind, fields
from data.importing.headers import folded
from data.importing.ids import made_id
from data.importing.known import Known, Terms

#: Letters that each party gives to the made id of a deal; with the year it stays below 80.
PARTY = 32


def parties(kind: Kind) -> Iterator[tuple[str, Kind]]:
    """Fields that name another record, with its kind."""
    for about in fields(kind).values():
        if about.type == "reference":
            yield about.name, "investor" if about.vocabulary == "investor" else "project"


def resolve(rows: Rows, known: Known) -> None:
    """Put the id where a cell holds a record's name or alias that no other record has."""
    for name, kind in parties(rows.kind):
        if not rows.has(name):
            continue
        cells = rows.cells[name]
        lacking = ~known.ids(kind).holds(cells) & np.asarray(pc.is_valid(cells), bool)
        ids: dict[int, str] = {}
        for at in np.flatnonzero(lacking).tolist():
            text = cells[at].as_py()
            held = known.named(kind).get(folded(text), ())
            if len(held) == 1 and text not in known.merged(kind):
                ids[at] = held[0]
        if ids:
            mask = np.zeros(len(rows), bool)
            mask[list(ids)] = True
            rows.cells[name] = pc.replace_with_mask(cells, mask, pa.array(list(ids.values())))


class Maker:
    """Makes ids, one chunk after the other; a record that is there keeps the id it has."""

    def __init__(self, kind: Kind, known: Known) -> None:
        self.kind, self.known = kind, known
        self.seen: Counter[Any] = Counter()
        self.given: set[str] = set()

    def ids(self, rows: Rows) -> pa.Array:
        """Ids of the rows of a chunk; missing where a row does not say enough for one."""
        made = self._of_deals(rows) if self.kind == "deal" else self._of_names(rows)
        return pa.array(list(made), pa.string())

    def _of_names(self, rows: Rows) -> Iterator[str | None]:
        for at, text in enumerate(rows.cells["name"].to_pylist()):
            own = self.known.by_name(self.kind).get(text or "") or made_id(text or "")
            if own is None and not text:
                pass  # That the name is missing is told already.
            elif own is None:
                rows.fault(at, "made_id", "name", shown(text or ""))
            else:
                self.seen[own] += 1
                own = own if self.seen[own] == 1 else f"{own}-{self.seen[own]}"
            yield own

    def _of_deals(self, rows: Rows) -> Iterator[str | None]:
        """The n-th deal of the same terms is the n-th of them on record, else a new one."""
        held = [self.known.ids(kind).holds(rows.cells[name]) for name, kind in parties("deal")]
        sure = np.logical_and.reduce(held)
        for at, terms in enumerate(_terms(rows)):
            if not sure[at]:
                yield None
                continue
            on_record = self.known.deals_by_terms.get(terms, [])
            self.seen[terms] += 1
            nth = self.seen[terms]
            yield on_record[nth - 1] if nth <= len(on_record) else self._new(terms)

    def _new(self, terms: Terms) -> str:
        investor, project, year, _instruments = terms
        parts = [investor[:PARTY], project[:PARTY], *([str(year)] if year else [])]
        base = "-".join(part.rstrip("-") for part in parts)
        own, count = base, 1
        while own.lower() in self.known.deal_ids_taken or own.lower() in self.given:
            count += 1
            own = f"{base}-{count}"
        self.given.add(own.lower())
        return own


def _terms(rows: Rows) -> Iterator[Terms]:
    def cells(name: str) -> list[Any]:
        lacking = pa.nulls(len(rows), arrow_type(fields("deal")[name].type))
        listed: list[Any] = rows.cells.get(name, lacking).to_pylist()
        return listed

    columns = (cells(name) for name in ("investor_id", "project_id", "year", "instrument"))
    for investor, project, year, instruments in zip(*columns, strict=True):
        yield investor, project, year, tuple(sorted(instruments or ()))
