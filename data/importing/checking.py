"""Check a file against fields, vocabularies and the database; nothing is written there.

What was checked waits in a scratch file, a chunk at a time, and the ids, each of which may stand
there once, in a temporary table, so that memory does not grow with the file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.importing import headers, rules
from data.importing.columns import Context, arrow_type, read_column
from data.importing.completing import Rows, complete, say_in_millions
from data.importing.faults import Fault, Faults, FileRefusedError, shown
from data.importing.fields import Kind, fields, key, stored_fields
from data.importing.headers import Column
from data.importing.known import Known
from data.importing.opened import ROWS, Chunk, Opened
from data.importing.planning import Change, Counts, Plan
from data.importing.reading import open_file
from data.importing.referring import Maker, parties, resolve
from data.importing.structures import PREFIX, Structures
from data.importing.totals import without_totals
from data.importing.vocabularies import Words, words_of
from data.rows import each_row
from data.store import Store, Writer

#: Told how many rows are read, and of how many (0: not known).
Tell = Callable[[int, int], None]

#: What the scratch file says beside the fields.
ROW, EXTRA = "row_number", "extra:"

#: Rows that a remark names.
LISTED: Final = 20

_NOTHING: Final[Mapping[int, str | None]] = MappingProxyType({})


@dataclass(frozen=True)
class Choices:
    """What the importing person decided.

    ``columns`` gives fields to columns by position, None: keep beside. ``make_ids`` makes ids
    from names (a deal's from those of its parties) where the file has none. ``good_rows_only``
    leaves rows with faults out instead of refusing the file. ``words`` maps (vocabulary, word) to
    a code for this file. ``same`` gives rows the id of the record that they change, ``left_out``
    says of rows that do not come in what they are the same as.
    """

    columns: Mapping[int, str | None] = field(default_factory=lambda: _NOTHING)
    make_ids: bool = False
    good_rows_only: bool = False
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    mends: Mapping[tuple[int, str], str] = field(default_factory=dict)
    same: Mapping[int, str] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)


@dataclass
class Checked:
    """What a check found.

    ``bad_rows`` are the rows with a fault, by their number; ``totals`` those that add up the
    others, which are passed over; ``words`` what its cells were read by.
    """

    kind: Kind
    opened: Opened
    choices: Choices
    columns: list[Column]
    faults: Faults
    bad_rows: np.ndarray
    rows: int
    counts: Counts
    plan_changes: list[Change]
    words: Words
    spill: Path
    totals: list[int] = field(default_factory=list)

    @property
    def kept_back(self) -> np.ndarray:
        """Rows that do not come in, by number: those with a fault or left out on purpose."""
        return np.union1d(self.bad_rows, np.asarray(sorted(self.choices.left_out), np.int64))

    @property
    def refused(self) -> bool:
        """Tell whether the file cannot be applied as it is."""
        if not self.faults:
            return False
        whole = any(fault.row is None for fault in self.faults.kept)
        return whole or not self.choices.good_rows_only or len(self.kept_back) >= self.rows

    @property
    def remarks(self) -> list[dict[str, str]]:
        """What is to be noted about the file: its form, and columns kept beside the records."""
        extra = [column for column in self.columns if column.field is None]
        kept = [c.header for c in extra if c.header and not c.derived and c.how != "structure"]
        aifc = [column.header for column in extra if column.how == "structure"]
        said = list(self.opened.remarks)
        if self.totals:
            rows = ", ".join(map(str, self.totals[:LISTED]))
            more = ", …" if len(self.totals) > LISTED else ""
            said.append({"remark": "totals", "rows": f"{rows}{more}"})
        if aifc:
            said.append({"remark": "structure", "columns": ", ".join(aifc)})
        if kept:
            said.append({"remark": "kept_beside", "columns": ", ".join(kept)})
        return said


def check(
    store: Store,
    path: Path,
    kind: Kind,
    scratch: Path,
    choices: Choices | None = None,
    tell: Tell = lambda done, total: None,  # noqa: ARG005 - tells nobody
) -> Checked:
    """Read a whole file and find everything that is wrong with it.

    ``scratch`` is a folder for copies that the caller removes.

    Raises
    ------
    FileRefusedError
        Where the file cannot be read at all.
    """
    choices = choices or Choices()
    remembered = remembered_headers(store, kind)
    opened = open_file(path, scratch, lambda cells: headers.recognised(kind, cells, remembered))
    columns = matched(store, kind, opened.header, choices)
    made = frozenset({key(kind)}) if choices.make_ids else frozenset()
    broken = headers.faults_of(kind, columns, made)
    if broken:
        if not headers.recognised(kind, opened.header, remembered):
            wanted = ", ".join(f.name for f in fields(kind).values() if f.required)
            found = shown(", ".join(opened.header))
            broken = [Fault("no_header", found, values={"columns": wanted})]
        raise FileRefusedError(*broken)
    return _Check(store, kind, opened, columns, choices, scratch).run(tell)


def matched(store: Store, kind: Kind, header: Sequence[str], choices: Choices) -> list[Column]:
    """Columns of a header with what they mean: fields, AIFC fields of a project, or neither."""
    found = headers.match(kind, header, remembered_headers(store, kind))
    columns = headers.chosen(found, choices.columns)
    if kind != "project":
        return columns
    structures = Structures(store)
    return [
        replace(column, how="structure")
        if column.field is None and structures.field(column.header)
        else column
        for column in columns
    ]


def remembered_headers(store: Store, kind: Kind) -> dict[str, str]:
    """Fields by header, as people said before."""
    rows = each_row(store.frame("import_headers", kind=kind))
    return {row["header"]: row["field"] for row in rows}


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        yield Path(folder)


class _Check:
    """One check under way."""

    def __init__(
        self,
        store: Store,
        kind: Kind,
        opened: Opened,
        columns: Sequence[Column],
        choices: Choices,
        scratch: Path,
    ) -> None:
        self.store, self.kind, self.opened, self.choices = store, kind, opened, choices
        self.columns = list(columns)
        self.headers = {column.field: column.header for column in columns if column.field}
        self.known = Known(store)
        self.words = words_of(store).with_choices(choices.words)
        self.structures = Structures(store)
        self.context = Context(self.words, opened.plain_text)
        self.faults = Faults()
        self.plan = Plan(kind, self.known)
        self.spill = scratch / "checked.arrow"
        self.left_out = np.asarray(list(choices.left_out), np.int64)
        self.bad: list[np.ndarray] = []
        self.totals: list[int] = []
        self.begun = False
        self.maker = Maker(kind, self.known)

    def run(self, tell: Tell) -> Checked:
        done = 0
        with self.store.gathering() as ids:
            ids.run("gather_ids")
            try:
                for rows in self._spilled():
                    ids.append("gathered_id", self._standing_ids(rows))
                    done += len(rows)
                    tell(done, self.opened.rows or 0)
            except FileRefusedError as refusal:
                self.faults.extend(refusal.faults)
            self._each_id_once(ids)
        if not done and not self.faults:
            self.faults.add(Fault("file_empty", "a header without rows"))
        bad = np.unique(np.concatenate(self.bad)) if self.bad else np.empty(0, np.int64)
        return Checked(
            kind=self.kind,
            opened=self.opened,
            choices=self.choices,
            columns=self.columns,
            faults=self.faults,
            bad_rows=bad,
            rows=done,
            counts=replace(self.plan.counts, refused=len(bad)),
            plan_changes=self.plan.changes,
            words=self.words,
            spill=self.spill,
            totals=self.totals,
        )

    def _spilled(self) -> Iterator[Rows]:
        """Rows of each chunk, once they stand in the scratch file."""
        writer: pa.ipc.RecordBatchFileWriter | None = None
        with pa.OSFile(str(self.spill), "wb") as sink:
            for chunk in self.opened.chunks():
                rows = self._rows(chunk)
                batch = _batch(rows)
                writer = writer or pa.ipc.new_file(sink, batch.schema)
                writer.write_batch(batch)
                yield rows
            if writer is not None:
                writer.close()

    def _rows(self, chunk: Chunk) -> Rows:
        chunk, gone = without_totals(chunk)
        self.totals += gone
        rows = Rows(self.kind, {}, chunk.rows, {}, [])
        said: dict[str, Mapping[int, Any]] = {}
        about = fields(self.kind)
        for column, stated in zip(self.columns, chunk.columns, strict=True):
            text = self._mended(column, stated, chunk.rows)
            if column.field is None:
                if text.null_count < len(text):
                    self._beside(rows, column, text)
                continue
            read = read_column(about[column.field], column.header, text, self.context)
            rows.faults += [(at, replace(f, column=column.header)) for at, f in read.faults]
            if about[column.field].stored:
                rows.cells[column.field] = read.values
            if read.amounts:
                said[column.field] = read.amounts
                if column.field == "ticket":
                    rows.extras["ticket_stated"] = text
        resolve(rows, self.known)
        say_in_millions(rows, self.headers)
        complete(rows, said, self.known, self.words)
        self._make_ids(rows)
        self._same_as(rows)
        self._second_header(rows, chunk)
        rules.check(rows)
        self._ids_and_references(rows)
        found = [replace(fault, column=self._named(fault.column)) for fault in chunk.faults]
        for at, fault in rows.faults:
            named = self.headers.get(fault.column or "", fault.column)
            found.append(replace(fault, row=int(chunk.rows[at]), column=named))
        out = np.concatenate([self._noted(found), self.left_out])
        self.plan.add(rows, ~np.isin(chunk.rows, out))
        self.begun = True
        return rows

    def _beside(self, rows: Rows, column: Column, text: pa.Array) -> None:
        """A column that is no field: an AIFC field of the project, or kept as it stands."""
        name = self.structures.field(column.header) if column.how == "structure" else None
        if name is None:
            rows.extras[column.header] = text
            return
        rows.extras[f"{PREFIX}{name}"], faults = self.structures.read(name, text)
        rows.faults += [(at, replace(fault, column=column.header)) for at, fault in faults]

    def _noted(self, faults: Iterable[Fault]) -> np.ndarray:
        """Keep the faults of a chunk; gives the numbers of their rows."""
        rows: set[int] = set()
        for fault in faults:
            if fault.row in self.choices.left_out:
                continue
            self.faults.add(fault)
            if fault.row is not None:
                rows.add(fault.row)
        bad = np.fromiter(rows, np.int64, len(rows))
        self.bad.append(bad)
        return bad

    def _named(self, column: str | None) -> str | None:
        """Header of a column that reading named by its position."""
        if column is None or not column.isdigit():
            return column
        at = int(column) - 1
        return self.columns[at].header if at < len(self.columns) else f"column {column}"

    def _mended(self, column: Column, text: pa.Array, numbers: np.ndarray) -> pa.Array:
        """Cells with the mends that the person took."""
        taken = self.choices.mends.items()
        mends = {row: to for (row, header), to in taken if header == column.header}
        places = [at for at, row in enumerate(numbers.tolist()) if row in mends] if mends else []
        if not places:
            return text
        mask = np.zeros(len(text), bool)
        mask[places] = True
        new = pa.array([mends[int(numbers[at])] or None for at in places], pa.string())
        return pc.replace_with_mask(text, mask, new)

    def _make_ids(self, rows: Rows) -> None:
        """Ids where the file has none; missing where they are not to be made."""
        name = key(self.kind)
        if name not in rows.cells:
            ids = self.maker.ids(rows) if self.choices.make_ids else None
            rows.cells[name] = pa.nulls(len(rows), pa.string()) if ids is None else ids

    def _same_as(self, rows: Rows) -> None:
        """Rows of which somebody said which record they are take its id."""
        places = [at for at, row in enumerate(rows.numbers.tolist()) if row in self.choices.same]
        if not places:
            return
        name = key(self.kind)
        mask = np.zeros(len(rows), bool)
        mask[places] = True
        ids = pa.array([self.choices.same[int(rows.numbers[at])] for at in places], pa.string())
        rows.cells[name] = pc.replace_with_mask(rows.cells[name], mask, ids)

    def _standing_ids(self, rows: Rows) -> pa.Table:
        """Ids and numbers of the rows that come in; what was left out cannot stand there twice."""
        ids = rows.cells[key(self.kind)]
        stands = pc.and_(pc.is_valid(ids), pa.array(~np.isin(rows.numbers, self.left_out)))
        return pa.table({"row": pa.array(rows.numbers), "id": ids}).filter(stands)

    def _second_header(self, rows: Rows, chunk: Chunk) -> None:
        """A first row that names the fields once more is a header, not a record."""
        if self.begun or not len(rows):
            return
        cells = [str(column[0].as_py() or "") for column in chunk.columns]
        named = headers.recognised(self.kind, cells, {})
        if named >= 2 and named * 2 >= sum(1 for cell in cells if cell):  # noqa: PLR2004 - one could be chance
            rows.faults = [(at, fault) for at, fault in rows.faults if at]
            rows.faults.append((0, Fault("second_header", shown(", ".join(cells)))))

    def _ids_and_references(self, rows: Rows) -> None:
        name = key(self.kind)
        known = self.known.ids(self.kind)
        for at, other in known.differing_in_case(rows.cells[name]):
            found = shown(rows.cells[name][at].as_py())
            rows.faults.append(
                (at, Fault("id_case", found, column=name, values={"other": other}, mends=(other,)))
            )
        self._merged_away(rows, name, self.kind)
        for party, kind in parties(self.kind):
            if party in rows.cells:
                self._references(rows, party, kind)

    def _merged_away(self, rows: Rows, name: str, kind: Kind) -> None:
        """Records that were merged into others are known by the others' ids."""
        merged = self.known.merged(kind)
        if not merged:
            return
        gone = np.asarray(pc.is_in(rows.cells[name], pa.array(list(merged), pa.string())), bool)
        for at in np.flatnonzero(gone).tolist():
            text = rows.cells[name][at].as_py()
            other = {"other": merged[text]}
            fault = Fault("merged_away", shown(text), None, name, other, (merged[text],))
            rows.faults.append((at, fault))

    def _references(self, rows: Rows, name: str, kind: Kind) -> None:
        known = self.known.ids(kind)
        values = rows.cells[name]
        self._merged_away(rows, name, kind)
        merged = self.known.merged(kind)
        lacking = np.flatnonzero(~known.holds(values) & np.asarray(pc.is_valid(values), bool))
        offered: dict[str, tuple[str, ...]] = {}
        told: set[tuple[int, str | None]] = set()
        found: list[tuple[int, Fault]] = []
        for at in lacking.tolist():
            text = values[at].as_py()
            if text in merged:
                continue
            if text not in offered:
                shared = self.known.named(kind).get(headers.folded(text), ())
                search = not shared and len(offered) < 200  # noqa: PLR2004 - each takes a search
                offered[text] = tuple(known.like(text)) if search else shared
            told.add((at, self.headers.get(name)))
            what = {"what": f"a known {kind}"}
            found.append((at, Fault("reference", shown(text), None, name, what, offered[text])))
        rows.faults = [(at, f) for at, f in rows.faults if (at, f.column) not in told] + found

    def _each_id_once(self, ids: Writer) -> None:
        """Ids that stand there twice, whatever their capitals."""
        column = self.headers.get(key(self.kind), key(self.kind))
        for batch in ids.batches("ids_again", ROWS):
            self._noted(
                Fault(
                    "id_twice",
                    shown(again["id"]),
                    again["row"],
                    column,
                    {"row": str(again["earlier"])},
                )
                for again in batch.to_pylist()
            )


def _batch(rows: Rows) -> pa.RecordBatch:
    """The chunk as the scratch file holds it: every stored field, the row, and what is beside."""
    names, arrays = [ROW], [pa.array(rows.numbers)]
    for about in stored_fields(rows.kind):
        names.append(about.name)
        arrays.append(rows.cells.get(about.name, pa.nulls(len(rows), arrow_type(about.type))))
    extras = {name: value for name, value in rows.extras.items() if not _derived(name)}
    names.append(EXTRA)
    arrays.append(_beside(extras, len(rows)))
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _beside(extras: Mapping[str, pa.Array], count: int) -> pa.Array:
    """Further columns of each row as one map; missing where there are none."""
    kind = pa.map_(pa.string(), pa.string())
    if not extras:
        return pa.nulls(count, kind)
    listed = zip(*(value.to_pylist() for value in extras.values()), strict=True)
    maps = [[(n, v) for n, v in zip(extras, row, strict=True) if v] or None for row in listed]
    return pa.array(maps, kind)


def _derived(name: str) -> bool:
    return Column(0, name, None, "none").derived
