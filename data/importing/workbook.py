"""XLSX workbooks: stored values only; formulas without one, merges and errors are named."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape

from data.archive import digest
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

_ERRORS: Final = frozenset(
    {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
_PIECE: Final = 2**20
_MERGE: Final = re.compile(rb'<mergeCell[^>]*\bref="([A-Z0-9:]+)"')
_FORMULA: Final = re.compile(rb"<f[ >/]")
#: Sheets that a template brings along.
_NOT_DATA: Final = frozenset({"lists", "help"})


def open_workbook(path: Path, scratch: Path, recognise: Recognise) -> Opened:  # noqa: ARG001 - one shape for all
    """Open the sheet of a workbook whose header names the most fields."""
    try:
        _refuse_entities(path)
        sheet, header, at, above, others = _sheet(path, recognise)
        merges, formulas = _marks(path, sheet)
    except FileRefusedError:
        raise
    except Exception as error:
        raise _broken(error) from error
    inside = [where for where in merges if range_boundaries(where)[3] > at]
    if inside:
        raise FileRefusedError(
            *(Fault("merged", where, row=range_boundaries(where)[1]) for where in inside[:50])
        )
    remarks = [{"remark": "sheet", "sheet": sheet}] if others else []
    if above:
        remarks.append({"remark": "above_header", "count": str(above)})
    if at > above:
        remarks.append({"remark": "units"})
    if formulas:
        remarks.append({"remark": "formulas", "count": str(formulas)})
    return Opened(
        path=path,
        format="xlsx",
        header=header,
        sha256=digest(path),
        chunks=lambda: _chunks(path, sheet, len(header), at, formulas=bool(formulas)),
        remarks=remarks,
    )


def _sheet(path: Path, recognise: Recognise) -> tuple[str, list[str], int, int, bool]:
    """Name of the sheet, its header, where that ends and begins, whether there are other sheets."""
    best: tuple[int, str, list[str], int, int] | None = None
    book = _book(path)
    try:
        names = [sheet.title for sheet in book.worksheets]
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = [_texts(row) for row in islice(sheet.iter_rows(values_only=True), HEADER_ROWS)]
            at = header_row(rows, recognise)
            score = recognise(rows[at]) if rows else -1
            if rows and (best is None or score > best[0]):
                header, last = with_units(rows, at)
                best = score, sheet.title, _without_tail(header), last, at
    finally:
        book.close()
    if best is None or not any(best[2]):
        raise FileRefusedError(Fault("file_empty", "a workbook without cells"))
    others = [name for name in names if name.casefold() not in _NOT_DATA]
    return *best[1:], len(others) > 1


def _chunks(path: Path, sheet: str, width: int, at: int, *, formulas: bool) -> Iterator[Chunk]:
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    faults: list[Fault] = []
    try:
        for number, cells in _rows(path, sheet, at, formulas=formulas):
            if not any(cell is not None for cell in cells):
                continue
            texts = [_text(cell) for cell in cells]
            faults += _cell_faults(texts, cells, number, width)
            own = texts[:width]
            rows.append([*own, *([None] * (width - len(own)))])
            numbers.append(number)
            if len(rows) == ROWS // 8:
                yield text_chunk(rows, numbers, width, faults)
                rows, numbers, faults = [], [], []
    except FileRefusedError:
        raise
    except Exception as error:
        raise _broken(error) from error
    if rows or faults:
        yield text_chunk(rows, numbers, width, faults)


def _rows(
    path: Path, sheet: str, at: int, *, formulas: bool
) -> Iterator[tuple[int, Sequence[object]]]:
    """Rows below the header; a formula without a stored value becomes a mark of its own."""
    values = _book(path)
    try:
        table = values[sheet]
        table.reset_dimensions()
        read = table.iter_rows(values_only=True)
        if not formulas:
            yield from ((n, row) for n, row in enumerate(read, start=1) if n > at + 1)
            return
        written = _book(path, data_only=False)
        try:
            written[sheet].reset_dimensions()
            pairs = zip(read, written[sheet].iter_rows(), strict=False)
            for number, (row, cells) in enumerate(pairs, start=1):
                if number > at + 1:
                    yield number, [_or_unread(*pair) for pair in zip(row, cells, strict=False)]
        finally:
            written.close()
    finally:
        values.close()


class _Unread:
    """A formula of which the file holds no result."""

    def __init__(self, formula: object) -> None:
        self.formula = formula


def _or_unread(value: object, cell: Any) -> object:  # noqa: ANN401 - openpyxl has no types
    if value is None and getattr(cell, "data_type", "n") == "f":
        return _Unread(cell.value)
    return value


def _cell_faults(
    texts: Sequence[str | None], cells: Sequence[object], number: int, width: int
) -> list[Fault]:
    found = []
    if any(text for text in texts[width:]):
        values = {"count": str(width)}
        found.append(Fault("row_width", f"{len(texts)} cells", row=number, values=values))
    for at, (text, cell) in enumerate(zip(texts, cells, strict=True), start=1):
        column = str(at)
        if isinstance(cell, _Unread):
            found.append(Fault("formula_unread", shown(cell.formula), number, column))
        elif text in _ERRORS:
            found.append(Fault("cell_error", shown(text), number, column))
        elif text is not None and len(text) > CELL_LIMIT:
            limit = {"limit": f"{CELL_LIMIT:,}"}
            found.append(Fault("cell_size", shown(text), number, column, limit))
    return found


def _text(cell: object) -> str | None:
    """A cell as a person would have typed it."""
    if cell is None or isinstance(cell, _Unread):
        return None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(unescape(str(cell))) or None


def _texts(row: Sequence[object]) -> list[str]:
    return [(_text(cell) or "").strip() for cell in row]


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _book(path: Path, *, data_only: bool = True) -> Any:  # noqa: ANN401 - openpyxl has no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(path, read_only=True, data_only=data_only, keep_links=False)


def _marks(path: Path, sheet: str) -> tuple[list[str], int]:
    """Merged ranges and the number of formulas of a sheet, read as a stream."""
    merges: list[str] = []
    formulas = 0
    with zipfile.ZipFile(path) as archive, archive.open(_part(path, sheet)) as part:
        before = b""
        while piece := part.read(_PIECE):
            text = before + piece
            formulas += len(_FORMULA.findall(piece))
            merges += [found.decode() for found in _MERGE.findall(text)]
            before = text[-100:]
    return list(dict.fromkeys(merges)), formulas


def _part(path: Path, sheet: str) -> str:
    """Path of a sheet's part inside the workbook."""
    book = _book(path)
    try:
        return str(book[sheet]._worksheet_path)  # noqa: SLF001 - nothing public tells it
    finally:
        book.close()


def _refuse_entities(path: Path) -> None:
    """No part of a real workbook declares entities; one that unfolds them would fill memory."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    if b"<!DOCTYPE" in part.read(4096):
                        raise FileRefusedError(Fault("entities", entry.filename))


def _broken(error: Exception) -> FileRefusedError:
    reason = (str(error).splitlines() or [type(error).__name__])[0][:80]
    return FileRefusedError(Fault("file_broken", "a damaged workbook", values={"reason": reason}))
