"""The tables of a synthetic data directory: columns, files, and the move into place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from data.records import FRAMES
from data.synthetic import marks

Format = Literal["csv", "parquet"]

#: What a table may be written as here or by an export; anything else is no table.
_ENDINGS = {".csv", ".parquet", ".xlsx"}

_TEXT, _NUMBER, _WHOLE, _FLAG = pa.string(), pa.float64(), pa.int32(), pa.bool_()
_LIST = pa.list_(pa.string())

#: The columns that ``python -m data export`` writes; a test compares them.
SCHEMAS = {
    "investors": pa.schema(
        [
            ("investor_id", _TEXT),
            ("name", _TEXT),
            ("type", _TEXT),
            ("hq_country", _TEXT),
            ("sectors", _LIST),
            ("specialisms", _LIST),
            ("instruments", _LIST),
            ("instruments_stated", _LIST),
            ("ticket_min_usd_m", _NUMBER),
            ("ticket_max_usd_m", _NUMBER),
            ("ticket_basis", _TEXT),
            ("regions_focus", _LIST),
            ("themes", _LIST),
            ("stages", _LIST),
            ("exclusions", _LIST),
            ("kz_presence", _TEXT),
            ("aifc_participant", _TEXT),
            ("shariah_only", _FLAG),
            ("description", _TEXT),
            ("source_url", _TEXT),
            ("as_of", _TEXT),
            ("verified", _TEXT),
            ("notes", _TEXT),
            ("origin", _TEXT),
            ("screening", _TEXT),
            ("aliases", _LIST),
        ]
    ),
    "projects": pa.schema(
        [
            ("project_id", _TEXT),
            ("name", _TEXT),
            ("sector", _LIST),
            ("subsector", _TEXT),
            ("subsector_stated", _TEXT),
            ("region", _TEXT),
            ("other_regions", _LIST),
            ("macro_region", _TEXT),
            ("place", _TEXT),
            ("corridor", _LIST),
            ("stage", _TEXT),
            ("stage_basis", _TEXT),
            ("opportunity", _TEXT),
            ("status_stated", _TEXT),
            ("status_as_of", _TEXT),
            ("ask_usd_m", _NUMBER),
            ("ask_original_m", _NUMBER),
            ("ask_currency", _TEXT),
            ("ask_basis", _TEXT),
            ("total_cost_usd_m", _NUMBER),
            ("total_cost_original_m", _NUMBER),
            ("total_cost_currency", _TEXT),
            ("rate_year", _WHOLE),
            ("rate_exact", _FLAG),
            ("instruments", _LIST),
            ("instruments_stated", _LIST),
            ("themes", _LIST),
            ("themes_basis", _TEXT),
            ("sponsor", _TEXT),
            ("financiers", _TEXT),
            ("aifc_link", _TEXT),
            ("announced_on", _TEXT),
            ("irr_pct", _NUMBER),
            ("npv_original_m", _NUMBER),
            ("npv_currency", _TEXT),
            ("payback_years", _NUMBER),
            ("lat", _NUMBER),
            ("lon", _NUMBER),
            ("location_basis", _TEXT),
            ("description", _TEXT),
            ("source_url", _TEXT),
            ("source_url_2", _TEXT),
            ("as_of", _TEXT),
            ("verified", _TEXT),
            ("notes", _TEXT),
            ("origin", _TEXT),
            ("screening", _TEXT),
            ("stale", _FLAG),
            ("counts", _FLAG),
            ("aliases", _LIST),
        ]
    ),
    "deals": pa.schema(
        [
            ("deal_id", _TEXT),
            ("investor_id", _TEXT),
            ("project_id", _TEXT),
            ("role", _TEXT),
            ("role_kind", _TEXT),
            ("instrument", _LIST),
            ("instrument_stated", _TEXT),
            ("amount_usd_m", _NUMBER),
            ("amount_original_m", _NUMBER),
            ("amount_currency", _TEXT),
            ("amount_scope", _TEXT),
            ("rate_year", _WHOLE),
            ("rate_exact", _FLAG),
            ("year", _WHOLE),
            ("signed_on", _TEXT),
            ("status", _TEXT),
            ("standing", _TEXT),
            ("source_url", _TEXT),
            ("verified", _TEXT),
            ("notes", _TEXT),
            ("origin", _TEXT),
        ]
    ),
    "vocabulary": pa.schema(
        [
            ("kind", _TEXT),
            ("code", _TEXT),
            ("parent", _TEXT),
            ("label_en", _TEXT),
            ("label_ru", _TEXT),
            ("label_kk", _TEXT),
            ("position", _WHOLE),
            ("note", _TEXT),
        ]
    ),
}


class RefusedError(ValueError):
    """What is asked for cannot or must not be made; nothing was written."""


class Sink(Protocol):
    """Takes the chunks of one table."""

    def write(self, chunk: pa.Table) -> None:
        """Write one more chunk."""


def filled(schema: pa.Schema, given: Mapping[str, pa.Array], rows: int) -> pa.Table:
    """Return a chunk with every column of ``schema``; what is not given is missing."""
    unknown = given.keys() - set(schema.names)
    if unknown:
        raise KeyError(f"no such columns: {sorted(unknown)}")
    empty = {field.name: _missing(field.type, rows) for field in schema}
    return pa.table([{**empty, **given}[name] for name in schema.names], schema=schema)


@contextmanager
def table_file(folder: Path, name: str, kind: Format) -> Iterator[Sink]:
    """Open ``name`` in ``folder`` for writing in chunks; each becomes a row group in Parquet."""
    schema, path = SCHEMAS[name], folder / f"{name}.{kind}"
    if kind == "parquet":
        with pq.ParquetWriter(path, schema) as writer:
            yield writer
        return
    flat = pa.schema([(field.name, _plain(field.type)) for field in schema])
    options = pyarrow.csv.WriteOptions(quoting_header="none")
    with pyarrow.csv.CSVWriter(path, flat, write_options=options) as writer:
        yield _Joining(writer, flat)


def write_folder(
    folder: Path, kind: Format, fill: Callable[[Path], None], vocabulary: pa.Table
) -> list[Path]:
    """Let ``fill`` write the tables beside those of ``folder``, then put all in their places.

    Raises
    ------
    RefusedError
        Where ``folder`` holds a table that is not synthetic; before anything is written.

    """
    refuse_real(folder, vocabulary)
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".synthetic-") as scratch:
            made, past = Path(scratch) / "made", Path(scratch) / "past"
            made.mkdir()
            past.mkdir()
            fill(made)
            _swap(folder, made, past)
    except BaseException:
        if is_new:
            folder.rmdir()
        raise
    return [folder / f"{name}.{kind}" for name in FRAMES]


def refuse_real(folder: Path, vocabulary: pa.Table) -> None:
    """Raise where one of the four tables is there and is not wholly synthetic.

    A vocabulary carries no mark: it passes where synthetic records lie beside it and it is the
    one that would be written. What cannot be read cannot be told to be synthetic.
    """
    present = _present(folder)
    words = [path for path in present if path.stem.lower() == "vocabulary"]
    records = [path for path in present if path not in words]
    real = [path for path in records if not _is_synthetic(path)]
    real += [path for path in words if not (records and _same(path, vocabulary))]
    if real:
        names = ", ".join(path.name for path in real)
        raise RefusedError(
            f"{folder} holds tables that are not synthetic ({names}): made-up records never mix "
            "with real ones. Name another directory. Nothing was written."
        )


def _present(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.stem.lower() in FRAMES and path.suffix.lower() in _ENDINGS
    )


def _is_synthetic(path: Path) -> bool:
    """Tell whether every row is marked by its id and its origin (an empty table has none)."""
    key = f"{path.stem.lower().removesuffix('s')}_id"
    rows = _read(path, [key, "origin"])
    return rows is not None and all(marked.all() for marked in marks(rows).values())


def _same(path: Path, vocabulary: pa.Table) -> bool:
    """Tell whether a vocabulary says what the one to be written says, whatever its file type."""
    rows = _read(path, vocabulary.column_names)
    return rows is not None and _cells_as_text(rows) == _cells_as_text(vocabulary.to_pandas())


def _cells_as_text(rows: pd.DataFrame) -> list[list[str]]:
    whole = pd.to_numeric(rows["position"], errors="coerce").astype("Float64").astype("str")
    return rows.assign(position=whole).astype("str").fillna("").to_numpy().tolist()


def _read(path: Path, columns: list[str]) -> pd.DataFrame | None:
    """Read some columns, which keeps a million records small; None where that fails."""
    try:
        if path.suffix.lower() == ".parquet":
            return pd.read_parquet(path, columns=columns)
        return pd.read_csv(
            path, dtype="str", usecols=columns, keep_default_na=False, na_values=[""]
        )[columns]
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None


def _swap(folder: Path, made: Path, past: Path) -> None:
    """Move the tables that are there away and the new ones in; undo all of it on any failure."""
    moves = [(path, past / path.name) for path in _present(folder)]
    moves += [(path, folder / path.name) for path in sorted(made.iterdir())]
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            shutil.move(source, target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            shutil.move(target, source)
        raise


class _Joining:
    """Hands chunks on with their lists joined by ``;``, an empty list as an empty cell."""

    def __init__(self, writer: Sink, schema: pa.Schema) -> None:
        self.writer = writer
        self.schema = schema

    def write(self, chunk: pa.Table) -> None:
        """Write one more chunk."""
        columns = [_cells(column) for column in chunk.columns]
        self.writer.write(pa.table(columns, schema=self.schema))


def _cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_list(column.type):
        return column
    filled_in = pc.greater(pc.list_value_length(column), 0)
    return pc.if_else(filled_in, pc.binary_join(column, ";"), None)


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_list(kind) else kind


def _missing(kind: pa.DataType, rows: int) -> pa.Array:
    if not pa.types.is_list(kind):
        return pa.nulls(rows, kind)
    return pa.ListArray.from_arrays(
        pa.array([0] * (rows + 1), pa.int32()), pa.nulls(0, pa.string())
    )
