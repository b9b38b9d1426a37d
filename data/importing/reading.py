"""Open a file and hand out its rows as text, in chunks, each with the number of its row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from data.importing import parquet_file, text_file, workbook
from data.importing.faults import Fault, FileRefusedError
from data.importing.opened import Opened, Recognise
from data.importing.sniffing import COLUMNS_LIMIT, file_format


def open_file(path: Path, scratch: Path, recognise: Recognise) -> Opened:
    """Open a file for import.

    ``recognise`` counts the fields that a row of cells names, which tells the header among the
    first rows; ``scratch`` is a folder for copies.

    Raises
    ------
    FileRefusedError
        With what is wrong; nothing was unpacked that is too large.
    """
    opened = _READERS[file_format(path)](path, scratch, recognise)
    if len(opened.header) > COLUMNS_LIMIT:
        found = f"{len(opened.header):,} columns"
        raise FileRefusedError(Fault("columns_limit", found, values={"limit": str(COLUMNS_LIMIT)}))
    return opened


_READERS: Final = {
    "csv": text_file.open_text,
    "xlsx": workbook.open_workbook,
    "parquet": parquet_file.open_parquet,
}
