"""Data directories and single tables: read whole or refused with every fault, written whole."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from matching.columns import as_text, read_numbers, read_texts
from matching.duplicates import KEYS, Kind
from matching.faults import Fault, check_amounts, check_structure

ENDINGS = (".parquet", ".csv")
TABLES = ("investors", "projects", "deals", "vocabulary")
#: Rows of a Parquet file that are written at a time.
ROWS_AT_ONCE = 20_000
OPTIONAL_TABLES = frozenset({"deals", "vocabulary"})


class FaultyFilesError(ValueError):
    """Files that cannot be used; ``lines`` holds one sentence per fault."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class DataFolder:
    """The tables of a data directory; what is optional may be None."""

    investors: pd.DataFrame
    projects: pd.DataFrame
    deals: pd.DataFrame | None
    vocabulary: pd.DataFrame | None


def read_folder(folder: Path) -> DataFolder:
    """Read and check a data directory.

    Raises
    ------
    FaultyFilesError
        With one line per fault, over all files.

    """
    if not folder.is_dir():
        raise FaultyFilesError([f"{folder}: no such directory"])
    paths: dict[str, Path] = {}
    lines: list[str] = []
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        try:
            path = _locate(folder, table)
            if path is not None:
                paths[table], frames[table] = path, read_table(path)
        except FaultyFilesError as faulty:
            lines += faulty.lines
    if lines:
        raise FaultyFilesError(lines)
    deals = frames.get("deals")
    faults = check_structure(frames["investors"], frames["projects"], deals)
    for table in ("investors", "projects", "deals"):
        if table in frames:
            faults += check_amounts(frames[table], table)
    if "vocabulary" in frames:
        faults += _check_vocabulary(frames["vocabulary"])
    if faults:
        raise FaultyFilesError([fault_line(fault, paths[fault.table]) for fault in faults])
    pa.default_memory_pool().release_unused()
    return DataFolder(frames["investors"], frames["projects"], deals, frames.get("vocabulary"))


def read_queries(path: Path, column: str, known: set[str]) -> list[str]:
    """Read the ids to rank for, in the order of the file.

    Raises
    ------
    FaultyFilesError
        Where the column or an id is missing, unknown or double.

    """
    frame = read_table(path)
    if column not in frame:
        raise FaultyFilesError([f"{path}, {column}: no such column, expected one of ids"])
    ids: list[str] = read_texts(frame[column]).to_pylist()
    faults, seen = [], set()
    for row, identifier in enumerate(ids):
        if identifier not in known:
            expected = f"an id of {column.removesuffix('_id')}s"
            faults.append(Fault("queries", row, column, repr(identifier), expected))
        elif identifier in seen:
            faults.append(Fault("queries", row, column, f"{identifier!r} again", "each id once"))
        seen.add(identifier)
    if not ids:
        faults.append(Fault("queries", None, column, "no rows", "at least one row"))
    if faults:
        raise FaultyFilesError([fault_line(fault, path) for fault in faults])
    return ids


def read_records(path: Path, kind: Kind) -> pd.DataFrame:
    """Read records of one kind to be compared: ids, and names or the two sides of deals.

    Raises
    ------
    FaultyFilesError
        Where such a column is missing.

    """
    frame = read_table(path)
    wanted = (KEYS[kind], *(("investor_id", "project_id") if kind == "deal" else ("name",)))
    missing = [name for name in wanted if name not in frame]
    if missing:
        raise FaultyFilesError([f"{path}, {name}: no such column" for name in missing])
    return frame


def read_weights(path: Path, criteria: tuple[str, ...]) -> dict[str, float]:
    """Read weights per criterion from a table with the columns criterion and weight.

    Raises
    ------
    FaultyFilesError
        Where a criterion is unknown or double, or a weight is no number of zero or more.

    """
    frame = read_table(path)
    missing = [name for name in ("criterion", "weight") if name not in frame]
    if missing:
        raise FaultyFilesError([f"{path}, {name}: no such column" for name in missing])
    names = read_texts(frame["criterion"]).to_pylist()
    weights = read_numbers(frame["weight"]).tolist()
    faults, chosen = [], {}
    for row, (name, weight) in enumerate(zip(names, weights, strict=True)):
        if name not in criteria or name in chosen:
            expected = f"each of {', '.join(criteria)} at most once"
            faults.append(Fault("weights", row, "criterion", repr(name), expected))
        if not 0 <= weight < float("inf"):
            found = repr(as_text(frame["weight"].iloc[row]))
            faults.append(Fault("weights", row, "weight", found, "a number, zero or more"))
        chosen[name] = float(weight)
    if not faults and chosen.keys() >= set(criteria) and not any(chosen.values()):
        faults.append(Fault("weights", None, "weight", "only zeros", "at least one above zero"))
    if faults:
        raise FaultyFilesError([fault_line(fault, path) for fault in faults])
    return chosen


def read_table(path: Path) -> pd.DataFrame:
    """Read CSV (UTF-8, every cell as text) or Parquet, by its ending.

    Raises
    ------
    FaultyFilesError
        Where there is no such file or it cannot be read as what its ending says.

    """
    try:
        if path.suffix == ".parquet":
            return _read_parquet(path)
        return pd.read_csv(
            path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig"
        )
    except FileNotFoundError:
        raise FaultyFilesError([f"{path}: no such file"]) from None
    except (OSError, ValueError, NotImplementedError) as error:
        kind = "Parquet" if path.suffix == ".parquet" else "CSV in UTF-8 with a header row"
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FaultyFilesError([f"{path}: found no readable {kind} ({reason})"]) from None


def _read_parquet(path: Path) -> pd.DataFrame:
    """Read Parquet with its cells as Arrow holds them: no object per text or list."""
    # Arrow's own allocator keeps a multiple of what a large table needs.
    pa.set_memory_pool(pa.system_memory_pool())
    columns = {}
    with pq.ParquetFile(path, pre_buffer=False) as file:
        about = file.schema_arrow.pandas_metadata or {}
        for name in file.schema_arrow.names:
            if name not in about.get("index_columns", ()):
                # One at a time, so that only one is held twice while it is decoded.
                (cells,) = file.read([name], use_threads=False).columns
                columns[name] = pd.Series(pd.arrays.ArrowExtensionArray(cells))
    return pd.DataFrame(columns)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write CSV or Parquet by the ending, first beside the file and then in its place."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    try:
        if path.suffix == ".parquet":
            _write_parquet(frame, scratch)
        else:
            frame.to_csv(scratch, index=False, lineterminator="\n", encoding="utf-8")
        replace(Path(scratch), path)
    finally:
        Path(scratch).unlink(missing_ok=True)


def _write_parquet(frame: pd.DataFrame, path: str) -> None:
    """Write a frame a part at a time, so that only a part is held twice."""
    schema = pa.Schema.from_pandas(frame, preserve_index=False)
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, max(len(frame), 1), ROWS_AT_ONCE):
            part = frame.iloc[start : start + ROWS_AT_ONCE]
            writer.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))


def replace(scratch: Path, path: Path) -> None:
    """Put a finished file in its place, readable as any new file of this user."""
    mask = os.umask(0)
    os.umask(mask)
    scratch.chmod(0o666 & ~mask)
    scratch.replace(path)


def fault_line(fault: Fault, path: Path) -> str:
    """Word a fault: file, row, column, what was found, what was expected.

    The row of a CSV file is the one that a spreadsheet shows, with the header as row 1; a Parquet
    file has no header, its first record is row 1.
    """
    where = [str(path)]
    if fault.row is not None:
        where.append(f"row {fault.row + (2 if path.suffix == '.csv' else 1)}")
    where.append(fault.column)
    return f"{', '.join(where)}: found {fault.found}, expected {fault.expected}"


def _locate(folder: Path, table: str) -> Path | None:
    found = [folder / f"{table}{ending}" for ending in ENDINGS]
    found = [path for path in found if path.is_file()]
    if len(found) > 1:
        raise FaultyFilesError(
            [f"{folder}: found both {found[0].name} and {found[1].name}, expected one"]
        )
    if not found and table not in OPTIONAL_TABLES:
        raise FaultyFilesError([f"{folder}: found no {table}.parquet or {table}.csv, expected one"])
    return found[0] if found else None


def _check_vocabulary(frame: pd.DataFrame) -> list[Fault]:
    faults = [
        Fault("vocabulary", None, column, "no such column", "a column of this name")
        for column in ("kind", "code")
        if column not in frame
    ]
    if "position" in frame:
        numbers = read_numbers(frame["position"])
        texts = read_texts(frame["position"]).to_pylist()
        faults += [
            Fault("vocabulary", row, "position", repr(text), "a whole number")
            for row, (text, number) in enumerate(zip(texts, numbers, strict=True))
            if text and np.isnan(number)
        ]
    return faults
