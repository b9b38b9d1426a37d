"""Reading the seed's CSV files as text, with every fault named by file, row and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.synthetic import WANTED, marks

RECORD_ID = re.compile(r"[A-Za-z0-9._-]{1,80}")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a file. ``row`` counts as a spreadsheet does, header = 1."""

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: found {self.found}, expected {self.expected}"


class SeedError(Exception):
    """The seed files cannot be loaded; ``faults`` holds every reason. Nothing was written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class SeedFolder:
    """A folder of seed files; faults found by any check collect in ``faults``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def read(self, name: str, columns: Collection[str]) -> SeedTable:
        """Read ``name`` as text; no file, a column too few or a made-up record is a fault."""
        path = self.folder / name
        try:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        except FileNotFoundError:
            return self._unreadable(name, columns, "no file", "the file")
        except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            return self._unreadable(name, columns, str(error).strip(), "UTF-8 CSV with a header")
        missing = [column for column in columns if column not in frame.columns]
        if missing:
            return self._unreadable(name, columns, f"no column {', '.join(missing)}", "it")
        stripped = frame.apply(lambda column: column.str.strip())
        table = SeedTable(self, name, stripped)
        for column, marked in marks(stripped).items():
            table.complain(column, marked, WANTED)
        return table

    def fault(self, file: str, row: int | None, column: str | None, found: str, want: str) -> None:
        """Note one fault."""
        self.faults.append(Fault(file, row, column, found, want))

    def check(self) -> None:
        """Raise SeedError when any fault was noted."""
        if self.faults:
            raise SeedError(self.faults)

    def _unreadable(self, name: str, columns: Collection[str], found: str, want: str) -> SeedTable:
        self.fault(name, None, None, found, want)
        return SeedTable(self, name, pd.DataFrame({column: [] for column in columns}, dtype=str))


class SeedTable:
    """One file's rows as text; an empty cell is an empty string until a column is converted."""

    def __init__(self, folder: SeedFolder, name: str, frame: pd.DataFrame) -> None:
        self.folder = folder
        self.name = name
        self.frame = frame

    def __getitem__(self, column: str) -> pd.Series[str]:
        return self.frame[column]

    def text(self, column: str) -> pd.Series[str]:
        """Text with empty cells as missing."""
        return self.frame[column].replace("", None).astype("str")

    def numbers(self, column: str) -> pd.Series[float]:
        """Finite numbers, missing where the cell is empty; anything else is a fault."""
        values = pd.to_numeric(self.frame[column].replace("", None), errors="coerce")
        finite = values.abs() != float("inf")
        bad = (self.frame[column] != "") & (values.isna() | ~finite)
        self.complain(column, bad, "a number")
        return values.astype("float64")

    def whole(self, column: str) -> pd.Series[int]:
        """Whole numbers, missing where the cell is empty."""
        values = self.numbers(column)
        self.complain(column, values.notna() & (values % 1 != 0), "a whole number")
        return values.round().astype("Int64")

    def lists(self, column: str, separator: str = ";") -> pd.Series[str]:
        """Lists of the cell's parts; an empty cell is an empty list."""
        return self.frame[column].map(lambda cell: split(cell, separator))

    def require(self, column: str) -> None:
        """Every row has a value."""
        self.complain(column, self.frame[column] == "", "a value")

    def unique(self, *columns: str) -> None:
        """No two rows share these columns."""
        repeated = self.frame.duplicated(list(columns), keep="first")
        self.complain(columns[-1], repeated, "each once")

    def ids(self, column: str) -> None:
        """Every row has a well-formed id, once."""
        formed = self.frame[column].map(lambda cell: bool(RECORD_ID.fullmatch(cell)))
        self.complain(column, ~formed.astype(bool), "1 to 80 letters, digits, '-', '_' or '.'")
        self.unique(column)

    def refer(self, column: str, known: Collection[str], what: str, *, empty: bool = False) -> None:
        """Every value is one of ``known``; ``empty`` cells pass where allowed."""
        values = self.frame[column]
        bad = ~values.isin(list(known))
        if empty:
            bad &= values != ""
        self.complain(column, bad, what)

    def refer_lists(self, column: str, known: Collection[str], what: str) -> None:
        """Every part of every list is one of ``known``."""
        self.complain(
            column, self.lists(column).map(lambda parts: not set(parts) <= set(known)), what
        )

    def complain(self, column: str, bad: pd.Series[bool], expected: str) -> None:
        """Note a fault for each row where ``bad`` holds."""
        for index in self.frame.index[bad.fillna(value=False).astype(bool)]:
            row = self.frame.loc[index]
            file = str(row.get("seed_file", self.name))
            number = int(row.get("seed_row", int(index) + 2))
            self.folder.fault(file, number, column, repr(row[column]), expected)


def split(cell: str, separator: str = ";") -> list[str]:
    """Parts of a cell without blanks around them and without empty ones."""
    return [part.strip() for part in cell.split(separator) if part.strip()]
