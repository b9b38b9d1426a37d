"""Conversion to US dollars by a dated table of rates.

The table holds yearly averages of the official rate of the National Bank of Kazakhstan
(``USD/KZT``) and crosses derived from them (``EUR/KZT``, ``CNY/KZT``). A currency that the table
does not know stays unconverted: a gap, not a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """US dollars for one unit of a currency.

    ``year`` is the year whose average is used, ``exact`` whether it is the year asked for.
    """

    usd: float
    year: int | None
    exact: bool


DOLLAR = Rate(usd=1.0, year=None, exact=True)


class Rates:
    """Yearly averages in tenge for one unit of a currency, by series and year."""

    def __init__(self, tenge: Mapping[tuple[str, int], float]) -> None:
        self._tenge = dict(tenge)

    def to_usd(self, currency: str, year: int | None) -> Rate | None:
        """Rate of ``currency`` in ``year``.

        A year after the table's end, or none at all, takes the last year there is and is marked
        as not exact. A year before its beginning has no rate.
        """
        if currency == "USD":
            return DOLLAR
        known = self._years(currency)
        if not known:
            return None
        used = known[-1] if year is None or year > known[-1] else year
        if used not in known:
            return None
        return Rate(
            self._in_tenge(currency, used) / self._in_tenge("USD", used), used, used == year
        )

    def _years(self, currency: str) -> list[int]:
        dollars = {year for series, year in self._tenge if series == "USD/KZT"}
        if currency == "KZT":
            return sorted(dollars)
        own = {year for series, year in self._tenge if series == f"{currency}/KZT"}
        return sorted(dollars & own)

    def _in_tenge(self, currency: str, year: int) -> float:
        return 1.0 if currency == "KZT" else self._tenge[f"{currency}/KZT", year]
