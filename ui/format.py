"""Amounts, dates, names and links as the reader's language writes them.

Whatever goes into markdown passes through ``plain``: text from a record is shown, never obeyed.
"""

from __future__ import annotations

import math
import re
from datetime import date
from urllib.parse import urlsplit

import pandas as pd
from babel import Locale, numbers
from babel.dates import format_date, format_skeleton

from ui.words import _, language

UNKNOWN = "–"

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:^=-])")
_DAY, _MONTH, _YEAR = 10, 7, 4


def plain(text: object) -> str:
    """Text that markdown shows as it is: no formula, link, image or emphasis comes of it."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split())) if known(text) else UNKNOWN


def known(value: object) -> bool:
    """Tell whether there is a value: not missing, not NaN, not empty."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return False
    return not (hasattr(value, "__len__") and len(value) == 0)


def number(value: float, digits: int | None = None) -> str:
    """Number with the language's separators; three significant figures unless told."""
    if digits is None:
        digits = 0 if abs(value) >= 100 or value == round(value) else 2 if abs(value) < 10 else 1  # noqa: PLR2004 - three significant figures
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return numbers.format_decimal(value, format=pattern, locale=language())


def fixed(value: float, digits: int) -> str:
    """Number with exactly so many digits behind the point, for columns that line up."""
    return numbers.format_decimal(value, format="#,##0." + "0" * digits, locale=language())


def usd(million: object) -> str:
    """Amount in millions of US dollars, in the unit that reads best."""
    return money(million, "USD")


def money(million: object, currency: object) -> str:
    """Amount given in millions of ``currency``: thousand, million or billion, as reads best."""
    if not known(million):
        return UNKNOWN
    amount = float(million)  # type: ignore[arg-type]
    code = str(currency) if known(currency) else "?"
    if abs(amount) >= 1000:  # noqa: PLR2004 - a billion
        return _("{currency} {amount}bn", currency=code, amount=number(amount / 1000))
    if 0 < abs(amount) < 1:
        return _("{currency} {amount}k", currency=code, amount=number(amount * 1000))
    return _("{currency} {amount}m", currency=code, amount=number(amount))


def converted(record: pd.Series, amount: str) -> str:
    """Amount of a record in its own currency, with US dollars behind it; empty where unknown.

    ``amount`` names its columns: ``ask`` or ``total_cost``.
    """
    original, currency = record[f"{amount}_original_m"], record[f"{amount}_currency"]
    in_dollars = record[f"{amount}_usd_m"]
    if not known(original) or currency == "USD":
        return usd(in_dollars) if known(in_dollars) else ""
    text = money(original, currency)
    return f"{text} ({usd(in_dollars)})" if known(in_dollars) else text


def span(low: object, high: object) -> str:
    """Range of US dollar amounts, open where one end is missing."""
    if known(low) and known(high):
        if low == high:
            return usd(low)
        return _("{low} to {high}", low=usd(low), high=usd(high))
    if known(low):
        return _("from {low}", low=usd(low))
    if known(high):
        return _("up to {high}", high=usd(high))
    return UNKNOWN


def points(value: float) -> str:
    """Score or contribution given 0..1, as points of a hundred."""
    return number(100 * value, 0)


def signed(value: float) -> str:
    """Difference in whole points of a hundred, with its sign; a decimal where it is below one."""
    digits = 0 if round(abs(value)) else 1
    return numbers.format_decimal(
        value,
        format="+#,##0.#;\u2212#,##0.#" if digits else "+#,##0;\u2212#,##0",
        locale=language(),
    )


def percent(share: float) -> str:
    """Share given 0..1, in per cent."""
    return numbers.format_percent(share, format="#,##0%", locale=language())


def when(text: object) -> str:
    """Date as precise as its source: a year, a month of a year, or a day."""
    if not known(text):
        return UNKNOWN
    stated = str(text)
    try:
        if len(stated) == _DAY:
            return format_date(date.fromisoformat(stated), format="medium", locale=language())
        if len(stated) == _MONTH:
            day = date.fromisoformat(f"{stated}-01")
            return format_skeleton("yMMM", day, locale=language())
    except ValueError:
        return stated
    return stated[:_YEAR] if stated[:_YEAR].isdigit() else stated


def country(code: object) -> str:
    """Name of a country by its ISO 3166-1 alpha-2 code."""
    if not known(code):
        return UNKNOWN
    return str(Locale(language()).territories.get(str(code), code))


def link(url: object) -> str:
    """Markdown link named by its host; a dash where there is no web address."""
    if not known(url) or not str(url).startswith(("http://", "https://")):
        return UNKNOWN
    host = urlsplit(str(url)).hostname or str(url)
    safe = re.sub(r"[()\s<>\[\]\\]", lambda match: f"%{ord(match.group()):02X}", str(url))
    return f"[{plain(host.removeprefix('www.'))}]({safe})"


def source(url: object, as_of: object, verified: object) -> str:
    """Markdown source note: where from, as of when, and a mark where it is not verified."""
    note = link(url) if link(url) != UNKNOWN else _("no source that can be cited")
    if known(as_of):
        note = f"{note}, {plain(when(as_of))}"
    if verified == "partial":
        note += f" · {_('partly verified')}"
    elif verified == "no":
        note += f" · **{_('unverified')}**"
    return note
