"""The capital tab: who could together cover the ask, with which tranches, and what is missing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from structuring.choices import refused
from structuring.closing import Closing, closing
from structuring.compose import Composed, compose
from structuring.parties import SUGGESTED, Market, Party
from structuring.stack import Stack, Wish
from ui import figures as charts
from ui.format import known, number, percent, plain, usd
from ui.session import Dashboard
from ui.structures import capital_chart, capital_choices
from ui.structures import capital_wish as wishes
from ui.structures import capital_words as words
from ui.structures.deal import Deal
from ui.words import _, _n

#: Stacks and answers that are kept for further visits.
KEPT = 64
#: Changes that would close an ask, told at most.
CHANGES_SHOWN = 5


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
    kept = [each.investor_id for each in wish.keep]
    parties = _parties(dashboard.version, deal.deal_id, tuple(kept), market)
    composed = _composed(dashboard.version, deal.deal_id, repr(wish), parties, wish)
    answer = st.container()
    capital_choices.ask_and_terms(deal, wish, typed=wanted.typed)
    chosen = min(wanted.stack, max(len(composed.stacks), 1)) - 1
    stack = composed.stacks[chosen] if composed.stacks else None
    with answer:
        _finding(dashboard, stack, wish)
    faults = refused(market, deal.deal_id, parties, wish)
    for fault in faults:
        st.error(plain(words.refuses(dashboard, fault)), icon=":material/block:")
    if stack is not None:
        _drawn(dashboard, composed, chosen)
        capital_choices.tranches(dashboard, deal, wish, stack)
    elif not faults:
        _none(composed, parties)
    capital_choices.others(dashboard, wish, parties, stack)
    if stack is None or not stack.covers:
        _closing(dashboard, deal, market, wish, stack)
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


def _finding(dashboard: Dashboard, stack: Stack | None, wish: Wish) -> None:
    if stack is None:
        st.subheader(
            _("No two to four investors can stand together for {ask}", ask=usd(wish.ask_usd_m)),
            anchor=False,
        )
        return
    st.subheader(plain(words.finding(stack)), anchor=False)
    st.markdown(plain(words.summary(dashboard, stack)))


def _drawn(dashboard: Dashboard, composed: Composed, chosen: int) -> None:
    stacks = composed.stacks
    told = "; ".join(f"{place + 1}: {words.finding(stack)}" for place, stack in enumerate(stacks))
    charts.show(
        capital_chart.bars(dashboard, stacks, chosen),
        alt=_("Each stack as a bar of tranches up to the ask. {stacks}", stacks=told),
        key="capital_bars",
        table=_numbers(dashboard, stacks),
    )
    st.caption(
        _(
            "Full colour: a stated ticket. Pale: a ticket seen in deals. Hatched: to be agreed, as "
            "no largest ticket is published. Dotted line: the ask."
        )
    )
    if len(stacks) > 1:
        capital_choices.which(dashboard, stacks, chosen)
    else:
        st.caption(_("No other combination differs in more than a name."))


def _numbers(dashboard: Dashboard, stacks: tuple[Stack, ...]) -> pd.DataFrame:
    rows = [(place, each) for place, stack in enumerate(stacks, 1) for each in stack.tranches]
    return pd.DataFrame(
        {
            _("Stack"): [str(place) for place, _each in rows],
            _("Investor"): [
                plain(dashboard.investors.at[each.party.investor_id, "name"]) for _p, each in rows
            ],
            _("Instrument"): [plain(words.instrument(dashboard, each)) for _p, each in rows],
            _("Amount"): [plain(words.amount(each)) for _p, each in rows],
            _("Share of the ask"): [
                percent(each.whole_usd_m / stacks[place - 1].ask_usd_m) for place, each in rows
            ],
            _("Score"): [number(100 * each.party.score, 0) for _p, each in rows],
        }
    )


def _none(composed: Composed, parties: tuple[Party, ...]) -> None:
    count = composed.candidates
    if not parties:
        said = _("Nobody passes every gate with half of the points and offers what is sought.")
    elif count == 0:
        said = _(
            "No candidate's ticket fits: each is too large for this ask, or too small for a part."
        )
    elif count == 1:
        said = _("There is a single candidate; a stack takes two at least.")
    else:
        said = _n(
            "{count} candidate is left, but no two of them go together on these terms.",
            "{count} candidates are left, but no two of them go together on these terms.",
            count,
        )
    st.info(said, icon=":material/group_off:")


def _closing(
    dashboard: Dashboard, deal: Deal, market: Market, wish: Wish, stack: Stack | None
) -> None:
    missing = wish.ask_usd_m - (stack.covered_usd_m if stack else 0.0)
    with st.spinner(_("Trying what would close it …")):
        found = _closings(dashboard.version, deal.deal_id, repr((wish, stack)), market, wish, stack)
    st.markdown(f"**{_('What would close it')}**")
    st.caption(
        plain(_("{amount} is not covered by tickets.", amount=usd(missing)))
        + " "
        + (
            _("Each of these alone would do, the smallest change first:")
            if found
            else _("No single change of those that were tried covers it.")
        )
    )
    for change in found[:CHANGES_SHOWN]:
        st.markdown(f"- {plain(words.closes(dashboard, change))}")


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
    version: str, project_id: str, kept: tuple[str, ...], _known: Market
) -> tuple[Party, ...]:
    del version
    return tuple(_known.parties(project_id, also=kept))


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _composed(
    version: str, project_id: str, asked: str, _parties: tuple[Party, ...], _wish: Wish
) -> Composed:
    del version, project_id, asked
    return compose(_parties, _wish)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _closings(
    version: str, project_id: str, asked: str, _known: Market, _wish: Wish, _best: Stack | None
) -> list[Closing]:
    del version, asked
    return closing(_known, project_id, _wish, _best)
