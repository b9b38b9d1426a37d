"""Which field a header means, in English, Russian or Kazakh, or as somebody said before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from rapidfuzz import fuzz, process

from data.importing.amounts import header_unit
from data.importing.faults import Fault, shown
from data.importing.fields import DERIVED, Kind, fields

How = Literal["name", "label", "remembered", "similar", "chosen", "structure", "none"]

#: Likeness, of 100, from which a header is taken for a field, and from which it is offered.
TAKEN: Final = 92
OFFERED: Final = 70

_UNITS: Final = re.compile(
    r"\b(usd|us|долл\w*|доллар\w*|тенге|теңге|kzt|eur|евро|сша|млн|млрд|тыс|mln|bn|million|billion)\b"
)


@dataclass(frozen=True)
class Column:
    """A column of a file: its header and the field it means; None: kept beside the record."""

    position: int
    header: str
    field: str | None
    how: How
    offered: tuple[str, ...] = ()

    @property
    def derived(self) -> bool:
        """Tell whether an export worked it out: it is read past."""
        return self.field is None and self.header in DERIVED


def match(kind: Kind, header: Sequence[str], remembered: Mapping[str, str]) -> list[Column]:
    """Columns of a header, each field at most once: exact names win over similar ones."""
    found = [_column(kind, at, text, remembered) for at, text in enumerate(header)]
    columns = _by_currency(kind, found)
    best: dict[str, Column] = {}
    for column in columns:
        if column.field is not None:
            held = best.get(column.field)
            if held is None or _RANK[column.how] < _RANK[held.how]:
                best[column.field] = column
    return [
        column
        if column.field is None or best[column.field] is column or _equal(column, best)
        else replace(column, field=None, how="none", offered=(column.field,))
        for column in columns
    ]


def chosen(columns: Sequence[Column], choices: Mapping[int, str | None]) -> list[Column]:
    """Columns with what a person chose for some of them, by position."""
    return [
        replace(column, field=choices[column.position], how="chosen")
        if column.position in choices and choices[column.position] != column.field
        else column
        for column in columns
    ]


def faults_of(kind: Kind, columns: Sequence[Column], made: frozenset[str]) -> list[Fault]:
    """What is wrong with a mapping; ``made`` names fields that are made without a column."""
    found = []
    meant = Counter(column.field for column in columns if column.field is not None)
    texts = Counter(column.header.strip().casefold() for column in columns if column.header.strip())
    for column in columns:
        twice = texts[column.header.strip().casefold()] > 1
        if (column.field and meant[column.field] > 1) or twice:
            what = shown(column.header)
            found.append(Fault("header_twice", f"{what} in column {column.position + 1}", row=None))
    for field in fields(kind).values():
        if field.required and field.name not in meant and field.name not in made:
            values = {"column": field.name}
            found.append(Fault("header_missing", "none", column=field.name, values=values))
    return found


def recognised(kind: Kind, cells: Sequence[str], remembered: Mapping[str, str]) -> int:
    """How many different fields a row of cells names exactly: what tells a header."""
    names = _names(kind)
    found = {
        names.get(folded(cell)) or names.get(_bare(cell)) or remembered.get(folded(cell))
        for cell in cells
        if cell
    }
    return len(found - {None, ""})


def folded(header: str) -> str:
    """A header in lower case without signs: what is remembered."""
    return " ".join(re.sub(r"[\W_]+", " ", header.casefold().replace("ё", "е")).split())


def _column(kind: Kind, at: int, text: str, remembered: Mapping[str, str]) -> Column:
    folded_text = folded(text)
    if not folded_text or text in DERIVED:
        return Column(at, text, None, "none")
    if text.strip() in fields(kind):
        return Column(at, text, text.strip(), "name")
    if folded_text in remembered:
        field = remembered[folded_text]
        return Column(at, text, field if field in fields(kind) else None, "remembered")
    names = _names(kind)
    for form in (folded_text, _bare(text)):
        if form in names:
            return Column(at, text, names[form], "label")
    hits = process.extract(
        _bare(text), list(names), scorer=fuzz.token_sort_ratio, limit=6, score_cutoff=OFFERED
    )
    offered = tuple(dict.fromkeys(names[name] for name, _score, _at in hits))
    if hits and hits[0][1] >= TAKEN:
        return Column(at, text, offered[0], "similar", offered)
    return Column(at, text, None, "none", offered[:3])


def _by_currency(kind: Kind, columns: Sequence[Column]) -> list[Column]:
    """Two columns of one amount, in dollars and in another currency, are two fields."""
    alike: dict[str, list[Column]] = {}
    for column in columns:
        if column.field is not None and column.field.endswith("_usd_m"):
            alike.setdefault(column.field, []).append(column)
    own: dict[int, str] = {}
    for name, group in alike.items():
        original = name.replace("_usd_m", "_original_m")
        said = {header_unit(column.header)[1]: column for column in group}
        if original not in fields(kind) or len(group) != 2 or len(said) != 2 or None in said:  # noqa: PLR2004 - a pair
            continue
        if "USD" in said and not any(column.field == original for column in columns):
            own |= {c.position: original for code, c in said.items() if code != "USD"}
    return [replace(c, field=own.get(c.position, c.field)) for c in columns]


def _bare(header: str) -> str:
    """A header without units, currencies and what stands in brackets."""
    outside = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", header)
    return " ".join(_UNITS.sub(" ", folded(outside.replace("$", " "))).split())


@cache
def _names(kind: Kind) -> dict[str, str]:
    names: dict[str, str] = {}
    for field in fields(kind).values():
        names[folded(field.name)] = field.name
    for field in fields(kind).values():
        for language in ("en", "ru", "kk"):
            for name in field.names[language]:
                names.setdefault(folded(name), field.name)
                names.setdefault(_bare(name), field.name)
    names.pop("", None)
    return names


def _equal(column: Column, best: Mapping[str, Column]) -> bool:
    """Two columns that name a field equally well are a fault, not a choice."""
    held = best[column.field or ""]
    return _RANK[column.how] == _RANK[held.how] and column.how != "similar"


_RANK: Final[Mapping[How, int]] = {
    "chosen": 0, "name": 1, "remembered": 2, "label": 3, "similar": 4, "structure": 5, "none": 6,
}  # fmt: skip
