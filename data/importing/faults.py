"""What is wrong with a file, in words that lead to its mending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: Faults kept with their place; further ones are counted by column and rule.
KEPT = 10_000
#: Letters of a cell that a fault repeats.
SHOWN = 80

#: What each rule expects. The screen translates these sentences by the rule's name.
EXPECTED: Mapping[str, str] = {
    "file_type": "a CSV, XLSX or Parquet file whose content is what its name says ({meant})",
    "file_empty": "a header and at least one row",
    "file_size": "at most {limit}",
    "file_broken": "a file that can be read to its end: {reason}",
    "encoding": "UTF-8, UTF-16 or Windows-1251 text throughout",
    "nul": "text without NUL bytes",
    "password": "a workbook without a password: save a copy without it",
    "old_format": "a workbook in the XLSX format: open it and save it as .xlsx",
    "macros": "a workbook without macros: save it as .xlsx",
    "unpacked_size": "a workbook of at most {limit} when unpacked",
    "entities": "a workbook without declared entities",
    "no_header": "a row of headers, at least the columns {columns}",
    "columns_limit": "at most {limit} columns",
    "header_missing": "a column for {column}",
    "header_twice": "each column once",
    "second_header": "one row of headers; this row repeats them",
    "merged": "one value in each cell: take the merge apart",
    "formula_unread": "a stored value: open the file in a spreadsheet program and save it again",
    "cell_error": "a value, not an error of the spreadsheet",
    "row_width": "{count} cells, as in the header",
    "quotes": "a closing quotation mark",
    "cell_size": "at most {limit} letters",
    "control": "text without control characters",
    "formula": "text that no spreadsheet takes for a formula: nothing that starts with = + - @",
    "required": "a value",
    "id": "1 to 80 letters, digits, '-', '_' or '.'",
    "id_twice": "each id once; row {row} has it too",
    "id_case": "an id that differs from {other} by more than capitals",
    "merged_away": "the id of the record that this one was merged into, {other}",
    "reference": "the id or name of {what}",
    "code": "a code or label of the vocabulary '{vocabulary}'",
    "choice": "one of {choices}",
    "yesno": "yes or no",
    "country": "a country: its name or two-letter code",
    "currency": "a currency code of three letters",
    "url": "an address that starts with http:// or https://",
    "number": "a number",
    "number_comma": "a number that can be read one way only: is the sign a decimal or a thousand?",
    "whole": "a whole number",
    "amount": "an amount such as 120, USD 120m or 1 250,5 млн тенге",
    "amount_negative": "an amount of at least 0",
    "amount_large": "at most USD 10 trillion",
    "amount_unit": "an amount with its unit: thousand, million or billion",
    "amount_range": "one amount, not a range: its low end, middle or high end",
    "amount_rate": "a currency with a rate on record for {year}",
    "date": "a date such as 2025, 2025-10, 05.10.2025 or 5 October 2025",
    "date_day_month": "a date that can be read one way only, such as 2025-10-05",
    "date_range": "a date between {low} and {high}",
    "percent": "a percentage between -100 and 1000",
    "latitude": "degrees north between -90 and 90",
    "longitude": "degrees east between -180 and 180",
    "years": "years between 0 and 200",
    "ticket_order": "a largest ticket of at least the smallest, {low}",
    "synthetic": "a real record: made-up ones never enter the database",
    "made_id": "a name that an id can be made from",
    "total": "a record in each row: a row of totals is none",
    "left_out": "a record that is not there already: the row was left out by choice",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. ``row`` counts as a spreadsheet does; ``mends`` are offered."""

    rule: str
    found: str
    row: int | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    mends: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What was expected, in English."""
        return EXPECTED[self.rule].format(**self.values)

    @property
    def reason(self) -> str:
        """Found and expected, in English."""
        return f"found {self.found}, expected {self.expected}"

    def line(self, file: str) -> str:
        """One line for standard error."""
        place = file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {' '.join(self.column.split())}"
        mend = f" (perhaps {' or '.join(repr(m) for m in self.mends)})" if self.mends else ""
        return f"{place}: {self.reason}{mend}"


class FileRefusedError(Exception):
    """The file as a whole cannot be imported. Nothing was written."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(fault.line("file") for fault in self.faults))


class CellError(Exception):
    """One cell cannot be read; ``rule`` says why, ``mends`` what may have been meant."""

    def __init__(self, rule: str, *mends: str, **values: str) -> None:
        super().__init__(rule)
        self.rule, self.mends, self.values = rule, mends, values


class Faults:
    """Faults as they are found; bounded, so that a file of a million bad rows is told as well."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.count = 0
        self.by_rule: Counter[tuple[str | None, str]] = Counter()

    def __bool__(self) -> bool:
        return self.count > 0

    def add(self, fault: Fault) -> None:
        """Keep one fault, or count it where enough are kept."""
        self.count += 1
        self.by_rule[fault.column, fault.rule] += 1
        if len(self.kept) < KEPT:
            self.kept.append(fault)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Keep some faults."""
        for fault in faults:
            self.add(fault)

    def lines(self, file: str) -> list[str]:
        """One line per fault, in the order of rows; the last tells how many more there are."""
        ordered = sorted(self.kept, key=lambda fault: (fault.row or 0, fault.column or ""))
        lines = [fault.line(file) for fault in ordered]
        if self.count > len(self.kept):
            lines.append(f"{file}: {self.count - len(self.kept):,} more faults of the same kinds")
        return lines


def shown(cell: object) -> str:
    """A cell as a fault repeats it: quoted, shortened, on one line."""
    text = str(cell)
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} letters)")
