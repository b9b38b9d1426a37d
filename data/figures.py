"""Rates, the MCI and regime thresholds as they stand, and what people enter over them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from uuid import UUID

from data.store import Store

if TYPE_CHECKING:
    import pandas as pd

#: Kazakhstan has had its tenge, and an MCI, since the middle of the nineties.
FIRST_YEAR, LAST_YEAR = 1994, 2100
#: The largest that any of these figures can sensibly be: a threshold in MCI.
LARGEST = 1e9

Wrong = Literal["figure", "year", "value", "source", "actor", "same"]


class FigureError(ValueError):
    """What was entered cannot be a figure; ``wrong`` names each field at fault."""

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = wrong


@dataclass(frozen=True)
class Figure:
    """One figure to be entered.

    figure : ``MCI``, a currency pair with the tenge such as ``USD/KZT``, or the id of a threshold.
    year : calendar year of a rate; first year of a threshold.
    value : in tenge for one MCI or one unit of the currency, in MCI for a threshold; None takes
        back what was entered before.
    basis : how the value was formed, such as a yearly average or the rate of one day.
    """

    figure: str
    year: int
    value: float | None
    source_url: str
    verified: Literal["yes", "partial", "no"] = "partial"
    basis: str | None = None
    notes: str | None = None


def rates(store: Store) -> pd.DataFrame:
    """Rates and the MCI as they stand: the columns of the view ``rate_now``."""
    return store.frame("rates_now")


def thresholds(store: Store) -> pd.DataFrame:
    """Every dated row of every threshold: the columns of the view ``threshold_now``."""
    return store.frame("thresholds_now")


def history(store: Store) -> pd.DataFrame:
    """Everything entered, the newest first: who, when, before and after."""
    return store.frame("figure_history")


def enter(store: Store, actor: str, figure: Figure) -> UUID:
    """Append a figure under the name of ``actor``; what stood before it stays in the history.

    Raises
    ------
    FigureError
        Naming every field at fault; nothing is then written.
    """
    wrong = _wrong(store, actor, figure)
    if wrong:
        raise FigureError(wrong)
    with store.writing() as writer:
        ((entry_id,),) = writer.run("append_figure", actor=actor.strip(), **vars(figure))
    return UUID(str(entry_id))


def _wrong(store: Store, actor: str, figure: Figure) -> tuple[Wrong, ...]:
    known = thresholds(store)
    sized = set(known.loc[known["bound"] != "none", "threshold"])
    found: list[Wrong] = []
    if not actor.strip():
        found.append("actor")
    if figure.figure not in sized and not _is_rate(figure.figure):
        found.append("figure")
    if not FIRST_YEAR <= figure.year <= LAST_YEAR:
        found.append("year")
    value = figure.value
    if value is not None and not (math.isfinite(value) and 0 < value <= LARGEST):
        found.append("value")
    address = urlsplit(figure.source_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        found.append("source")
    if not found and _stands(store, figure):
        found.append("same")
    return tuple(found)


def _is_rate(name: str) -> bool:
    currency, slash, base = name.partition("/")
    three = 3
    pair = slash and base == "KZT" and len(currency) == three and currency.isascii()
    return name == "MCI" or bool(pair and currency.isalpha() and currency.isupper())


def _stands(store: Store, figure: Figure) -> bool:
    """Tell whether the very same is the latest entry, so that a second click adds nothing."""
    entered = history(store)
    same = entered[(entered["figure"] == figure.figure) & (entered["year"] == figure.year)]
    if same.empty:
        return figure.value is None
    last = same.iloc[0]
    if figure.value is None or last["taken_back"]:
        return figure.value is None and bool(last["taken_back"])
    return (float(last["value"]), last["source_url"], last["verified"]) == (
        figure.value,
        figure.source_url,
        figure.verified,
    )
