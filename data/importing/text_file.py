"""CSV files: any usual encoding and delimiter; quickly where the file is regular."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from data.importing.faults import Fault, FileRefusedError, shown
from data.importing.opened import (
    HEADER_ROWS,
    ROWS,
    Chunk,
    Opened,
    Recognise,
    header_row,
    text_chunk,
    with_units,
)
from data.importing.sniffing import CELL_LIMIT
from data.importing.text import Text, read_text

DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 2**18
_BLOCK: Final = 2**22


@dataclass(frozen=True)
class _Layout:
    delimiter: str
    header: list[str]
    at: int
    above: int


def open_text(path: Path, scratch: Path, recognise: Recognise) -> Opened:
    """Open a text file."""
    text = read_text(path, scratch)
    layout = _layout(text, recognise)
    remarks = []
    if text.encoding != "utf-8":
        remarks.append({"remark": "encoding", "encoding": text.encoding})
    if layout.delimiter != ",":
        remarks.append({"remark": "delimiter", "delimiter": layout.delimiter})
    if layout.above:
        remarks.append({"remark": "above_header", "count": str(layout.above)})
    if layout.at > layout.above:
        remarks.append({"remark": "units"})
    return Opened(
        path=path,
        format="csv",
        header=layout.header,
        sha256=text.sha256,
        chunks=lambda: _chunks(text, layout),
        remarks=remarks,
        plain_text=not text.regular,
    )


def _layout(text: Text, recognise: Recognise) -> _Layout:
    """Delimiter and header: those under which the first rows name the most fields."""
    with text.path.open("rb") as file:
        file.seek(text.skip)
        sample = file.read(_SAMPLE).decode("utf-8", errors="ignore")
    if not sample.strip():
        raise FileRefusedError(Fault("file_empty", "a file without text"))
    best: tuple[tuple[int, int], _Layout] | None = None
    for delimiter in DELIMITERS:
        rows = _first_rows(sample, delimiter)
        at = header_row(rows, recognise)
        score = (recognise(rows[at]), len(rows[at]))
        if best is None or score > best[0]:
            best = score, _Layout(delimiter, *with_units(rows, at), at)
    assert best is not None  # noqa: S101 - there are delimiters
    return best[1]


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == HEADER_ROWS:
                break
    except csv.Error:
        pass
    return rows or [[]]


def _chunks(text: Text, layout: _Layout) -> Iterator[Chunk]:
    if text.regular and not layout.at and not any("\n" in cell for cell in layout.header):
        yield from _quickly(text, layout)
    else:
        yield from _carefully(text, layout, after=layout.at)


def _quickly(text: Text, layout: _Layout) -> Iterator[Chunk]:
    """Read with Arrow; from the first block that it cannot read on, row by row."""
    names = [f"c{at}" for at in range(len(layout.header))]
    done = layout.at + 1
    irregular: list[object] = []

    def handle(row: object) -> str:
        irregular.append(row)
        return "error"

    try:
        reader = arrow_csv.open_csv(
            text.path,
            read_options=arrow_csv.ReadOptions(
                column_names=names,
                skip_rows_after_names=layout.at + 1,
                block_size=_BLOCK,
                use_threads=False,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.delimiter, newlines_in_values=True, invalid_row_handler=handle
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        for batch in reader:
            rows = np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)
            yield Chunk(list(batch.columns), rows)
            done += batch.num_rows
    except (pa.ArrowInvalid, StopIteration):
        yield from _carefully(text, layout, after=done - 1)


def _carefully(text: Text, layout: _Layout, after: int) -> Iterator[Chunk]:
    """Read row by row; ``after`` rows were read already, header included where it is past."""
    width = len(layout.header)
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    faults: list[Fault] = []
    csv.field_size_limit(2**31 - 1)
    with text.path.open(encoding="utf-8", errors="replace", newline="") as file:
        file.seek(text.skip)
        reader = csv.reader(file, delimiter=layout.delimiter, strict=True)
        number = 0
        try:
            for number, row in enumerate(reader, start=1):
                if number <= after + 1 or not any(cell.strip() for cell in row):
                    continue
                faults += _row_faults(row, number, width)
                cells: list[str | None] = [cell[:CELL_LIMIT] for cell in row[:width]]
                rows.append(cells + [None] * (width - len(row)))
                numbers.append(number)
                if len(rows) == ROWS // 4:
                    yield text_chunk(rows, numbers, width, faults)
                    rows, numbers, faults = [], [], []
        except csv.Error as error:
            faults.append(Fault("quotes", str(error), row=number + 1))
    if rows or faults:
        yield text_chunk(rows, numbers, width, faults)


def _row_faults(row: list[str], number: int, width: int) -> list[Fault]:
    found = []
    if len(row) < width or any(cell.strip() for cell in row[width:]):
        values = {"count": str(width)}
        found.append(Fault("row_width", f"{len(row)} cells", row=number, values=values))
    return found + [
        Fault("cell_size", shown(cell), number, str(at), {"limit": f"{CELL_LIMIT:,}"})
        for at, cell in enumerate(row, start=1)
        if len(cell) > CELL_LIMIT
    ]
