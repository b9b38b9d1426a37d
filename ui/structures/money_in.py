"""What the regime calculator is asked: amount, currency, kind and year, all in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from structuring.regimes import DOLLAR, KINDS, Figures, likely_kind
from ui import address
from ui.format import known, money
from ui.structures.deal import Deal
from ui.words import _, mark

MOST_M = 1e9
FIRST_YEAR, LAST_YEAR = 1994, 2100

KIND_WORDS = {
    "new_production": mark("New production"),
    "expansion": mark("Expansion of a production"),
    "food_light_hotels": mark("Food or light industry, hotels"),
    "tourism": mark("Tourism"),
    "other": mark("Another kind"),
}


@dataclass(frozen=True)
class Asked:
    """The calculator's question; ``amount_m`` None where no amount is known or typed.

    ``origin`` says whose amount it is: ``typed``, ``total_cost``, ``ask``, or ``none`` of a deal.
    ``usual`` is whether the year is the last with what is needed, not one that was asked for.
    """

    amount_m: float | None
    currency: str
    kind: str
    year: int
    origin: str
    usual: bool


def asked(figures: Figures, deal: Deal | None) -> Asked:
    """Show the fields and return what they say; a deal's own amount and kind come first."""
    origin, amount, currency = _own(deal)
    typed = address.decimal("amount", 0.0, MOST_M)
    if typed is not None:
        origin, amount = "typed", typed
    currency = (address.text("currency") or currency or DOLLAR)[:3].upper()
    kind = address.choice("kind", KINDS, _usual_kind(deal))
    said = address.number("year", FIRST_YEAR, LAST_YEAR)
    year = said or usual_year(figures, currency)
    _fields(figures, amount, currency, kind, year)
    return Asked(amount, currency, kind, year, origin, usual=said is None)


def usual_year(figures: Figures, currency: str) -> int:
    """The last year for which everything needed is on record; this year where there is none."""
    return figures.last_year(currency) or date.today().year  # noqa: DTZ011 - the reader's calendar day


def provenance(asked: Asked) -> str:
    """Whose amount it is, in words."""
    amount = money(asked.amount_m, asked.currency)
    if asked.origin == "total_cost":
        return _("Total cost of the project: {amount}.", amount=amount)
    if asked.origin == "ask":
        return _("No total cost is published; the ask stands in: {amount}.", amount=amount)
    return _("Amount typed here: {amount}.", amount=amount)


def _own(deal: Deal | None) -> tuple[str, float | None, str | None]:
    if deal is None:
        return "typed", None, None
    for name in ("total_cost", "ask"):
        original, currency = (
            deal.project[f"{name}_original_m"],
            deal.project[f"{name}_currency"],
        )
        if known(original) and known(currency) and float(original) > 0:
            return name, float(original), str(currency)
    return "none", None, None


def _usual_kind(deal: Deal | None) -> str:
    if deal is None:
        return KINDS[0]
    subsector = deal.project["subsector"]
    return likely_kind(str(subsector) if known(subsector) else None, deal.project["sector"])


def _fields(figures: Figures, amount: float | None, currency: str, kind: str, year: int) -> None:
    currencies = list(dict.fromkeys([*figures.currencies(), currency]))
    fields = {"amount": amount, "currency": currency, "kind": kind, "year": year}
    for name, value in fields.items():
        st.session_state[f"regime_{name}"] = value
    columns = st.columns([2, 1, 2, 1])
    with columns[0]:
        st.number_input(
            _("Investment, millions"),
            key="regime_amount",
            min_value=0.0,
            max_value=MOST_M,
            placeholder=_("Type an amount"),
            format="%0.6g",
            on_change=lambda: _keep("amount"),
        )
    with columns[1]:
        st.selectbox(
            _("Currency"), currencies, key="regime_currency", on_change=lambda: _keep("currency")
        )
    with columns[2]:
        st.selectbox(
            _("Kind of project"),
            KINDS,
            key="regime_kind",
            format_func=lambda code: _(KIND_WORDS[code]),
            help=_(
                "Thresholds differ by kind. It begins with what the subsector suggests; which kind "
                "a project is, is for its sponsor to show."
            ),
            on_change=lambda: _keep("kind"),
        )
    with columns[3]:
        st.number_input(
            _("Year"),
            key="regime_year",
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            step=1,
            help=_("Of the thresholds, the MCI and the rate."),
            on_change=lambda: _keep("year"),
        )


def _keep(name: str) -> None:
    value = st.session_state[f"regime_{name}"]
    said = None if value is None else str(value)
    if name == "amount":
        said = None if value is None else address.written(value)
    # Another year or currency asks for its own rates.
    fresh = {"mci_of": None, "rate_of": None} if name in ("year", "currency") else {}
    kept = {}
    if name == "currency":
        # The amount is meant in the new currency, not in the record's own.
        amount = st.session_state["regime_amount"]
        kept = {"amount": address.written(amount) if amount else None}
    address.go(**{name: said} | fresh | kept)
