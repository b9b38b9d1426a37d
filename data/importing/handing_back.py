"""The rows that were left out, as a file of the same format with a column that says why."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import xlsxwriter
from pyarrow import parquet

from data.importing.checking import Checked

#: What a spreadsheet would run; such a cell is written behind an apostrophe.
_RUN = ("=", "+", "-", "@", "\t", "\r")


def refused_rows(checked: Checked, why: str) -> bytes:
    """The refused rows as they stood, in the file's own format; ``why`` heads the last column."""
    header = [*checked.opened.header, why]
    writers = {"csv": _as_csv, "xlsx": _as_workbook, "parquet": _as_parquet}
    return writers[checked.opened.format](header, _rows(checked))


def _rows(checked: Checked) -> Iterator[list[str]]:
    reasons: dict[int, list[str]] = defaultdict(list)
    for fault in checked.faults.kept:
        if fault.row is not None:
            place = f"{fault.column}: " if fault.column else ""
            reasons[fault.row].append(f"{place}found {fault.found}, expected {fault.expected}")
    for chunk in checked.opened.chunks():
        for at in np.flatnonzero(np.isin(chunk.rows, checked.bad_rows)).tolist():
            cells = [column[at].as_py() or "" for column in chunk.columns]
            yield [*cells, "; ".join(reasons[int(chunk.rows[at])])]


def _as_csv(header: list[str], rows: Iterator[list[str]]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_RUN) else cell for cell in row])
    return target.getvalue().encode("utf-8-sig")


def _as_workbook(header: list[str], rows: Iterator[list[str]]) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, book.add_format({"bold": True}))
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell[:32_767])
    return target.getvalue()


def _as_parquet(header: list[str], rows: Iterator[list[str]]) -> bytes:
    columns = list(zip(*rows, strict=True)) or [() for _ in header]
    arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
    target = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, names=header), target)
    return target.getvalue()
