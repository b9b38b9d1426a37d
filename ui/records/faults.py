"""What is wrong with a file, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from data.importing.faults import Fault
from data.importing.fields import Kind, fields
from ui.words import _, language, mark

#: The sentences of ``data.importing.faults`` by rule, for translation; a test compares both.
EXPECTED: Final[Mapping[str, str]] = {
    "file_type": mark("a CSV, XLSX or Parquet file whose content is what its name says ({meant})"),
    "file_empty": mark("a header and at least one row"),
    "file_size": mark("at most {limit}"),
    "file_broken": mark("a file that can be read to its end: {reason}"),
    "encoding": mark("UTF-8, UTF-16 or Windows-1251 text throughout"),
    "nul": mark("text without NUL bytes"),
    "password": mark("a workbook without a password: save a copy without it"),
    "old_format": mark("a workbook in the XLSX format: open it and save it as .xlsx"),
    "macros": mark("a workbook without macros: save it as .xlsx"),
    "unpacked_size": mark("a workbook of at most {limit} when unpacked"),
    "entities": mark("a workbook without declared entities"),
    "no_header": mark("a row of headers, at least the columns {columns}"),
    "columns_limit": mark("at most {limit} columns"),
    "header_missing": mark("a column for {column}"),
    "header_twice": mark("each column once"),
    "second_header": mark("one row of headers; this row repeats them"),
    "merged": mark("one value in each cell: take the merge apart"),
    "formula_unread": mark(
        "a stored value: open the file in a spreadsheet program and save it again"
    ),
    "cell_error": mark("a value, not an error of the spreadsheet"),
    "row_width": mark("{count} cells, as in the header"),
    "quotes": mark("a closing quotation mark"),
    "cell_size": mark("at most {limit} letters"),
    "control": mark("text without control characters"),
    "formula": mark(
        "text that no spreadsheet takes for a formula: nothing that starts with = + - @"
    ),
    "required": mark("a value"),
    "id": mark("1 to 80 letters, digits, '-', '_' or '.'"),
    "id_twice": mark("each id once; row {row} has it too"),
    "id_case": mark("an id that differs from {other} by more than capitals"),
    "merged_away": mark("the id of the record that this one was merged into, {other}"),
    "reference": mark("the id or name of {what}"),
    "code": mark("a code or label of the vocabulary '{vocabulary}'"),
    "choice": mark("one of {choices}"),
    "yesno": mark("yes or no"),
    "country": mark("a country: its name or two-letter code"),
    "currency": mark("a currency code of three letters"),
    "url": mark("an address that starts with http:// or https://"),
    "number": mark("a number"),
    "number_comma": mark(
        "a number that can be read one way only: is the sign a decimal or a thousand?"
    ),
    "whole": mark("a whole number"),
    "amount": mark("an amount such as 120, USD 120m or 1 250,5 млн тенге"),
    "amount_negative": mark("an amount of at least 0"),
    "amount_large": mark("at most USD 10 trillion"),
    "amount_unit": mark("an amount with its unit: thousand, million or billion"),
    "amount_range": mark("one amount, not a range: its low end, middle or high end"),
    "amount_rate": mark("a currency with a rate on record for {year}"),
    "date": mark("a date such as 2025, 2025-10, 05.10.2025 or 5 October 2025"),
    "date_day_month": mark("a date that can be read one way only, such as 2025-10-05"),
    "date_range": mark("a date between {low} and {high}"),
    "percent": mark("a percentage between -100 and 1000"),
    "latitude": mark("degrees north between -90 and 90"),
    "longitude": mark("degrees east between -180 and 180"),
    "years": mark("years between 0 and 200"),
    "ticket_order": mark("a largest ticket of at least the smallest, {low}"),
    "synthetic": mark("a real record: made-up ones never enter the database"),
    "made_id": mark("a name that an id can be made from"),
    "total": mark("a record in each row: a row of totals is none"),
    "left_out": mark("a record that is not there already: the row was left out by choice"),
}

#: What the values inside those sentences are called.
VOCABULARIES: Final[Mapping[str, str]] = {
    "sector": mark("sectors"),
    "instrument": mark("instruments"),
    "stage": mark("stages"),
    "opportunity": mark("opportunities"),
    "theme": mark("themes"),
    "geography": mark("places"),
    "region": mark("regions"),
    "investor_type": mark("types of investor"),
    "corridor": mark("corridors"),
    "any": mark("sectors, instruments, places or themes"),
    "a known investor": mark("a known investor"),
    "a known project": mark("a known project"),
    "a known deal": mark("a known deal"),
}
#: Vocabularies whose labels stand in another one.
_LABELLED: Final[Mapping[str, str]] = {"region": "geography"}


#: What was found, where it is no cell of the file.
FOUND: Final[Mapping[str, str]] = {
    "an empty cell": mark("an empty cell"),
    "an empty file": mark("an empty file"),
    "a header without rows": mark("a header without rows"),
    "a file without rows": mark("a file without rows"),
    "a file without text": mark("a file without text"),
    "a damaged file": mark("a damaged file"),
    "a damaged workbook": mark("a damaged workbook"),
    "a workbook with a password": mark("a workbook with a password"),
    "a workbook in the old .xls format": mark("a workbook in the old .xls format"),
    "a workbook with macros": mark("a workbook with macros"),
    "a workbook without cells": mark("a workbook without cells"),
    "a NUL character": mark("a NUL character"),
    "a NUL byte": mark("a NUL byte"),
}


def labelled_in(vocabulary: str) -> str:
    """The vocabulary in which the labels of another one's codes stand."""
    return _LABELLED.get(vocabulary, vocabulary)


def found(fault: Fault) -> str:
    """What was found, in the reader's language where it is no cell of the file."""
    return _(FOUND[fault.found]) if fault.found in FOUND else fault.found


def reason(fault: Fault) -> str:
    """Found and expected in one piece, as a file of left-out rows says it."""
    return _("found {found}, expected {what}", found=found(fault), what=expected(fault))


def expected(fault: Fault) -> str:
    """What was expected, in the reader's language."""
    values = {
        name: _(VOCABULARIES[value]) if value in VOCABULARIES else value
        for name, value in fault.values.items()
    }
    return _(EXPECTED[fault.rule]).format(**values)


def field_label(kind: Kind, name: str) -> str:
    """What a field is called in the reader's language; a header that is no field as it is."""
    about = fields(kind).get(name)
    return about.label(language()) if about else name
