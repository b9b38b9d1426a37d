"""Change fields of one record, with the rules of the import; each change is an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.events import Event, append
from data.importing import rules
from data.importing.columns import Context, arrow_type, read_column
from data.importing.completing import TICKET, Rows, complete
from data.importing.faults import Fault, FileRefusedError
from data.importing.fields import LIST_TYPES, Kind, fields, key, stored_fields
from data.importing.known import Known
from data.importing.vocabularies import words_of
from data.rows import each_row
from data.store import Store


@dataclass(frozen=True)
class Edit:
    """One field with its new value and the earlier one."""

    field: str
    value: Any
    earlier: Any


def edit(
    store: Store,
    kind: Kind,
    record_id: str,
    cells: Mapping[str, str],
    actor: str,
    source_url: str | None,
) -> list[Edit]:
    """Save changed fields of a record, all or none; ``cells`` holds text as in a file.

    An empty text takes the value out. What follows from a change (dollars from another currency)
    is changed with it. Fields whose value stays the same are not saved.

    Raises
    ------
    FileRefusedError
        With a fault per field that breaks a rule; the fault's column is the field.
    """
    with store.writing() as writer:
        edits, earlier_source = _edits(store, kind, record_id, cells, source_url)
        for each in edits:
            payload = {
                "field": each.field,
                "value": each.value,
                "source_url": source_url,
                "earlier": each.earlier,
                "earlier_source_url": earlier_source,
            }
            append(writer, Event(actor, "edited", payload=payload, **{key(kind): record_id}))
    return edits


def take_back(store: Store, kind: Kind, record_id: str, event_id: str, actor: str) -> list[str]:
    """Undo an edit with all that was saved with it, and give the fields; their history stays.

    Raises
    ------
    ValueError
        Where there is no such edit or somebody undid it; ``LaterEditError`` where a later edit of
        one of the fields stands on it.
    """
    with store.writing() as writer:
        edits = each_row(store.frame("field_history", kind=kind, id=record_id))
        own = next((e for e in edits if str(e["event_id"]) == event_id and not e["undone"]), None)
        if own is None:
            raise ValueError("there is no such edit, or somebody undid it already")
        saved = [e for e in edits if not e["undone"] and _one_save(e, own)]
        names = {each["field"] for each in saved}
        last = max(str(each["event_id"]) for each in saved)
        standing = (e for e in edits if not e["undone"] and str(e["event_id"]) > last)
        later = sorted({each["field"] for each in standing} & names)
        if later:
            raise LaterEditError(later)
        for each in saved:
            undone = {"event_id": str(each["event_id"])}
            append(writer, Event(actor, "undone", payload=undone, **{key(kind): record_id}))
    return [each["field"] for each in saved]


class LaterEditError(ValueError):
    """An edit cannot be undone because later edits of the same ``fields`` stand on it."""

    def __init__(self, names: list[str]) -> None:
        self.fields = names
        super().__init__(f"a later edit stands on it: {', '.join(names)}")


def _one_save(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """One transaction gives all its events the same time."""
    return all(one[name] == other[name] for name in ("happened_at", "actor"))


def as_text(value: Any) -> str:  # noqa: ANN401 - any value of a record
    """A value as it is written in a file."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, (list, tuple, np.ndarray)):
        return ";".join(str(part) for part in value)
    return str(value)


def _edits(
    store: Store, kind: Kind, record_id: str, cells: Mapping[str, str], source_url: str | None
) -> tuple[list[Edit], str | None]:
    known = Known(store)
    found = known.existing(kind, [record_id])
    if not len(found):
        raise FileRefusedError(Fault("reference", record_id, values={"what": f"a known {kind}"}))
    (now,) = found.to_pylist()
    rows, cleared = _changed(store, kind, known, cells)
    for name in [name for name in cleared if fields(kind)[name].required or name == "verified"]:
        rows.faults.append((0, Fault("required", "an empty cell", column=name)))
    if source_url and not source_url.startswith(("http://", "https://")):
        rows.faults.append((0, Fault("url", repr(source_url), column="source_url")))
    merged = Rows(kind, _merged(kind, now, rows, cleared), rows.numbers, {}, [])
    rules.check(merged)
    faults = [fault for _at, fault in [*rows.faults, *merged.faults]]
    if faults:
        raise FileRefusedError(*faults)
    edits = [
        Edit(name, value, now[name])
        for name, value in _new_values(kind, rows, cleared).items()
        if value != now[name] and not (value in ([], None) and not now[name])
    ]
    return edits, now.get("source_url")


def _changed(
    store: Store, kind: Kind, known: Known, cells: Mapping[str, str]
) -> tuple[Rows, list[str]]:
    """The changed fields as rows of one, read by the rules of the import."""
    context = Context(words_of(store))
    rows = Rows(kind, {}, np.asarray([1]), {}, [])
    said, cleared = {}, []
    for name, text in cells.items():
        about = fields(kind)[name]
        if not text.strip():
            cleared.append(name)
            continue
        read = read_column(about, name, pa.array([text], pa.string()), context)
        rows.faults += [(at, replace(fault, column=name)) for at, fault in read.faults]
        if about.stored:
            rows.cells[name] = read.values
        if read.amounts:
            said[name] = read.amounts
    complete(rows, said, known, context.words)
    if kind == "investor" and any(rows.has(name) for name in TICKET):
        rows.cells.setdefault("ticket_basis", pa.array(["stated"]))
    return rows, cleared


def _merged(
    kind: Kind, now: Mapping[str, Any], rows: Rows, cleared: list[str]
) -> dict[str, pa.Array]:
    merged = {}
    for about in stored_fields(kind):
        value = None if about.name in cleared else now.get(about.name)
        new = rows.cells.get(about.name)
        old = pa.array([value], arrow_type(about.type))
        merged[about.name] = old if new is None or not pc.is_valid(new)[0].as_py() else new
    return merged


def _new_values(kind: Kind, rows: Rows, cleared: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: ([] if fields(kind)[name].type in LIST_TYPES else None) for name in cleared
    }
    for name, cell in rows.cells.items():
        if cell[0].is_valid:
            values[name] = cell[0].as_py()
    return values
