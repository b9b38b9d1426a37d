"""The regime calculator: which Kazakh regimes an investment reaches by its size."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data import figures as stored
from structuring.regimes import (
    DOLLAR,
    MCI,
    TENGE,
    Figures,
    Missing,
    Rate,
    Reached,
    Standing,
    reach,
)
from ui import address
from ui import figures as charts
from ui.format import money, number, plain, source
from ui.session import Dashboard
from ui.structures import figure_form, money_in, regime_scale
from ui.structures import regime_words as words
from ui.structures.deal import Deal
from ui.words import _

#: What the address says where the calculator is wanted without a deal.
TOOL = "regimes"


def wanted() -> bool:
    """Tell whether the address asks for the calculator without a deal."""
    return address.text("tool") == TOOL and not address.text("deal")


def link() -> None:
    """Show a way to the calculator from the list of deals."""
    st.button(
        _("Which regimes does an amount reach?"),
        key="regime_tool",
        type="tertiary",
        icon=":material/straighten:",
        on_click=address.go,
        kwargs={"tool": TOOL},
    )


def alone(dashboard: Dashboard) -> None:
    """Show the calculator without a deal."""
    st.button(
        _("All deals"),
        key="regime_back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=address.go,
        kwargs={"tool": None},
    )
    st.title(_("Which investment regimes an amount reaches"))
    show(dashboard, None)


def show(dashboard: Dashboard, deal: Deal | None) -> None:
    """Show the calculator, with a deal's own amount to begin with where there is one."""
    figures = Figures.read(stored.rates(dashboard.store), stored.thresholds(dashboard.store))
    answer = st.container()
    asked = money_in.asked(figures, deal)
    with answer:
        found = _found(figures, asked)
    if isinstance(found, Reached):
        _result(found, asked)
    elif isinstance(found, Missing):
        _gap(found)
    if isinstance(found, Missing):
        figure_form.show(dashboard, figures, found.year, found.series)
    else:
        figure_form.show(dashboard, figures, asked.year)


def _found(figures: Figures, asked: money_in.Asked) -> Reached | Missing | None:
    if asked.amount_m is None:
        st.subheader(_("Type an amount to see which regimes it reaches"), anchor=False)
        if asked.origin == "none":
            st.markdown(_("Neither a total cost nor an ask of this project is published."))
        return None
    if not asked.amount_m > 0:
        st.subheader(_("An amount of zero reaches no regime: type one above zero"), anchor=False)
        return None
    found = reach(
        figures,
        asked.amount_m,
        asked.currency,
        asked.kind,
        asked.year,
        mci_year=address.number("mci_of", money_in.FIRST_YEAR, money_in.LAST_YEAR),
        rate_year=address.number("rate_of", money_in.FIRST_YEAR, money_in.LAST_YEAR),
    )
    if isinstance(found, Missing):
        st.subheader(_("A figure is missing, so the regimes cannot be told"), anchor=False)
        return found
    st.subheader(plain(words.finding(found)), anchor=False)
    parts = [words.reached(found), money_in.provenance(asked), _measures(found, asked.currency)]
    st.markdown(" ".join(plain(part) for part in parts if part))
    if asked.usual:
        st.caption(
            _(
                "{year} is the last year with an MCI and, where one is needed, a rate on record. "
                "For another year enter what is missing below.",
                year=asked.year,
            )
        )
    return found


def _measures(found: Reached, currency: str) -> str:
    """The amount in the other currency or currencies, and in MCI, each with its year."""
    mci = _(
        "{count} MCI at {value} of {year}",
        count=number(found.amount_mci, 0),
        value=words.money_of(found.mci.value),
        year=found.mci.year,
    )
    others = [] if currency == TENGE else [_at(found.amount_kzt_m, TENGE, found.rate)]
    if found.amount_usd_m is not None and currency != DOLLAR:
        others.append(_at(found.amount_usd_m, DOLLAR, found.dollar))
    said = _("That is {amounts}.", amounts=", ".join([*others, mci]))
    if found.amount_usd_m is None:
        said += " " + _("In dollars it is not told: there is no rate of that year on record.")
    return said


def _at(amount_m: float, currency: str, rate: Rate | None) -> str:
    amount = money(amount_m, currency)
    return (
        amount
        if rate is None
        else _("{amount} at the rate of {year}", amount=amount, year=rate.year)
    )


def _result(found: Reached, asked: money_in.Asked) -> None:
    charts.show(
        regime_scale.scale(found),
        alt=words.finding(found) + ". " + _("Thresholds on a scale in MCI, the amount a line."),
        key="regime_scale",
    )
    st.table(_table(found), border="horizontal", hide_index=True)
    used = [found.mci, *({found.rate, found.dollar} - {None})]
    st.caption(_("With: {figures}", figures="; ".join(words.told(each) for each in used if each)))
    others = [each for each in used if each and each.year != asked.year]
    if others:
        years = ", ".join(f"{each.series} {each.year}" for each in others)
        st.warning(
            _("As chosen, not of {year}: {figures}.", year=asked.year, figures=plain(years)),
            icon=":material/event_repeat:",
        )
    st.caption(
        _(
            "Size alone is compared. † and marked sources are to be confirmed. Not legal advice: "
            "ask counsel before you rely on a regime."
        )
    )


def _table(found: Reached) -> pd.DataFrame:
    rows = sorted(found.standings, key=lambda each: (not each.applies, each.reached is None))
    return pd.DataFrame(
        {
            _("Regime"): [_regime(each) for each in rows],
            _("Threshold"): [plain(words.bound(each)) for each in rows],
            _("In tenge, MCI of {year}", year=found.mci.year): [
                plain(money((each.threshold.mci or 0) * found.mci.value / 1e6, "KZT"))
                if each.threshold.mci
                else plain(None)
                for each in rows
            ],
            _("This amount"): [plain(words.state(each)) for each in rows],
            _("Source"): [
                source(each.threshold.source_url, each.threshold.as_of, each.threshold.verified)
                for each in rows
            ],
        }
    )


def _regime(standing: Standing) -> str:
    threshold = standing.threshold
    name = plain(_(words.REGIMES[threshold.regime]))
    if threshold.kind:
        name += ": " + plain(_(money_in.KIND_WORDS[threshold.kind]))
    condition = words.CONDITIONS.get(threshold.regime)
    return f"{name}  \n{plain(_(condition))}" if condition else name


def _gap(gap: Missing) -> None:
    st.warning(words.missing(gap), icon=":material/event_busy:")
    if gap.nearest is not None:
        name = "mci_of" if gap.series == MCI else "rate_of"
        st.button(
            _("Calculate with that of {year}", year=gap.nearest.year),
            key="regime_nearest",
            on_click=address.go,
            kwargs={name: str(gap.nearest.year)},
        )
