"""Numbers and amounts in the ways people write them, in English, Russian and Kazakh."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from babel.numbers import list_currencies

from data.importing.faults import CellError

MILLION: Final = 1e6
#: Below this, a number with a currency but no unit may well mean millions.
SURELY_UNITS: Final = 1e5
#: No amount in this field is larger (USD or other, in millions).
LARGEST_M: Final = 1e9

_UNITS: Final = (
    (1e3, r"thousand|тысяч[аи]?|тыс\.?|мың|k"),
    (1e6, r"million|millions|mln\.?|mio\.?|mn|миллион(?:а|ов)?|млн\.?|m|м"),
    (1e9, r"billion|billions|bln\.?|bn|миллиард(?:а|ов)?|млрд\.?|b"),
    (1e12, r"trillion|trillions|trn|tn|триллион(?:а|ов)?|трлн\.?"),
)
_CURRENCIES: Final = {
    "USD": r"ақш\s+доллар(?:ы|ымен|ында)?|us\s?\$|\$\s?us|u\.s\.\s?dollars?|us dollars?|\$|dollars?"
    r"|долл(?:ар(?:ов|а|ы)?)?\.?(?:\s?сша)?",
    "EUR": r"€|евро|euros?|еуро",
    "KZT": r"₸|тенге|теңге|тг\.?|tenge",
    "RUB": r"₽|руб(?:лей|ля|\.)?|рубль|rubles?|roubles?",
    "CNY": r"юан(?:ей|я|ь)|yuan|rmb|renminbi",
    "GBP": r"£|фунт(?:ов|а)?(?: стерлингов)?|pounds?(?: sterling)?",
    "CHF": r"швейцарских франков|swiss francs?",
    "JPY": r"иен|йен|yen",
    "AED": r"дирхам(?:ов|а)?|dirhams?",
}
_SIGNS: Final = {"USD": r"(?:us)?\$", "EUR": "€", "KZT": "₸", "RUB": "₽", "GBP": "£"}
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_NEVER: Final = r"(?!)"
_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]")
_NUMBER: Final = r"[-+\u2212]?\d(?:[\d\s\u00a0\u2007\u2009\u202f'’.,]*\d)?"
_WHOLE: Final = re.compile(
    rf"(?P<before>\D*?)(?P<low>{_NUMBER})(?P<middle>[^\d]*)"
    rf"(?:(?P<high>{_NUMBER})(?P<after>\D*))?"
)
_FROM: Final = re.compile(
    r"\b(от|from|over|above|min|at least|свыше|более)\b|^\s*[>≥]", re.IGNORECASE
)
_UP_TO: Final = re.compile(
    r"\b(до|up to|under|below|max|at most|дейін|не более)\b|^\s*[<≤]", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"(около|примерно|порядка|прибл\.?|about|around|approx\.?|circa|c\.|шамамен|~|≈)", re.IGNORECASE
)
_DASH: Final = re.compile(
    r"^\s*(?:[-\u2010-\u2015\u2212]|\.\.\.?|…|to|до|и|and|и до)\s*$", re.IGNORECASE
)
_LEFT_OVER: Final = re.compile(r"[\s.,:;()\u00a0\u202f/]*")


@dataclass(frozen=True)
class Amount:
    """Amount in millions of ``currency``, as one number or a range; None: that end is open.

    ``currency`` is None where the cell names none.
    """

    low: float | None
    high: float | None
    currency: str | None

    @property
    def single(self) -> float | None:
        """The number, where it is one."""
        return self.low if self.low == self.high else None


def parse_number(text: str, stated: str | None = None) -> float:
    """Read ``1250.5``, ``1 250,5``, ``1.250,5``, ``1,250.5``, ``12,5``.

    ``stated`` is the cell that the number stands in, which a mend keeps. Beside Cyrillic words a
    point may group as well: ``1.250 млн``.

    Raises
    ------
    CellError
        ``number`` where it is none, ``number_comma`` where it can be read in two ways (``1,250``).
    """
    bare = _SPACES.sub("", text).replace("\u2212", "-")
    if not re.fullmatch(r"[-+]?[\d.,]*\d", bare):
        raise CellError("number")
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and point >= 0:
        decimal = "," if comma > point else "."
        whole, _, part = bare.rpartition(decimal)
        return _grouped(whole, "." if decimal == "," else ",", part)
    if bare.count(",") > 1 or bare.count(".") > 1:
        return _grouped(bare, "," if comma >= 0 else ".", "")
    signs = "[,.]" if stated and _CYRILLIC.search(stated) else ","
    if re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}{signs}\d{{3}}", bare):
        grouped, decimal = re.sub("[,.]", "", bare), bare.replace(",", ".")
        if stated is None:
            raise CellError("number_comma", grouped, decimal)
        # With a nought at its end, the decimal reads in one way wherever it stands.
        mends = (stated.replace(text, mend) for mend in (grouped, f"{decimal}0"))
        raise CellError("number_comma", *mends)
    return float(bare.replace(",", "."))


def parse_amount(text: str, unit: float | None = None) -> Amount:
    """Read an amount with what stands around it.

    ``unit`` is what a bare number counts in (1e6: millions), where the header says so.

    Raises
    ------
    CellError
        ``amount`` where it is none, ``amount_unit`` where its unit is missing,
        ``amount_negative``, ``amount_large``, ``number_comma``.
    """
    stated = " ".join(text.split())
    found = _WHOLE.fullmatch(stated)
    if not found or len(stated) > 120:  # noqa: PLR2004 - a sentence is no amount
        raise CellError("amount")
    before, middle, after = found["before"], found["middle"], found["after"] or ""
    if found["high"] is not None and not _is_range(before, middle):
        raise CellError("amount")
    around = f" {before.strip()} {middle} {after} "
    currency, around = _currency(around)
    units = [_unit(part) for part in ((middle, after) if found["high"] else (middle,))]
    last = units[-1]
    first = units[0] or last
    left = _without_units(_UP_TO.sub("", _FROM.sub("", _DASH.sub(" ", around))))
    left = _ABOUT.sub("", left).replace("+", " ")
    if found["high"] is not None:
        left = re.sub(r"[-\u2010-\u2015\u2212…]|\bto\b|\bи\b|\band\b", "", left)
    if not _LEFT_OVER.fullmatch(left):
        raise CellError("amount")
    if currency and last is None:
        unit = None
    values = [
        _in_millions(_positive(raw, stated), own or unit, currency)
        for raw, own in ((found["low"], first), (found["high"], last))
        if raw is not None
    ]
    return _ends(values, before, stated, currency)


def _ends(values: list[float], before: str, stated: str, currency: str | None) -> Amount:
    if len(values) == 2:  # noqa: PLR2004 - both ends
        return Amount(min(values), max(values), currency)
    (value,) = values
    if _UP_TO.search(before):
        return Amount(None, value, currency)
    if _FROM.search(before) or re.search(r"\d\s?\+", stated):
        return Amount(value, None, currency)
    if _ABOUT.search(before):
        raise CellError("amount", f"{currency or 'USD'} {value:g}m")
    return Amount(value, value, currency)


def _is_range(before: str, middle: str) -> bool:
    """Tell whether two numbers are the ends of a range: a dash, or from .. to."""
    bare = _without_units(_currency(f" {middle} ")[1])
    return bool(_DASH.match(bare) or (_FROM.search(before) and _UP_TO.search(bare)))


def _positive(raw: str, stated: str) -> float:
    value = parse_number(raw, stated)
    if value < 0:
        raise CellError("amount_negative", f"{-value:g}")
    return value


def _in_millions(value: float, unit: float | None, currency: str | None) -> float:
    if unit is None:
        if currency is None or value < SURELY_UNITS:
            code = currency or "USD"
            raise CellError("amount_unit", f"{code} {value:g}m", f"{code} {value:g}k")
        unit = 1.0
    millions = value * unit / MILLION
    if millions > LARGEST_M:
        raise CellError("amount_large", limit="")
    return millions


def _unit(text: str) -> float | None:
    for size, words in _UNITS:
        if re.search(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", text, re.IGNORECASE):
            return size
    return None


def _without_units(text: str) -> str:
    for _size, words in _UNITS:
        text = re.sub(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", " ", text, flags=re.IGNORECASE)
    return text


def _currency(text: str) -> tuple[str | None, str]:
    """Currency named in a text, and the text without it."""
    for code, words in _CURRENCIES.items():
        pattern = rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])|{_SIGNS.get(code, _NEVER)}"
        if re.search(pattern, text, re.IGNORECASE):
            return code, re.sub(pattern, " ", text, flags=re.IGNORECASE)
    for word in re.findall(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", text):
        if word.upper() in KNOWN:
            return word.upper(), text.replace(word, " ")
    return None, text


def parse_currency(text: str) -> str:
    """Three-letter code of a currency written as code, sign or word; CellError otherwise."""
    if text.upper() in KNOWN and len(text) == 3:  # noqa: PLR2004 - ISO 4217
        return text.upper()
    code, left = _currency(f" {text} ")
    if code is None or left.strip(" .,"):
        raise CellError("currency")
    return code


def header_unit(header: str) -> tuple[float | None, str | None]:
    """Unit and currency that a header names: ``Сумма, млн тенге`` gives a million and KZT."""
    text = f" {re.sub(r'[_,;()]', ' ', header)} "
    currency, left = _currency(text)
    return _unit(left), currency


def is_unit(text: str) -> bool:
    """Tell whether a cell names a unit or a currency and nothing else: ``млн тенге``, ``USD``."""
    if re.search(r"\d", text):
        return False
    return header_unit(text) != (None, None) and not has_words(text)


def has_words(text: str) -> bool:
    """Tell whether letters are left beside units and currencies."""
    left = _without_units(_currency(f" {re.sub(r'[_,;()]', ' ', text)} ")[1])
    return any(letter.isalpha() for letter in left)


def _grouped(whole: str, separator: str, part: str) -> float:
    """Join a whole number written in groups of three to its decimals."""
    if not re.fullmatch(rf"[-+]?\d{{1,3}}(?:\{separator}\d{{3}})*|[-+]?\d+", whole):
        raise CellError("number")
    return float(f"{whole.replace(separator, '')}.{part or 0}")


KNOWN: Final = frozenset(list_currencies())
