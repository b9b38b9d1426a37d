"""Make a database of what an export wrote: every table as it was, in any of its formats.

The export is a folder, or a zip of it. Rows pass through in batches; its tables are put into a
database of the schema they were exported from, which is then brought up to date.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import openpyxl
import pyarrow as pa
from openpyxl.utils.escape import unescape
from pyarrow import csv, parquet

from data.archive import EXPORT, MANIFEST, BackupError, Manifest, digest, read_manifest
from data.export import BATCH, TABLES
from data.store import Store, Writer, migration_files

#: Longest row of CSV that is read, in bytes.
_BLOCK: Final = 2**24


def look(export: Path) -> Manifest | None:
    """What the folder of an export says about itself; None where it is no such folder.

    Raises
    ------
    BackupError
        Where its manifest cannot be used by this version.
    """
    if not (export / MANIFEST).is_file():
        return None
    known = len(migration_files())
    manifest = read_manifest((export / MANIFEST).read_bytes(), export, known)
    return manifest if manifest.format == EXPORT else None


def unzip(file: Path, folder: Path) -> None:
    """Unpack the manifest and the tables of a zipped export into ``folder``.

    Raises
    ------
    BackupError
        Where it is damaged, or would unpack to more than it says.
    OSError
        Where there is no room.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            (folder / MANIFEST).write_bytes(packed.read(MANIFEST))
            manifest = look(folder)
            if manifest is None:
                raise _changed(file, MANIFEST)
            for name, size in manifest.bytes.items():
                target = _inside(folder, name, file)
                if packed.getinfo(name).file_size != size:
                    raise _changed(file, name)
                target.parent.mkdir(exist_ok=True)
                with packed.open(name) as source, target.open("wb") as unpacked:
                    shutil.copyfileobj(source, unpacked)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise _changed(file, "zip") from error


def rebuild(export: Path, database: Path) -> Manifest:
    """Write the database that an export's folder holds to ``database``.

    Raises
    ------
    BackupError
        Where a table is missing or was changed since.
    """
    manifest = look(export)
    if manifest is None:
        raise _changed(export, MANIFEST)
    for name, sha256 in manifest.sha256.items():
        path = _inside(export, name, export)
        if not path.is_file() or digest(path) != sha256:
            raise _changed(export, name)
    store = Store(database, manifest.schema)
    try:
        files = {Path(name).stem: _inside(export, name, export) for name in manifest.sha256}
        if set(files) != set(store.tables()):
            raise _changed(export, TABLES)
        with store.writing() as writer:
            for table, path in files.items():
                _fill(writer, table, path)
    except (pa.ArrowException, ValueError) as error:
        raise _changed(export, TABLES) from error
    finally:
        store.close()
    Store(database).close()
    return manifest


def _fill(writer: Writer, table: str, path: Path) -> None:
    writer.empty(table)
    for rows in _READERS[path.suffix](path):
        if len(rows):
            writer.append_text(table, rows)


def _csv(path: Path) -> Iterator[pa.Table]:
    with path.open(encoding="utf-8") as file:
        names = [name.strip('"') for name in file.readline().rstrip("\n").split(",")]
    with csv.open_csv(
        path,
        read_options=csv.ReadOptions(block_size=_BLOCK, use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    ) as reader:
        for batch in reader:
            yield pa.Table.from_batches([batch])


def _parquet(path: Path) -> Iterator[pa.Table]:
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH):
            yield pa.Table.from_batches([batch])


def _xlsx(path: Path) -> Iterator[pa.Table]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        names = [str(name) for name in next(rows)]
        while chunk := list(islice(rows, BATCH)):
            columns = [
                pa.array([_text(row[at]) if at < len(row) else None for row in chunk], pa.string())
                for at in range(len(names))
            ]
            yield pa.Table.from_arrays(columns, names=names)
    finally:
        book.close()


_READERS: Final = {".csv": _csv, ".parquet": _parquet, ".xlsx": _xlsx}


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, str):
        return str(unescape(cell))
    return str(cell).lower() if isinstance(cell, bool) else repr(cell)


def _inside(folder: Path, name: str, export: Path) -> Path:
    """A table's file: nothing that a manifest names leads out of the folder."""
    path = Path(name)
    if path.parent != Path(TABLES) or path.suffix not in _READERS:
        raise _changed(export, name)
    return folder / path


def _changed(export: Path, what: str) -> BackupError:
    return BackupError(
        f"{export} cannot be brought back: {what} is missing, damaged, or was changed since it was "
        "exported. Use another export or a backup, or import changed files of records one by one. "
        "Nothing was changed."
    )
