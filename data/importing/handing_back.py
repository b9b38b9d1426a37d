"""The rows that were left out, as a file of the same format with a column that says why."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import xlsxwriter
from pyarrow import parquet

from data.importing.checking import Checked, Choices
from data.importing.faults import Fault
from data.importing.fields import Kind, fields
from data.importing.headers import Column
from data.importing.vocabularies import folded, parts

#: What a spreadsheet would run; such a cell is written behind an apostrophe.
_RUN = ("=", "+", "-", "@", "\t", "\r")


def in_english(fault: Fault) -> str:
    """A fault as a command tells it."""
    return fault.reason


def refused_rows(
    checked: Checked,
    why: str = "Why it was left out",
    reason: Callable[[Fault], str] = in_english,
) -> bytes:
    """The refused rows with the mends that were taken, in the file's own format.

    ``why`` heads the last column, which says ``reason`` of each fault.
    """
    header = [*checked.opened.header, why]
    writers = {"csv": _as_csv, "xlsx": _as_workbook, "parquet": _as_parquet}
    return writers[checked.opened.format](header, _rows(checked, reason))


def _rows(checked: Checked, reason: Callable[[Fault], str]) -> Iterator[list[str]]:
    reasons: dict[int, list[str]] = defaultdict(list)
    for fault in checked.faults.kept:
        if fault.row is not None:
            place = f"{fault.column}: " if fault.column else ""
            reasons[fault.row].append(f"{place}{reason(fault)}")
    for chunk in checked.opened.chunks():
        for at in np.flatnonzero(np.isin(chunk.rows, checked.bad_rows)).tolist():
            row = int(chunk.rows[at])
            cells = [
                _mended(checked.kind, checked.choices, row, column, text[at].as_py() or "")
                for column, text in zip(checked.columns, chunk.columns, strict=True)
            ]
            yield [*cells, "; ".join(reasons[row])]


def _mended(kind: Kind, choices: Choices, row: int, column: Column, cell: str) -> str:
    """A cell with the mend that a person took for it, or for its word."""
    if (row, column.header) in choices.mends:
        return choices.mends[row, column.header]
    if not choices.words or column.field is None:
        return cell
    vocabulary = fields(kind)[column.field].vocabulary
    words = parts(cell)
    meant = [choices.words.get((vocabulary, folded(word)), word) for word in words]
    return cell if meant == words else ";".join(meant)


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
