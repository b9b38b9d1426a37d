"""A workbook to fill in: headers in the reader's language, lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Final

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from data.importing.fields import Field, Kind, fields
from data.rows import each_row

#: Rows below the header that offer lists.
ROWS: Final = 2_000
#: Fields that say where something comes from or what follows from others: not to be filled in.
_LEFT_OUT: Final = frozenset(
    {
        "specialisms", "instruments_stated", "ticket_basis", "subsector_stated", "macro_region",
        "stage_basis", "opportunity", "ask_original_m", "ask_currency", "ask_basis",
        "total_cost_original_m", "total_cost_currency", "rate_year", "rate_exact", "themes_basis",
        "location_basis", "source_url_2", "npv_currency", "role_kind", "instrument_stated",
        "amount_original_m", "amount_currency", "standing", "year", "ticket_min_usd_m",
        "ticket_max_usd_m",
    }
)  # fmt: skip
_SEVERAL: Final = frozenset({"codes", "words"})


def template(
    kind: Kind, vocabulary: pd.DataFrame, language: str, help_texts: Mapping[str, str]
) -> bytes:
    """A workbook with one sheet to fill in, one of help and a hidden one of lists.

    ``vocabulary`` has the columns of the table of that name; ``help_texts`` says by type of field
    what may be written, ``_required``, ``_column`` and ``_what`` head the help.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        strong = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet, told = book.add_worksheet(f"{kind}s"), book.add_worksheet("help")
        lists = book.add_worksheet("lists")
        lists.hide()
        told.write_row(0, 0, [help_texts["_column"], help_texts["_what"]], strong)
        told.set_column(0, 0, 34, wrapped)
        told.set_column(1, 1, 90, wrapped)
        sheet.freeze_panes(1, 2)
        chosen = [about for about in fields(kind).values() if about.name not in _LEFT_OUT]
        for at, about in enumerate(chosen):
            label = about.label(language)
            sheet.write_string(0, at, label, strong)
            sheet.set_column(at, at, max(14, min(len(label) + 4, 40)))
            said = help_texts[about.type]
            told.write_row(at + 1, 0, [label, _said(about, said, help_texts)])
            options_of = _options(about, vocabulary, language)
            if options_of:
                _offer(book, at, options_of, several=about.type in _SEVERAL, title=label, said=said)
    return target.getvalue()


def _said(about: Field, said: str, help_texts: Mapping[str, str]) -> str:
    return f"{help_texts['_required']} {said}" if about.required else said


def _options(about: Field, vocabulary: pd.DataFrame, language: str) -> list[str]:
    if about.type == "choice":
        return about.choices
    if about.type in {"yesno", "flag"}:
        return ["yes", "no"]
    kinds = {"region": "geography"}
    rows = vocabulary[vocabulary["kind"] == kinds.get(about.vocabulary, about.vocabulary)]
    if about.vocabulary == "region":
        rows = rows[rows["note"].fillna("").str.startswith("KZ-") | (rows["code"] == "national")]
    labels = [row[f"label_{language}"] or row["label_en"] for row in each_row(rows)]
    return list(dict.fromkeys(str(label) for label in labels))


def _offer(
    book: xlsxwriter.Workbook, at: int, options: list[str], *, several: bool, title: str, said: str
) -> None:
    """A drop-down; where several may stand in one cell, other text is let through."""
    sheet, lists = book.worksheets()[0], book.worksheets()[2]
    lists.write_column(0, at, options)
    column = xl_col_to_name(at)
    sheet.data_validation(
        1,
        at,
        ROWS,
        at,
        {
            "validate": "list",
            "source": f"=lists!${column}$1:${column}${len(options)}",
            "error_type": "information" if several else "stop",
            "show_error": not several,
            "input_title": title[:32],
            "input_message": said[:255],
        },
    )
