"""Write a checked file to the database: all of it in one transaction, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.events import Event, append
from data.importing import planning, structures
from data.importing.checking import EXTRA, ROW, Checked, Tell
from data.importing.faults import CellError, Fault, FileRefusedError
from data.importing.fields import LIST_TYPES, Kind, key, stored_fields
from data.importing.headers import folded
from data.importing.known import Known
from data.importing.planning import Change
from data.seeding.investors import SHARIAH_ONLY_TYPE
from data.store import Store, Writer

IMPORTED: Final = "imported"
#: Stages that leave nothing to seek.
_UNDER_WAY: Final = frozenset({"construction"})
_TRACK_RECORD: Final = frozenset({"financing", "operation", "listed"})


def apply(
    store: Store,
    checked: Checked,
    actor: str,
    file_name: str,
    tell: Tell = lambda done, total: None,  # noqa: ARG005 - tells nobody
) -> str:
    """Write what was checked as one batch and give its id.

    What is new and what changes is found again inside the transaction, so that a record that
    somebody entered since the check is not written over.

    Raises
    ------
    FileRefusedError
        Where the file has faults that were not left out on purpose.
    ValueError
        Where ``actor`` is empty.
    """
    if checked.refused:
        raise FileRefusedError(*checked.faults.kept)
    if not actor.strip():
        raise ValueError("an import needs the name of its actor")
    with store.writing() as writer:
        batch = _Batch(store, writer, checked, actor)
        batch.run(tell)
        batch.note(file_name)
        return batch.id


class _Batch:
    """One batch being written."""

    def __init__(self, store: Store, writer: Writer, checked: Checked, actor: str) -> None:
        self.writer, self.checked, self.actor = writer, checked, actor
        self.kind: Kind = checked.kind
        self.known = Known(store)
        self.created = self.updated = self.unchanged = 0
        self.id = str(append(writer, Event(actor, IMPORTED, payload={"records": checked.kind})))

    def run(self, tell: Tell) -> None:
        done, kept_back = 0, self.checked.kept_back
        for batch in _batches(self.checked):
            good = ~np.isin(batch[ROW].to_numpy(), kept_back)
            self._write(batch.filter(pa.array(good)) if not good.all() else batch)
            done += len(batch)
            tell(done, self.checked.rows)

    def note(self, file_name: str) -> None:
        """Write the batch itself, what it left out, and what the person decided."""
        checked = self.checked
        self.writer.append(
            "import_batch",
            pa.table(
                {
                    "batch_id": [self.id],
                    "record_kind": [self.kind],
                    "file_name": [file_name],
                    "file_sha256": [checked.opened.sha256],
                    "file_bytes": [checked.opened.size],
                    "file_format": [checked.opened.format],
                    "good_rows_only": [checked.choices.good_rows_only],
                    "rows": [checked.rows],
                    "created": [self.created],
                    "updated": [self.updated],
                    "unchanged": [self.unchanged],
                    "refused": [len(checked.kept_back)],
                    "remarks": [json.dumps(checked.remarks, ensure_ascii=False)],
                }
            ),
        )
        left_out = [
            Fault("left_out", other, row) for row, other in sorted(checked.choices.left_out.items())
        ]
        if checked.faults.kept or left_out:
            refused = _refused(self.id, [*checked.faults.kept, *left_out])
            self.writer.append("import_refused", refused)
        for column in checked.columns:
            if column.how == "chosen":
                self.writer.run(
                    "remember_header",
                    record_kind=self.kind,
                    header=folded(column.header),
                    field=column.field or "",
                )
        for (vocabulary, stated), meant in checked.choices.words.items():
            # A word that no vocabulary knows helped nobody, and would not the next time.
            with suppress(CellError):
                for code in checked.words.code(vocabulary, meant)[:1]:
                    self.writer.run(
                        "remember_word", vocabulary=vocabulary, stated=stated, code=code
                    )

    def _write(self, batch: pa.RecordBatch) -> None:
        if not len(batch):
            return
        ids = batch[key(self.kind)]
        is_known = self.known.ids(self.kind).holds(ids)
        new = batch if not is_known.any() else batch.filter(pa.array(~is_known))
        if len(new):
            self._create(new)
        changed = self._structures(batch, ids) & set(ids.filter(pa.array(is_known)).to_pylist())
        if is_known.any():
            changed |= self._change(batch, np.flatnonzero(is_known))
        self.updated += len(changed)
        self.unchanged += int(is_known.sum()) - len(changed)
        self._keep_beside(batch, ids)

    def _create(self, new: pa.RecordBatch) -> None:
        self.created += len(new)
        self.writer.append(f"{self.kind}_fact", _with_defaults(self.kind, new))
        count = len(new)
        self.writer.append(
            "import_created",
            pa.table(
                {
                    "batch_id": pa.repeat(self.id, count),
                    "record_kind": pa.repeat(self.kind, count),
                    "record_id": new[key(self.kind)],
                }
            ),
        )

    def _structures(self, batch: pa.RecordBatch, ids: pa.Array) -> set[str]:
        """Save AIFC fields that differ from what is known; gives the projects."""
        if self.kind != "project" or batch[EXTRA].null_count == len(batch):
            return set()
        beside = batch[EXTRA].to_pylist()
        found = list(structures.entries(self.known.structures, ids.to_pylist(), beside))
        if found:
            self.writer.append("event", structures.events(found, self.actor, self.id))
        return {entry.project_id for entry in found}

    def _change(self, batch: pa.RecordBatch, places: np.ndarray) -> set[str]:
        """Save changed fields as events; gives the records."""
        ids = batch[key(self.kind)].take(pa.array(places)).to_pylist()
        existing = self.known.existing(self.kind, ids)
        values = {about.name: batch[about.name] for about in stored_fields(self.kind)}
        found = list(planning.changes(self.kind, values, batch[ROW].to_numpy(), places, existing))
        if found:
            self.writer.append("event", _events(self.kind, self.actor, self.id, found))
        return {change.record_id for change in found}

    def _keep_beside(self, batch: pa.RecordBatch, ids: pa.Array) -> None:
        beside = batch[EXTRA]
        if beside.null_count == len(beside):
            return
        rows = [
            (record_id, name, value)
            for record_id, pairs in zip(ids.to_pylist(), beside.to_pylist(), strict=True)
            for name, value in pairs or ()
            if not name.startswith(structures.PREFIX)
        ]
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        self.writer.put(
            "extra_value",
            pa.table(
                {
                    "record_kind": pa.repeat(self.kind, len(rows)),
                    "record_id": columns[0],
                    "name": columns[1],
                    "value": columns[2],
                    "batch_id": pa.repeat(self.id, len(rows)),
                }
            ),
        )


def _batches(checked: Checked) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(checked.spill), "rb") as source:
        reader = pa.ipc.open_file(source)
        for at in range(reader.num_record_batches):
            yield reader.get_batch(at)


def _with_defaults(kind: Kind, new: pa.RecordBatch) -> pa.Table:
    """New records with what a record needs where the file says nothing."""
    columns: dict[str, pa.Array] = {}
    for about in stored_fields(kind):
        column = new[about.name]
        if about.type in LIST_TYPES and column.null_count:
            column = _without_gaps(column)
        columns[about.name] = column
    columns["verified"] = pc.fill_null(columns["verified"], "no")
    columns["origin"] = pa.repeat(IMPORTED, len(new))
    if kind == "investor":
        islamic = pc.fill_null(pc.equal(columns["type"], SHARIAH_ONLY_TYPE), False)  # noqa: FBT003 - Arrow's way
        columns["shariah_only"] = pc.coalesce(columns["shariah_only"], islamic)
        low, high = columns["ticket_min_usd_m"], columns["ticket_max_usd_m"]
        stated = pc.if_else(pc.or_(pc.is_valid(low), pc.is_valid(high)), "stated", None)
        columns["ticket_basis"] = pc.coalesce(columns["ticket_basis"], stated)
    if kind == "project":
        columns["opportunity"] = pc.coalesce(columns["opportunity"], _opportunity(columns))
    return pa.table(columns)


def _without_gaps(lists: pa.ListArray) -> pa.Array:
    """Missing lists as empty ones: their offsets hold nothing, so the marks alone are dropped."""
    if lists.null_count == len(lists):
        nothing = pa.array([], pa.string())
        return pa.ListArray.from_arrays(np.zeros(len(lists) + 1, np.int32), nothing)
    return pa.ListArray.from_arrays(lists.offsets, lists.values)


def _opportunity(columns: dict[str, pa.Array]) -> pa.Array:
    """As the loader: open where an ask is published, else by the stage; unknown without one."""
    stage = columns["stage"]
    by_stage = pc.case_when(
        pc.make_struct(
            pc.is_valid(columns["ask_usd_m"]),
            pc.is_in(stage, pa.array(sorted(_TRACK_RECORD))),
            pc.is_in(stage, pa.array(sorted(_UNDER_WAY))),
            pc.is_valid(stage),
        ),
        "open",
        "track record",
        "under way",
        "announced",
    )
    return pc.cast(by_stage, pa.string())


def _events(kind: Kind, actor: str, batch_id: str, found: list[Change]) -> pa.Table:
    """One ``edited`` event for each changed field."""
    return pa.table(
        {
            "actor": pa.repeat(actor, len(found)),
            "kind": pa.repeat("edited", len(found)),
            key(kind): [change.record_id for change in found],
            "payload": [
                json.dumps(
                    {
                        "field": change.field,
                        "value": change.value,
                        "source_url": change.source,
                        "earlier": change.earlier,
                        "earlier_source_url": change.earlier_source,
                        "batch_id": batch_id,
                    },
                    ensure_ascii=False,
                )
                for change in found
            ],
        }
    )


def _refused(batch_id: str, faults: list[Fault]) -> pa.Table:
    return pa.table(
        {
            "batch_id": pa.repeat(batch_id, len(faults)),
            "row": pa.array([fault.row for fault in faults], pa.int64()),
            "column_name": pa.array([fault.column for fault in faults], pa.string()),
            "found": pa.array([fault.found for fault in faults], pa.string()),
            "expected": pa.array([fault.expected for fault in faults], pa.string()),
        }
    )
