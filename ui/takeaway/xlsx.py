"""Workbooks: a cover sheet, then one sheet per table with typed cells.

Every text is written as text: nothing that a record or a note says becomes a formula or a link,
not even when somebody edits the cell.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ui.format import known
from ui.takeaway.provenance import Provenance
from ui.words import _, _n

Kind = Literal["text", "integer", "number", "percent", "date", "moment"]

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "number": "#,##0.0##",
    "percent": "0%",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
#: Letters that Excel holds in one cell.
LONGEST_CELL = 32_767
#: Letters of a sheet's name.
LONGEST_NAME = 31
NARROWEST, WIDEST = 8, 60
#: Rows that a column's width is taken from.
MEASURED_ROWS = 500
#: A text that begins so would be a formula once somebody edits its cell.
_LIKE_A_FORMULA = re.compile(r"^[=+\-@\t\r]")


@dataclass(frozen=True)
class Column:
    """One column of a sheet: the frame's column, its title, and what its cells are.

    Dates are ``date``, ``Timestamp`` or ISO text; moments are turned into UTC.
    """

    name: str
    title: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook."""

    name: str
    frame: pd.DataFrame
    columns: Sequence[Column]


def workbook(provenance: Provenance, sheets: Sequence[Sheet]) -> bytes:
    """Write the sheets behind a cover; the same input gives the same bytes."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(target, options) as book:
        made_at = provenance.made_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties(
            {
                "title": provenance.title,
                "author": provenance.made_by or "",
                "created": made_at,
            }
        )
        names = _names([_("About this file"), *(sheet.name for sheet in sheets)])
        _cover(book, names[0], provenance, sheets)
        for name, sheet in zip(names[1:], sheets, strict=True):
            _table(book, name, sheet)
    return target.getvalue()


def _cover(book: Workbook, name: str, provenance: Provenance, sheets: Sequence[Sheet]) -> None:
    page = book.add_worksheet(name)
    page.hide_gridlines(2)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 100)
    label = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    page.write_string(0, 0, _cut(provenance.title), book.add_format({"bold": True, "size": 16}))
    rows = [*provenance.rows(), *((sheet.name, _counted(sheet)) for sheet in sheets)]
    for at, (what, value) in enumerate(rows, start=2):
        page.write_string(at, 0, what, label)
        page.write_string(at, 1, _cut(value), text)
    page.write_string(
        len(rows) + 3,
        1,
        _(
            "An empty cell is a value that is not published or not known. Amounts in US dollars "
            "are in millions. Not legal or investment advice."
        ),
        text,
    )


def _counted(sheet: Sheet) -> str:
    return _n("{count} row", "{count} rows", len(sheet.frame))


def _table(book: Workbook, name: str, sheet: Sheet) -> None:
    page = book.add_worksheet(name)
    header = book.add_format(
        {"bold": True, "bg_color": "#E3F4F8", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    rows, columns = len(sheet.frame), len(sheet.columns)
    for at, column in enumerate(sheet.columns):
        page.write_string(0, at, column.title, header)
        values = [_plain(value) for value in sheet.frame[column.name]]
        width = _width(column, values)
        page.set_column(at, at, width)
        _cells(book, page, at, column, values)
    page.freeze_panes(1, 1)
    if columns:
        page.autofilter(0, 0, max(rows, 1), columns - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _cells(
    book: Workbook, page: Worksheet, at: int, column: Column, values: Sequence[object]
) -> None:
    shape: dict[str, object] = {"num_format": NUMBER_FORMATS[column.kind], "valign": "top"}
    if column.kind == "text":
        shape["text_wrap"] = True
    usual = book.add_format(shape)
    quoted = book.add_format({**shape, "quote_prefix": True})
    for row, value in enumerate(values, start=1):
        if known(value):
            _cell(page, (row, at), value, column.kind, (usual, quoted))


def _cell(
    page: Worksheet,
    place: tuple[int, int],
    value: object,
    kind: Kind,
    formats: tuple[Format, Format],
) -> None:
    usual, quoted = formats
    if kind == "date" and (day := _day(value)):
        page.write_datetime(*place, day, usual)
    elif kind == "moment" and isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        page.write_datetime(*place, moment, usual)
    elif kind in {"integer", "number", "percent"} and isinstance(value, (int, float)):
        page.write_number(*place, value, usual)
    else:
        text = _cut(value)
        page.write_string(*place, text, quoted if _LIKE_A_FORMULA.match(text) else usual)


def _day(value: object) -> datetime | None:
    """A whole day; a year or a month alone stays text, so that no day is made up."""
    if isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - Excel knows no zones
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the same


def _plain(value: object) -> object:
    """A cell's value in Python's own types; lists become text."""
    if value is pd.NaT or not known(value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Iterable):
        return "; ".join(str(each) for each in value)
    return value


def _cut(value: object) -> str:
    text = str(value)
    if len(text) <= LONGEST_CELL:
        return text
    note = " … " + _("(cut: a spreadsheet cell holds {count} letters)", count=LONGEST_CELL)
    return text[: LONGEST_CELL - len(note)] + note


def _width(column: Column, values: Sequence[object]) -> float:
    if column.kind == "date":
        return 12
    if column.kind == "moment":
        return 17
    shown = [len(f"{value:,.1f}" if isinstance(value, float) else str(value)) for value in values]
    longest = max(shown[:MEASURED_ROWS], default=0)
    words = max(len(word) for word in column.title.split()) + 3
    return min(max(longest + 1, words, NARROWEST), WIDEST)


def _names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel allows, no two alike."""
    names: list[str] = []
    for each in wanted:
        base = re.sub(r"[\[\]:*?/\\]", " ", each).strip("' ")[:LONGEST_NAME] or "-"
        name, turn = base, 2
        while name.casefold() in {taken.casefold() for taken in names}:
            name = f"{base[: LONGEST_NAME - 4]} ({turn})"
            turn += 1
        names.append(name)
    return names
