"""AIFC fields in a file of projects: read by the desk's own vocabulary, saved as the desk saves."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from rapidfuzz import fuzz, process

from data.importing import amounts, dates
from data.importing.faults import CellError, Fault, shown
from data.importing.headers import folded as folded_header
from data.importing.vocabularies import folded, yes_no
from data.rows import each_row
from data.store import Store

#: What the name of such a column begins with, beside the record.
PREFIX: Final = "aifc:"
#: Kinds that hold the id of a record: entered at the desk, where the record can be chosen.
_AT_THE_DESK: Final = frozenset({"record"})
_LANGUAGES: Final = ("en", "ru", "kk")


class Structures:
    """Fields of an AIFC structure, what people call them, and their values."""

    def __init__(self, store: Store) -> None:
        self._kinds: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._codes: dict[str, dict[str, str]] = defaultdict(dict)
        for row in each_row(store.frame("structure_fields")):
            if row["kind"] in _AT_THE_DESK:
                continue
            self._kinds[row["field"]] = row["kind"]
            for name in (row["field"], *(row[f"label_{code}"] for code in _LANGUAGES)):
                self._names.setdefault(folded_header(name), row["field"])
        for row in each_row(store.frame("structure_values")):
            for name in (row["code"], *(row[f"label_{code}"] for code in _LANGUAGES)):
                self._codes[row["field"]].setdefault(folded(name), row["code"])

    def field(self, header: str) -> str | None:
        """Field that a header names."""
        return self._names.get(folded_header(header))

    def read(self, name: str, text: pa.Array) -> tuple[pa.Array, list[tuple[int, Fault]]]:
        """Values of a column as the desk keeps them, as text; and what cannot be read."""
        coded = text.dictionary_encode()
        outcomes = [self._value(name, cell) for cell in coded.dictionary.to_pylist()]
        values = pa.array(
            [each if isinstance(each, str) else None for each in outcomes], pa.string()
        )
        faults = []
        if any(isinstance(each, CellError) for each in outcomes):
            for at, index in enumerate(coded.indices.to_pylist()):
                if index is not None and isinstance(error := outcomes[index], CellError):
                    cell = coded.dictionary[index].as_py()
                    faults.append(
                        (at, Fault(error.rule, shown(cell), values=error.values, mends=error.mends))
                    )
        return values.take(coded.indices), faults

    def _value(self, name: str, cell: str) -> str | CellError:
        try:
            return self._parsed(name, self._kinds[name], cell.strip())
        except CellError as error:
            return error

    def _parsed(self, name: str, kind: str, cell: str) -> str:
        if kind == "choice":
            return self._choice(name, cell)
        if kind == "yes_no":
            return yes_no(cell)
        if kind == "date":
            return dates.parse_date(cell)
        if kind in {"number", "whole"}:
            value = amounts.parse_number(cell)
            if kind == "whole" and value % 1:
                raise CellError("whole")
            return f"{value:.12g}"
        if cell.startswith(("=", "+", "-", "@")):
            raise CellError("formula", cell.lstrip("=+-@ "))
        if not cell.isprintable():
            raise CellError("control")
        return cell

    def _choice(self, name: str, cell: str) -> str:
        codes = self._codes[name]
        if folded(cell) in codes:
            return codes[folded(cell)]
        hits = process.extract(folded(cell)[:120], list(codes), scorer=fuzz.WRatio, score_cutoff=72)
        mends = list(dict.fromkeys(codes[hit[0]] for hit in hits))[:3]
        raise CellError("choice", *mends, choices=", ".join(dict.fromkeys(codes.values())))


@dataclass(frozen=True)
class Entry:
    """The AIFC fields that a row changes in one project."""

    project_id: str
    fields: Mapping[str, str]


def entries(
    current: Mapping[tuple[str, str], str],
    ids: Sequence[str],
    beside: Sequence[Sequence[tuple[str, str]] | None],
) -> Iterator[Entry]:
    """Projects whose AIFC fields differ from what is known, with those fields."""
    for project_id, pairs in zip(ids, beside, strict=True):
        changed = {
            name.removeprefix(PREFIX): value
            for name, value in pairs or ()
            if name.startswith(PREFIX)
            and current.get((project_id, name.removeprefix(PREFIX))) != value
        }
        if changed:
            yield Entry(project_id, changed)


def events(found: Sequence[Entry], actor: str, batch_id: str) -> pa.Table:
    """One ``structured`` event for each project: a draft, until somebody checks it at the desk."""
    return pa.table(
        {
            "actor": pa.repeat(actor, len(found)),
            "kind": pa.repeat("structured", len(found)),
            "project_id": [entry.project_id for entry in found],
            "payload": [
                json.dumps(_payload(entry, batch_id), ensure_ascii=False) for entry in found
            ],
        }
    )


def _payload(entry: Entry, batch_id: str) -> dict[str, Any]:
    fields = {name: {"value": value} for name, value in entry.fields.items()}
    return {"fields": fields, "state": "draft", "batch_id": batch_id}
