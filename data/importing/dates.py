"""Dates in the ways people write them, kept as precise as they are: year, month or day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from data.importing.faults import CellError

#: Nothing in these records is older; later than next year is a slip of the key.
EARLIEST: Final = 1990

_MONTHS: Final = (
    r"jan(?:uary)?|январ[ья]|янв|қаңтар",
    r"feb(?:ruary)?|феврал[ья]|фев|ақпан",
    r"mar(?:ch)?|марта?|мар|наурыз",
    r"apr(?:il)?|апрел[ья]|апр|сәуір",
    r"may|ма[йя]|мамыр",
    r"june?|июн[ья]|маусым",
    r"july?|июл[ья]|шілде",
    r"aug(?:ust)?|августа?|авг|тамыз",
    r"sept?(?:ember)?|сентябр[ья]|сент?|қыркүйек",
    r"oct(?:ober)?|октябр[ья]|окт|қазан",
    r"nov(?:ember)?|ноябр[ья]|нояб?|қараша",
    r"dec(?:ember)?|декабр[ья]|дек|желтоқсан",
)
_YEAR_WORD: Final = r"(?:\s*(?:г\.?|года?|ж\.?|жыл[ығ]?\w*))?"
_DAY: Final = r"(?P<day>\d{1,2})"
_MONTH: Final = r"(?P<month>\d{1,2})"
_YEAR: Final = r"(?P<year>\d{4})"
_NUMERIC: Final = (
    rf"{_YEAR}{_YEAR_WORD}(?:\.0)?",
    rf"{_YEAR}[-./]{_MONTH}",
    rf"{_YEAR}[-./]{_MONTH}[-./]{_DAY}(?:[t ][\d:.+z]*)?",
    rf"{_DAY}\.{_MONTH}\.{_YEAR}{_YEAR_WORD}",
    rf"{_MONTH}[./]{_YEAR}",
)
_EXCEL_DAY_0: Final = date(1899, 12, 30)
_EXCEL: Final = re.compile(r"[34]\d{4}(?:\.0+)?")


def parse_date(text: str) -> str:
    """Give the date as ``2025``, ``2025-10`` or ``2025-10-05``; days come before months.

    A span of years stays one: ``2022-2025``.

    Raises
    ------
    CellError
        ``date`` where it is none, ``date_day_month`` where ``5/10/2025`` may be either, and
        ``date_range`` before 1990 or after next year.
    """
    stated = " ".join(text.split()).strip(" .").lower()
    if found := re.fullmatch(r"(\d{4})\s?[-\u2013/]\s?(\d{4})", stated):
        return f"{parse_date(found[1])}-{parse_date(found[2])}"
    year, month, day = _parts(stated)
    latest = date.today().year + 1  # noqa: DTZ011 - the reader's calendar day
    if not EARLIEST <= year <= latest:
        raise CellError("date_range", low=str(EARLIEST), high=str(latest))
    if month is None:
        return f"{year:04}"
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        raise CellError("date") from None
    return whole.isoformat() if day else whole.isoformat()[:7]


def _parts(stated: str) -> tuple[int, int | None, int | None]:
    for pattern in _NUMERIC:
        if found := re.fullmatch(pattern, stated):
            parts = {name: int(part) for name, part in found.groupdict().items()}
            return parts["year"], parts.get("month"), parts.get("day")
    if found := re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", stated):
        return _slashes(int(found[1]), int(found[2]), int(found[3]))
    if _EXCEL.fullmatch(stated):
        day = _EXCEL_DAY_0 + timedelta(days=int(float(stated)))
        raise CellError("date", day.isoformat())
    return _named_month(stated)


def _slashes(first: int, second: int, year: int) -> tuple[int, int, int]:
    """Read ``25/10/2025`` or ``10/25/2025``; where both could be the month, ask."""
    if first == second or second > 12 or first > 12:  # noqa: PLR2004 - months
        return (year, first, second) if second > 12 else (year, second, first)  # noqa: PLR2004
    raise CellError(
        "date_day_month", f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"
    )


def _named_month(stated: str) -> tuple[int, int, int | None]:
    for number, words in enumerate(_MONTHS, start=1):
        patterns = (
            rf"(?P<day>\d{{1,2}})?\s*(?:{words})\.?,?\s*(?P<year>\d{{4}}){_YEAR_WORD}",
            rf"(?:{words})\.?\s*(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})",
            rf"(?P<year>\d{{4}}){_YEAR_WORD},?\s*(?P<day>\d{{1,2}})?\s*(?:{words})",
        )
        for pattern in patterns:
            if found := re.fullmatch(pattern, stated):
                day = found["day"]
                return int(found["year"]), number, int(day) if day else None
    raise CellError("date")
