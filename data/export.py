"""Take everything away: as a data directory for the matching commands, and table by table.

Rows are read and written in batches, so that memory does not grow with their number.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from data import archive
from data.records import FRAMES
from data.store import Reader, Store

Format = Literal["csv", "parquet", "xlsx"]
Write = Callable[[pa.RecordBatch], None]

#: Rows read and written at once.
BATCH = 20_000
#: Folder, below the one asked for, of every table as it is stored.
TABLES = "tables"
#: What a worksheet holds, without its header; letters of a cell.
MOST_ROWS, MOST_LETTERS = 1_048_575, 32_767
#: Whole numbers beyond are written as text: a worksheet's numbers would round them.
MOST_EXACT = 2**53


class ExportError(Exception):
    """The format or the disk cannot hold the data; ``str()`` says what and what to do."""


def export(store: Store, folder: Path, kind: Format = "csv") -> list[Path]:
    """Write the records and every table into ``folder``; all of them or none.

    ``investors``, ``projects``, ``deals`` and ``vocabulary`` show the records as they stand, with
    what people edited and merged; the matching commands read them and the import takes them back.
    Below ``tables/`` stands every table as it is stored, the events among them, all of one moment;
    ``data/returning.py`` makes the same database of them. In CSV and XLSX lists are joined by
    ``;``, those of ``tables/`` are JSON; in Parquet they stay lists. Text is written as it is. A
    file of the same name is replaced only once every new one is complete.

    Raises
    ------
    ExportError
        Where a worksheet cannot hold a table, or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".exporting-") as scratch:
            written = _written(store, Path(scratch), kind)
            (folder / TABLES).mkdir(exist_ok=True)
            return [Path(shutil.move(Path(scratch) / name, folder / name)) for name in written]
    except (OSError, XlsxWriterException) as error:
        message = (
            f"The export could not be written to {folder}: {error}. Make room or allow writing "
            "there, then try again. Nothing was written; the database is unchanged."
        )
        raise ExportError(message) from error


def _written(store: Store, folder: Path, kind: Format) -> list[Path]:
    """Write everything as of one moment; gives the names."""
    names = [Path(f"{name}.{kind}") for name in FRAMES]
    with store.snapshot() as reader:
        for path in names:
            _write(_frame(reader, path.stem), folder / path, kind)
        return names + write_tables(store, reader, folder, kind)


def write_tables(store: Store, reader: Reader, folder: Path, kind: Format) -> list[Path]:
    """Write every table as it is stored and a manifest of them; gives the names."""
    rows: dict[str, int] = {}
    (folder / TABLES).mkdir()
    for table in store.tables():
        path = folder / TABLES / f"{table}.{kind}"
        stored = reader.table(table, BATCH, lists_as_json=kind != "parquet")
        rows[table] = _write(stored, path, kind)
    names = [Path(TABLES) / f"{table}.{kind}" for table in rows]
    manifest = archive.Manifest(
        schema=store.schema(),
        program=archive.program_version(),
        made_at=archive.now(),
        sha256={name.as_posix(): archive.digest(folder / name) for name in names},
        bytes={name.as_posix(): (folder / name).stat().st_size for name in names},
        format=archive.EXPORT,
        rows=rows,
    )
    (folder / archive.MANIFEST).write_text(manifest.text, encoding="utf-8")
    return [*names, Path(archive.MANIFEST)]


def write_frame(store: Store, name: str, path: Path, kind: Format) -> None:
    """Write one of the frames (``investors`` ...) to a file."""
    with store.snapshot() as reader:
        _write(_frame(reader, name), path, kind)


def _frame(reader: Reader, name: str) -> pa.RecordBatchReader:
    today = {"today": date.today().isoformat()} if name == "projects" else {}  # noqa: DTZ011 - the reader's calendar day
    return reader.batches(name, BATCH, **today)


def _write(batches: pa.RecordBatchReader, path: Path, kind: Format) -> int:
    """Write a file; gives its rows."""
    rows = 0
    with _WRITERS[kind](path, batches.schema) as write:
        for batch in batches:
            write(batch)
            rows += batch.num_rows
    return rows


@contextmanager
def _parquet(path: Path, schema: pa.Schema) -> Iterator[Write]:
    with pyarrow.parquet.ParquetWriter(path, schema) as file:
        yield file.write_batch


@contextmanager
def _csv(path: Path, schema: pa.Schema) -> Iterator[Write]:
    flat = pa.schema([(field.name, _flat_type(field.type)) for field in schema])
    with pyarrow.csv.CSVWriter(path, flat) as file:
        yield lambda batch: file.write_batch(_flat(batch, flat))


@contextmanager
def _xlsx(path: Path, schema: pa.Schema) -> Iterator[Write]:
    flat = pa.schema([(field.name, _flat_type(field.type)) for field in schema])
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(path.stem[:31])
        sheet.freeze_panes(1, 0)
        # As text, so that a cell which begins like a formula stays text when somebody edits it.
        text = book.add_format({"num_format": "@"})
        for column, name in enumerate(flat.names):
            sheet.write_string(0, column, name)
        done = 0

        def write(batch: pa.RecordBatch) -> None:
            nonlocal done
            if done + batch.num_rows > MOST_ROWS:
                message = (
                    f"{path.stem} has more than the {MOST_ROWS} rows that a worksheet holds. "
                    "Export as CSV or Parquet. Nothing was written."
                )
                raise ExportError(message)
            columns = [column.to_pylist() for column in _flat(batch, flat).columns]
            for offset, row in enumerate(zip(*columns, strict=True)):
                for column, value in enumerate(row):
                    _cell(sheet, done + offset + 1, column, value, text, path.stem)
            done += batch.num_rows

        yield write


_WRITERS: dict[Format, Callable[[Path, pa.Schema], Any]] = {
    "csv": _csv,
    "parquet": _parquet,
    "xlsx": _xlsx,
}


class _Exact(float):
    """A number written with all its digits; a worksheet's usual 16 do not tell all apart."""

    def __format__(self, spec: str) -> str:
        return repr(float(self)).removesuffix(".0")


def _cell(sheet: Any, row: int, column: int, value: object, text: object, name: str) -> None:  # noqa: ANN401 - a worksheet's cell
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) <= MOST_EXACT):
        sheet.write_number(row, column, _Exact(value))
    else:
        said = str(value)
        if len(said) > MOST_LETTERS:
            message = (
                f"{name}, row {row}: a text has {len(said)} letters; a cell holds "
                f"{MOST_LETTERS}. Export as CSV or Parquet. Nothing was written."
            )
            raise ExportError(message)
        sheet.write_string(row, column, said, text)


def _flat_type(kind: pa.DataType) -> pa.DataType:
    return kind if pa.types.is_boolean(kind) or _is_number(kind) else pa.string()


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _flat(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return pa.record_batch([_flat_column(column) for column in batch.columns], schema=schema)


def _flat_column(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        return pc.binary_join(column.cast(pa.list_(pa.string())), ";")
    if _flat_type(column.type) == column.type:
        return column
    return column.cast(pa.string())
