"""Which Kazakh investment regimes a project reaches by its size, and how far it is from the next.

Thresholds are in MCI (the monthly calculation index, set each year in the republican budget). They
and the rates come in as dated rows with source and verified mark; nothing of that stands here.
A year without an MCI, or a currency without a rate of the year, gives no result but says what is
missing: nothing is put in its place unless the caller names the year to take it from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

MCI = "MCI"
TENGE = "KZT"
DOLLAR = "USD"

Bound = Literal["from", "over", "up_to", "none"]
#: Kinds of projects that thresholds tell apart; any other kind meets those for all alone.
KINDS = ("new_production", "expansion", "food_light_hotels", "tourism", "other")

#: Subsectors and sectors whose usual kind is not a new production of its own. A suggestion only:
#: which kind a project is, is for its sponsor to show.
LIKELY_KINDS: Mapping[str, str] = {
    "tourism & resorts": "tourism",
    "food & beverages": "food_light_hotels",
    "grain processing": "food_light_hotels",
    "textiles & consumer goods": "food_light_hotels",
    "finance": "other",
}


@dataclass(frozen=True)
class Rate:
    """One dated value: tenge for an MCI or for a unit of a currency."""

    series: str
    year: int
    value: float
    basis: str | None
    source_url: str | None
    verified: str
    entered_by: str | None = None

    @property
    def to_be_confirmed(self) -> bool:
        """Whether the source does not fully say it."""
        return self.verified != "yes"


@dataclass(frozen=True)
class Threshold:
    """One dated row: ``kind`` None is for any project, ``mci`` None where size does not decide."""

    name: str
    regime: str
    kind: str | None
    bound: Bound
    mci: float | None
    year: int | None
    source_url: str | None
    as_of: str | None
    verified: str
    notes: str | None
    entered_by: str | None = None

    @property
    def to_be_confirmed(self) -> bool:
        """Whether the source does not fully say it."""
        return self.verified != "yes"

    def reached(self, amount_mci: float) -> bool:
        """Tell whether an amount reaches it; never where size does not decide."""
        if self.mci is None:
            return False
        if self.bound == "up_to":
            return amount_mci <= self.mci
        return amount_mci > self.mci if self.bound == "over" else amount_mci >= self.mci


@dataclass(frozen=True)
class Standing:
    """How an amount stands to one threshold.

    reached : None where size does not decide.
    applies : whether it is for this kind of project.
    short_mci, short_kzt_m, short_usd_m : what is missing, zero where nothing is; amounts in
        millions. For an upper bound, by how much it is exceeded. Dollars are None without a rate.
    """

    threshold: Threshold
    reached: bool | None
    applies: bool
    short_mci: float
    short_kzt_m: float
    short_usd_m: float | None


@dataclass(frozen=True)
class Reached:
    """The result: the amount in every measure, what it was made from, and every threshold.

    rate : of the amount's currency, None for tenge. dollar : behind amounts in dollars, None where
    no rate is known of the year (tenge are then all there is).
    """

    amount_kzt_m: float
    amount_usd_m: float | None
    amount_mci: float
    mci: Rate
    rate: Rate | None
    dollar: Rate | None
    standings: tuple[Standing, ...]

    @property
    def applying(self) -> tuple[Standing, ...]:
        """The thresholds for this kind of project at which size decides."""
        return tuple(each for each in self.standings if each.applies and each.reached is not None)

    @property
    def next(self) -> Standing | None:
        """The nearest threshold above the amount; None where it is above all."""
        above = [
            each
            for each in self.applying
            if not each.reached and each.threshold.bound in ("from", "over")
        ]
        return min(above, key=lambda each: each.threshold.mci or 0.0, default=None)

    @property
    def highest(self) -> Standing | None:
        """The largest threshold reached."""
        below = [each for each in self.applying if each.reached]
        return max(below, key=lambda each: each.threshold.mci or 0.0, default=None)

    @property
    def to_be_confirmed(self) -> bool:
        """Whether the MCI or a rate behind the result is not fully confirmed."""
        return any(each.to_be_confirmed for each in (self.mci, self.rate, self.dollar) if each)


@dataclass(frozen=True)
class Missing:
    """What there is no dated value of: the series and the year, and the nearest year there is."""

    series: str
    year: int
    nearest: Rate | None


class Figures:
    """Dated rates and thresholds, looked up by year."""

    def __init__(self, rates: Iterable[Rate], thresholds: Iterable[Threshold]) -> None:
        self._rates = {(rate.series, rate.year): rate for rate in rates}
        self._thresholds = tuple(thresholds)

    @classmethod
    def read(cls, rates: pd.DataFrame, thresholds: pd.DataFrame) -> Figures:
        """Read frames with the columns of the views ``rate_now`` and ``threshold_now``."""
        return cls(
            [Rate(**_cells(row, Rate)) for row in rates.to_dict("records")],
            [
                Threshold(**(_cells(row, Threshold, "name") | {"name": row["threshold"]}))
                for row in thresholds.to_dict("records")
            ],
        )

    def rate(self, series: str, year: int) -> Rate | Missing:
        """Return the value of exactly that year, or what is missing."""
        return self._rates.get((series, year)) or Missing(series, year, self._nearest(series, year))

    def years(self, series: str) -> list[int]:
        """Return the years with a value, sorted."""
        return sorted(year for name, year in self._rates if name == series)

    def currencies(self) -> list[str]:
        """Return the currencies that have a rate in some year, the tenge and dollar first."""
        pairs = {name.partition("/")[0] for name, _year in self._rates if name != MCI}
        return [TENGE, DOLLAR, *sorted(pairs - {DOLLAR})]

    def last_year(self, currency: str) -> int | None:
        """Return the last year with an MCI and, unless it is the tenge, a rate of the currency."""
        years = set(self.years(MCI))
        if currency != TENGE:
            years &= set(self.years(f"{currency}/{TENGE}"))
        return max(years, default=None)

    def thresholds(self, year: int) -> list[Threshold]:
        """Return what holds in a year: of each threshold, the row with the latest year up to it."""
        holds: dict[str, Threshold] = {}
        for each in sorted(self._thresholds, key=lambda row: row.year or 0):
            if (each.year or 0) <= year:
                holds[each.name] = each
        infinite = float("inf")
        return sorted(
            holds.values(), key=lambda row: (row.mci or infinite, row.bound != "up_to", row.name)
        )

    def _nearest(self, series: str, year: int) -> Rate | None:
        years = self.years(series)
        if not years:
            return None
        return self._rates[series, min(years, key=lambda each: (abs(each - year), -each))]


def reach(
    figures: Figures,
    amount_m: float,
    currency: str,
    kind: str,
    year: int,
    *,
    mci_year: int | None = None,
    rate_year: int | None = None,
) -> Reached | Missing:
    """Return which regimes an investment reaches, or which dated value is missing for it.

    Parameters
    ----------
    figures :
        Dated rates and thresholds.
    amount_m, currency :
        The amount in millions of a currency (ISO 4217), above zero.
    kind :
        One of ``KINDS``.
    year :
        The year whose thresholds, MCI and rate are used.
    mci_year, rate_year :
        Other years to take the MCI and the rates from, where that is wanted on purpose.

    Raises
    ------
    ValueError
        For an amount that is not above zero, or a kind that there is not.

    """
    if not amount_m > 0:
        raise ValueError("an amount has to be above zero")
    if kind not in KINDS:
        raise ValueError(f"no kind of project is called {kind!r}")
    mci = figures.rate(MCI, mci_year or year)
    if isinstance(mci, Missing):
        return mci
    dated = rate_year or year
    rate = None if currency == TENGE else figures.rate(f"{currency}/{TENGE}", dated)
    if isinstance(rate, Missing):
        return rate
    found = figures.rate(f"{DOLLAR}/{TENGE}", dated)
    dollar = None if isinstance(found, Missing) else found
    tenge = amount_m * (rate.value if rate else 1.0)
    amount_mci = tenge * 1e6 / mci.value
    return Reached(
        tenge,
        amount_m if currency == DOLLAR else _in(tenge, dollar),
        amount_mci,
        mci,
        rate,
        dollar,
        tuple(_standing(each, amount_mci, kind, mci, dollar) for each in figures.thresholds(year)),
    )


def likely_kind(subsector: str | None, sectors: Iterable[str]) -> str:
    """Return the kind that a project of a subsector usually is, to begin with."""
    for code in (subsector, *sectors):
        if code is not None and code in LIKELY_KINDS:
            return LIKELY_KINDS[code]
    return KINDS[0]


def _standing(
    threshold: Threshold, amount_mci: float, kind: str, mci: Rate, dollar: Rate | None
) -> Standing:
    reached = None if threshold.mci is None else threshold.reached(amount_mci)
    short = 0.0 if reached is not False else abs((threshold.mci or 0.0) - amount_mci)
    tenge = short * mci.value / 1e6
    return Standing(
        threshold,
        reached,
        threshold.kind is None or threshold.kind == kind,
        short,
        tenge,
        _in(tenge, dollar),
    )


def _in(tenge_m: float, dollar: Rate | None) -> float | None:
    return None if dollar is None else tenge_m / dollar.value


def _cells(row: Mapping[Any, Any], of: type, *without: str) -> dict[str, Any]:
    """Return the cells that a row's dataclass has, missing ones as None, years as whole numbers."""
    cells = {
        name: None if pd.isna(row[name]) else row[name]
        for name in of.__dataclass_fields__  # type: ignore[attr-defined]
        if name not in without
    }
    return cells | {"year": None if cells["year"] is None else int(cells["year"])}
