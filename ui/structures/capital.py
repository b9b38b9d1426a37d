"""The capital tab: who could together cover the ask, with which tranches, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from structuring.choices import Refused, refused
from structuring.compose import Composed, further
from structuring.partial import Partial, nearest
from structuring.parties import SUGGESTED, Market, Party
from structuring.stack import Stack, Wish, usable
from ui import figures as charts
from ui.format import known, number, percent, plain, usd
from ui.session import Dashboard
from ui.structures import (
    capital_chart,
    capital_choices,
    capital_gaps,
    capital_given,
    capital_others,
)
from ui.structures import capital_wish as wishes
from ui.structures import capital_words as words
from ui.structures.book import book
from ui.structures.deal import Deal
from ui.words import _, _n

#: Stacks and answers that are kept for further visits.
KEPT = 64


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show the stacks for the deal's ask, or what is missing to compose one."""
    wanted = wishes.wanted(dashboard, deal)
    for name in wanted.unknown:
        st.warning(
            _("The address names an investor that is not on record: “{id}”.", id=plain(name[:80])),
            icon=":material/link_off:",
        )
    if wanted.wish is None:
        _no_ask(deal, typed=wanted.typed)
        return
    wish = wanted.wish
    market = _market(dashboard.version, dashboard)
    kept = tuple(each.investor_id for each in wish.keep)
    parties = _parties(dashboard.version, deal.deal_id, kept, wish.families, market)
    faults = refused(market, deal.deal_id, parties, wish)
    partial = _nearest(dashboard.version, deal.deal_id, repr(wish), parties, wish, faults)
    composed, able = partial.composed, tuple(usable(parties, wish))
    if wanted.stack > 1:
        composed = _further(dashboard.version, deal.deal_id, repr(wish), able, composed)
    chosen = min(wanted.stack, max(len(composed.stacks), 1)) - 1
    stack = composed.stacks[chosen] if composed.stacks else None
    answer = st.container()
    capital_given.show(dashboard, book(dashboard), wanted)
    capital_choices.ask_and_terms(deal, wish, typed=wanted.typed)
    with answer:
        _finding(dashboard, stack, partial, wish)
    for fault in faults:
        st.error(plain(words.refuses(dashboard, fault)), icon=":material/block:")
    if stack is None:
        capital_gaps.none(composed, parties)
    else:
        capital_gaps.given_up(dashboard, partial, faults)
        numbers = capital_chart.numbered(composed.stacks)
        _drawn(dashboard, stack, numbers)
        capital_choices.tranches(dashboard, deal, wanted, stack, numbers)
        # The best is on the screen by now; the others are looked for meanwhile.
        with st.spinner(_("Looking for others that differ …")):
            composed = _further(dashboard.version, deal.deal_id, repr(wish), able, composed)
        capital_others.show(dashboard, composed, chosen)
    capital_choices.others(dashboard, wanted, wish, parties, stack)
    if stack is None or not (stack.covers and partial.whole):
        capital_gaps.closes(dashboard, deal, market, wish, partial, stack)
    _method(market, deal, composed, parties)


def _no_ask(deal: Deal, *, typed: bool) -> None:
    ask = deal.ask_usd_m
    if typed:
        said = _("An ask of zero needs no capital: type one above zero")
    elif ask is None:
        said = _("No ask is published: type one to compose its capital")
    else:
        said = _("The ask on record is not above zero: type one to compose its capital")
    st.subheader(said, anchor=False)
    if typed and ask:
        capital_choices.own_ask(ask)
    cost = deal.project["total_cost_usd_m"]
    capital_choices.type_ask(float(cost) if known(cost) and float(cost) > 0 else None)


def _finding(dashboard: Dashboard, stack: Stack | None, partial: Partial, wish: Wish) -> None:
    if stack is None:
        st.subheader(
            _("No two to four investors can stand together for {ask}", ask=usd(wish.ask_usd_m)),
            anchor=False,
        )
        return
    said = words.finding(stack)
    if not partial.whole:
        said = _("Not as chosen: {finding}", finding=said)
    st.subheader(plain(said), anchor=False)
    st.markdown(plain(words.summary(dashboard, stack)))


def _drawn(dashboard: Dashboard, stack: Stack, numbers: Mapping[str, int]) -> None:
    charts.show(
        capital_chart.bar(dashboard, stack, numbers),
        alt=_("The stack as a bar of tranches up to the ask. {stack}", stack=words.finding(stack)),
        key="capital_bar",
        table=_numbers(dashboard, stack, numbers),
    )
    st.caption(
        _(
            "Numbers: the investors below. Full colour: a published ticket. Pale and ≈: a ticket "
            "seen in deals, not published. Hatched: to be agreed, as no largest ticket is "
            "published. Dotted line: the ask."
        )
    )


def _numbers(dashboard: Dashboard, stack: Stack, numbers: Mapping[str, int]) -> pd.DataFrame:
    rows = stack.tranches
    return pd.DataFrame(
        {
            _("No."): [str(numbers[each.party.investor_id]) for each in rows],
            _("Investor"): [
                plain(dashboard.investors.at[each.party.investor_id, "name"]) for each in rows
            ],
            _("Instrument"): [plain(words.instrument(dashboard, each)) for each in rows],
            _("Amount"): [plain(words.amount(each)) for each in rows],
            _("Share of the ask"): [percent(each.whole_usd_m / stack.ask_usd_m) for each in rows],
            _("Ticket"): [plain(words.basis(each.party)) for each in rows],
            _("Score"): [number(100 * each.party.score, 0) for each in rows],
        }
    )


def _method(market: Market, deal: Deal, composed: Composed, parties: tuple[Party, ...]) -> None:
    sought = market.sought(deal.deal_id)
    pass_on = [
        _n(
            "{count} investor passes every gate with at least {points} points",
            "{count} investors pass every gate with at least {points} points",
            len(parties),
            points=round(100 * SUGGESTED),
        ),
        _n(
            "{count} of them has a ticket that fits a part of this ask",
            "{count} of them have a ticket that fits a part of this ask",
            composed.candidates,
        ),
    ]
    if not sought:
        pass_on.append(_("the project names no instrument, so any may pay"))
    st.caption(
        plain("; ".join(pass_on))
        + ". "
        + _(
            "The best is told by coverage first, then by the joint score, fewer parties and a "
            "spread of the money. Nobody was asked: this is a proposal to begin talks with. A "
            "Shariah board confirms what stands beside interest."
        )
    )


@st.cache_resource(show_spinner=False, max_entries=2)
def _market(version: str, _dashboard: Dashboard) -> Market:
    del version
    return Market(_dashboard.matcher)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _parties(
    version: str,
    project_id: str,
    kept: tuple[str, ...],
    added: frozenset[str],
    _known: Market,
) -> tuple[Party, ...]:
    del version
    return tuple(_known.parties(project_id, also=kept, added=added))


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _nearest(
    version: str,
    project_id: str,
    asked: str,
    _parties: tuple[Party, ...],
    _wish: Wish,
    _faults: list[Refused],
) -> Partial:
    del version, project_id, asked
    return nearest(_parties, _wish, {each.investor_id for each in _faults if each.investor_id})


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _further(
    version: str, project_id: str, asked: str, _parties: tuple[Party, ...], _best: Composed
) -> Composed:
    del version, project_id, asked
    return further(_parties, _best)
