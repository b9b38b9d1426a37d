"""Parquet files, read in batches; every column becomes text as a person would write it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from data.archive import digest
from data.importing.faults import Fault, FileRefusedError
from data.importing.opened import ROWS, Chunk, Opened, Recognise

#: Bytes of one row group when unpacked.
GROUP_LIMIT: Final = 2**31


def open_parquet(path: Path, scratch: Path, recognise: Recognise) -> Opened:  # noqa: ARG001 - one shape for all
    """Open a Parquet file."""
    try:
        with parquet.ParquetFile(path) as file:
            header = list(file.schema_arrow.names)
            groups = range(file.metadata.num_row_groups)
            largest = max((file.metadata.row_group(at).total_byte_size for at in groups), default=0)
            rows = file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(error) from error
    if largest > GROUP_LIMIT:
        values = {"limit": f"{GROUP_LIMIT // 2**20:,} MiB"}
        raise FileRefusedError(Fault("unpacked_size", f"{largest:,} bytes", values=values))
    if not rows:
        raise FileRefusedError(Fault("file_empty", "a file without rows"))
    return Opened(
        path=path,
        format="parquet",
        header=header,
        sha256=digest(path),
        chunks=lambda: _chunks(path),
        rows=rows,
    )


def _chunks(path: Path) -> Iterator[Chunk]:
    done = 1
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS):
                rows = np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)
                yield Chunk([_as_text(column) for column in batch.columns], rows)
                done += batch.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(error) from error


def _as_text(column: pa.Array) -> pa.Array:
    column.validate(full=True)  # text that is no UTF-8 is found here, not where it is shown
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        column = pc.binary_join(pc.cast(column, pa.list_(pa.string())), ";")
    elif pa.types.is_boolean(kind):
        column = pc.if_else(column, "yes", "no")
    elif pa.types.is_dictionary(kind):
        column = pc.cast(column, kind.value_type)
    elif pa.types.is_timestamp(kind):
        column = pc.strftime(column, format="%Y-%m-%d")
    elif pa.types.is_binary(kind) or pa.types.is_nested(kind):
        raise pa.ArrowInvalid(f"a column of the type {kind}")
    text = pc.cast(column, pa.string())
    if pa.types.is_floating(kind):
        text = pc.if_else(pc.is_nan(column), None, pc.replace_substring_regex(text, r"\.0$", ""))
    return pc.if_else(pc.equal(text, ""), None, text)


def _broken(error: Exception) -> FileRefusedError:
    reason = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
    return FileRefusedError(Fault("file_broken", "a damaged file", values={"reason": reason}))
