"""What follows from what a row says: dollars from another currency, the part of the country.

Only what is given leads to more; defaults of a new record are filled in when it is created.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.importing.amounts import MILLION, Amount, header_unit
from data.importing.faults import Fault
from data.importing.fields import Kind
from data.importing.known import Known
from data.importing.vocabularies import Words, folded

#: Fields of the same amount: dollars, its own currency's millions, the currency.
MONEY: Final[Mapping[Kind, tuple[tuple[str, str, str], ...]]] = {
    "investor": (),
    "project": (
        ("ask_usd_m", "ask_original_m", "ask_currency"),
        ("total_cost_usd_m", "total_cost_original_m", "total_cost_currency"),
    ),
    "deal": (("amount_usd_m", "amount_original_m", "amount_currency"),),
}
#: Dates of a record, the first that is there gives the year of its rate.
DATES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "investor": ("as_of",),
    "project": ("as_of", "status_as_of", "announced_on"),
    "deal": ("signed_on",),
}
#: Ends of a range, and what keeps its own words.
TICKET: Final = ("ticket_min_usd_m", "ticket_max_usd_m")


@dataclass
class Rows:
    """One chunk on its way: values by field, faults by position, and what is kept beside."""

    kind: Kind
    cells: dict[str, pa.Array]
    numbers: np.ndarray
    extras: dict[str, pa.Array]
    faults: list[tuple[int, Fault]]

    def __len__(self) -> int:
        return len(self.numbers)

    def has(self, name: str) -> bool:
        """Tell whether any row of the chunk says something on a field."""
        return name in self.cells and self.cells[name].null_count < len(self)

    def says(self, name: str, at: int) -> bool:
        """Tell whether one row says something on a field."""
        return name in self.cells and bool(self.cells[name][at].is_valid)

    def fault(self, at: int, rule: str, column: str, found: object, **values: str) -> None:
        """Note a fault of one row."""
        self.faults.append((at, Fault(rule, str(found), column=column, values=values)))


def complete(
    rows: Rows, said: Mapping[str, Mapping[int, Amount]], known: Known, words: Words
) -> None:
    """Fill in what follows from what the rows say."""
    if rows.kind == "deal" and rows.has("signed_on") and not rows.has("year"):
        years = pc.cast(pc.utf8_slice_codeunits(rows.cells["signed_on"], 0, 4), pa.int32())
        rows.cells["year"] = years
    _amounts_said(rows, said, known)
    for money in MONEY[rows.kind]:
        _in_dollars(rows, money, known)
    if rows.kind == "project":
        _places_and_sectors(rows, known, words)
    if rows.kind == "deal":
        _by_words(rows, "role", "role_kind", words.roles)
        _by_words(rows, "status", "standing", words.standings)


def say_in_millions(rows: Rows, headers: Mapping[str, str]) -> None:
    """Amounts in their own currency as the header says them: ``Стоимость, млрд тенге``."""
    for _usd, original, currency in MONEY[rows.kind]:
        header = headers.get(original, original)
        unit, code = (None, None) if header == original else header_unit(header)
        if not rows.has(original):
            continue
        amounts = rows.cells[original]
        if unit is not None and unit != MILLION:
            rows.cells[original] = pc.multiply(amounts, unit / MILLION)
        if code is not None:
            stated = _or_null(rows, currency, pa.string())
            named = pc.if_else(pc.is_valid(amounts), code, None)
            rows.cells[currency] = pc.coalesce(stated, named)


def _amounts_said(rows: Rows, said: Mapping[str, Mapping[int, Amount]], known: Known) -> None:
    """Put amounts that cells spelled out where they belong; a range only fits a ticket."""
    years = _years(rows) if any(said.values()) else []
    changed: dict[str, dict[int, object]] = {}
    for name, amounts in said.items():
        for at, amount in amounts.items():
            currency = amount.currency or "USD"
            rate = known.rate(currency, years[at])
            if rate is None:
                year = str(years[at] or "the last year")
                rows.fault(at, "amount_rate", name, repr(currency), year=year)
                continue
            for field, value in _placed(rows, said, name, at, rate.usd):
                in_dollars = value * rate.usd
                changed.setdefault(field, {})[at] = in_dollars
                own = next((m for m in MONEY[rows.kind] if m[0] == field), None)
                if own and rows.says(own[1], at):  # the amount as it was is beside it
                    continue
                if own and currency != "USD":
                    changed.setdefault(own[1], {})[at] = value
                    changed.setdefault(own[2], {})[at] = currency
                    changed.setdefault("rate_year", {})[at] = rate.year
                    changed.setdefault("rate_exact", {})[at] = rate.exact
                elif own:
                    changed.setdefault(own[1], {})[at] = value
                    changed.setdefault(own[2], {})[at] = "USD"
    for field, cells in changed.items():
        rows.cells[field] = _with(rows, field, cells)


def _placed(
    rows: Rows, said: Mapping[str, Mapping[int, Amount]], name: str, at: int, usd: float
) -> list[tuple[str, float]]:
    """Fields that an amount fills, with its value in millions of its own currency."""
    amount = said[name][at]
    if name == "ticket":
        ends = zip(TICKET, (amount.low, amount.high), strict=True)
        return [(field, value) for field, value in ends if value is not None]
    if amount.single is not None:
        return [(name, amount.single)]
    if name in TICKET:
        ends_of_ticket = _ends_of_ticket(rows, said, name, at, usd)
        if ends_of_ticket:
            return ends_of_ticket
    _offer_one(rows, name, at, amount)
    return []


def _ends_of_ticket(
    rows: Rows, said: Mapping[str, Mapping[int, Amount]], name: str, at: int, usd: float
) -> list[tuple[str, float]]:
    """A range in a column for one end: that end, and the other where its column says nothing.

    Nothing where the other column says something else, or the range is open at this end.
    """
    amount = said[name][at]
    (own, far), other = (amount.low, amount.high), TICKET[1]
    if name == TICKET[1]:
        (own, far), other = (far, own), TICKET[0]
    if own is None:
        return []
    beside = said.get(other, {}).get(at)
    if beside is not None:
        same = beside == amount or (beside.single == far and beside.currency == amount.currency)
        return [(name, own)] if same else []
    if rows.says(other, at):
        stated = rows.cells[other][at].as_py()
        return [(name, own)] if far is not None and isclose(far * usd, stated) else []
    return [(name, own), *([(other, far)] if far is not None else [])]


def _offer_one(rows: Rows, name: str, at: int, amount: Amount) -> None:
    """A range where one amount is wanted: its ends and its middle are offered, none is taken."""
    ends = [end for end in (amount.low, amount.high) if end is not None]
    found = "–".join(f"{end:g}" for end in ends)
    offered = ends
    if len(ends) > 1:
        offered = [ends[0], sum(ends) / 2, ends[1]]
    else:
        found = f"an end of a range, {found}"
    mends = tuple(f"{amount.currency or 'USD'} {each:g}m" for each in offered)
    rows.faults.append((at, Fault("amount_range", found, column=name, mends=mends)))


def _in_dollars(rows: Rows, money: tuple[str, str, str], known: Known) -> None:
    """Dollars where only the amount in its own currency is given, by unique currency and year."""
    usd, original, currency = money
    if not (rows.has(original) and rows.has(currency)):
        return
    lacking = pc.and_(
        pc.is_null(_or_null(rows, usd, pa.float64())),
        pc.and_(pc.is_valid(rows.cells[original]), pc.is_valid(rows.cells[currency])),
    )
    if not pc.any(lacking).as_py():
        return
    pairs = pd.DataFrame({"currency": rows.cells[currency].to_pandas(), "year": _years(rows)})
    pairs["year"] = pairs["year"].fillna(0).astype(int)
    rates = {
        (code, year): known.rate(code, year or None) if isinstance(code, str) else None
        for code, year in pairs.drop_duplicates().itertuples(index=False, name=None)
    }
    found = [rates[pair] for pair in pairs.itertuples(index=False, name=None)]
    factor = pa.array([rate.usd if rate else None for rate in found], pa.float64())
    dollars = pc.multiply(rows.cells[original], factor)
    rows.cells[usd] = pc.if_else(lacking, dollars, _or_null(rows, usd, pa.float64()))
    if not rows.has("rate_year"):
        rows.cells["rate_year"] = pa.array([r.year if r else None for r in found], pa.int32())
        rows.cells["rate_exact"] = pa.array([r.exact if r else None for r in found], pa.bool_())


def _places_and_sectors(rows: Rows, known: Known, words: Words) -> None:
    if rows.has("region") and not rows.has("macro_region"):
        coded = rows.cells["region"].dictionary_encode()
        parts = pa.array(
            [known.macro_regions.get(code) for code in coded.dictionary.to_pylist()], pa.string()
        )
        rows.cells["macro_region"] = parts.take(coded.indices)
    if rows.has("sector") and not rows.has("subsector"):
        flat = rows.cells["sector"].flatten()
        if pc.any(pc.is_in(flat, pa.array(list(words.parents)))).as_py():
            _split_sectors(rows, words)


def _split_sectors(rows: Rows, words: Words) -> None:
    """A project whose sector cell names a subsector: the sector above it, and the subsector."""
    sectors, subsectors = [], []
    for codes in rows.cells["sector"].to_pylist():
        below = [code for code in codes or () if code in words.parents]
        subsectors.append(below[0] if len(below) == 1 else None)
        sectors.append(
            None if codes is None else list(dict.fromkeys(words.parents.get(c, c) for c in codes))
        )
    rows.cells["sector"] = pa.array(sectors, pa.list_(pa.string()))
    rows.cells["subsector"] = pa.array(subsectors, pa.string())


def _by_words(rows: Rows, stated: str, derived: str, words: Mapping[str, str]) -> None:
    if rows.has(stated) and not rows.has(derived):
        coded = rows.cells[stated].dictionary_encode()
        kinds = [words.get(folded(word)) for word in coded.dictionary.to_pylist()]
        rows.cells[derived] = pa.array(kinds, pa.string()).take(coded.indices)


def _years(rows: Rows) -> list[int | None]:
    """Year of each row's rate."""
    if rows.has("year"):
        return list(rows.cells["year"].to_pylist())
    dates = [rows.cells[name] for name in DATES[rows.kind] if rows.has(name)]
    if not dates:
        return [None] * len(rows)
    first = pc.coalesce(*dates)
    return list(pc.cast(pc.utf8_slice_codeunits(first, 0, 4), pa.int32()).to_pylist())


def _or_null(rows: Rows, name: str, kind: pa.DataType) -> pa.Array:
    return rows.cells.get(name, pa.nulls(len(rows), kind))


_TYPES: Final = {"rate_year": pa.int32(), "rate_exact": pa.bool_()}


def _with(rows: Rows, name: str, cells: Mapping[int, object]) -> pa.Array:
    kind = _TYPES.get(name, pa.string() if name.endswith("currency") else pa.float64())
    mask = np.zeros(len(rows), bool)
    places = sorted(cells)
    mask[places] = True
    new = pa.array([cells[at] for at in places], kind)
    return pc.replace_with_mask(_or_null(rows, name, kind), mask, new)
