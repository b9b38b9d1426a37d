"""What a person chooses about a stack: the ask, terms, who is kept and who is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from structuring.given import Given
from structuring.parties import Party
from structuring.stack import TERMS, Keep, Stack, Tranche, Wish
from ui.format import number, percent, plain, usd
from ui.session import Dashboard
from ui.structures import capital_wish as wishes
from ui.structures import capital_words as words
from ui.structures.deal import Deal
from ui.words import _, mark

FREE, KEPT, AS_IT_IS, OUT = "free", "kept", "as_it_is", "out"
CHOICES = {
    FREE: mark("Free"),
    KEPT: mark("Keep the investor"),
    AS_IT_IS: mark("Keep the tranche as it is"),
    OUT: mark("Leave out"),
}


def ask_and_terms(deal: Deal, wish: Wish, *, typed: bool) -> None:
    """Show the ask, which may be another than the project's, and the terms."""
    left, right = st.columns([1, 2], vertical_alignment="bottom", gap="medium")
    with left:
        st.session_state["capital_ask"] = wish.ask_usd_m
        st.number_input(
            _("Ask, USD million"),
            key="capital_ask",
            min_value=0.0,
            max_value=wishes.MOST_M,
            format="%0.6g",
            help=_("Of the project; type another amount to try a part of it."),
            on_change=lambda: wishes.ask_for(st.session_state["capital_ask"]),
        )
    with right:
        st.session_state["capital_terms"] = wish.terms
        st.segmented_control(
            _("Terms"),
            TERMS,
            key="capital_terms",
            format_func=lambda each: _(words.TERMS[each]),
            required=True,
            help=_(
                "Islamic: no tranche bears interest, and one is Islamic finance. Conventional: "
                "neither an Islamic tranche nor a Shariah-only institution."
            ),
            on_change=lambda: wishes.set_terms(st.session_state["capital_terms"]),
        )
    if typed and deal.ask_usd_m:
        own_ask(deal.ask_usd_m)
    elif typed:
        st.caption(_("The ask is typed here; the project publishes none."))


def own_ask(ask_usd_m: float) -> None:
    """Offer the way back to the ask of the project."""
    st.button(
        _("Back to the ask of the project, {amount}", amount=plain(usd(ask_usd_m))),
        key="capital_own_ask",
        type="tertiary",
        icon=":material/undo:",
        on_click=wishes.ask_for,
        args=(None,),
    )


def type_ask(cost_usd_m: float | None) -> None:
    """Show a field for an ask, and the total cost as a start where one is published."""
    st.number_input(
        _("Ask, USD million"),
        key="capital_ask",
        value=None,
        min_value=0.0,
        max_value=wishes.MOST_M,
        format="%0.6g",
        placeholder=_("Type an amount"),
        width=280,
        on_change=lambda: wishes.ask_for(st.session_state["capital_ask"]),
    )
    if cost_usd_m is not None:
        st.button(
            _("Take the total cost, {amount}, for the ask", amount=plain(usd(cost_usd_m))),
            key="capital_cost",
            on_click=wishes.ask_for,
            args=(cost_usd_m,),
        )


def tranches(
    dashboard: Dashboard,
    deal: Deal,
    wanted: wishes.Wanted,
    stack: Stack,
    numbers: Mapping[str, int],
) -> None:
    """Show each tranche: who, how much, in what, why, and what is chosen about it.

    ``numbers`` are those of the parts on the chart.
    """
    for tranche in stack.tranches:
        party = tranche.party
        with st.container(border=False, key=f"tranche_{party.investor_id}"):
            left, middle, right = st.columns([4, 4, 2], gap="medium")
            with left:
                name = plain(dashboard.investors.at[party.investor_id, "name"])
                st.markdown(
                    f"**{numbers[party.investor_id]} · {name}** · "
                    + plain(_("{score} points", score=number(100 * party.score, 0)))
                )
                st.caption(plain(words.why(dashboard, deal.deal_id, party)))
            with middle:
                share = percent(tranche.whole_usd_m / stack.ask_usd_m)
                about = "≈ " if party.inferred and tranche.amount_usd_m else ""
                st.markdown(f"{about}{plain(words.amount(tranche))} · {plain(share)}")
                told = f"{words.instrument(dashboard, tranche)}; {words.ticket(party)}"
                st.caption(f"*{plain(told)}*" if party.inferred else plain(told))
            with right:
                _choice(wanted, tranche)


def others(
    dashboard: Dashboard,
    wanted: wishes.Wanted,
    wish: Wish,
    parties: Sequence[Party],
    stack: Stack | None,
) -> None:
    """Show who else could be kept, who is left out, and a way to start over."""
    names = dashboard.investors["name"]
    scores = {party.investor_id: party.score for party in parties}
    inside = stack.investors if stack else frozenset()
    taken = {*inside, *wish.without, *(each.investor_id for each in wish.keep)}
    left = [party.investor_id for party in parties if party.investor_id not in taken]
    if left:
        st.session_state["capital_add"] = None
        st.selectbox(
            _("Add an investor"),
            left,
            index=None,
            key="capital_add",
            format_func=lambda each: _(
                "{name}, {score} points", name=names[each], score=number(100 * scores[each], 0)
            ),
            placeholder=_("Choose one to keep in every stack"),
            on_change=lambda: wishes.keep(wish, st.session_state["capital_add"]),
            width=420,
        )
    outside = [each.investor_id for each in wish.keep if each.investor_id not in inside]
    for name in [*outside, *sorted(wish.without)]:
        told = _("kept: {name}") if name in outside else _("left out: {name}")
        st.button(
            plain(told.format(name=names[name])),
            key=f"capital_free_{name}",
            type="tertiary",
            icon=":material/undo:",
            help=_("Set it free again"),
            on_click=wishes.set_free,
            args=(wish, name, wanted.own),
        )
    if wishes.chosen():
        st.button(
            _("Start over, without any choices"),
            key="capital_start_over",
            icon=":material/restart_alt:",
            on_click=wishes.start_over,
        )


def _choice(wanted: wishes.Wanted, tranche: Tranche) -> None:
    wish = wanted.wish
    if wish is None:
        return
    investor_id = tranche.party.investor_id
    key = f"capital_choice_{investor_id}"
    kept = next((each for each in wish.keep if each.investor_id == investor_id), None)
    st.session_state[key] = _said(kept)
    st.selectbox(
        _("Choice"),
        list(CHOICES),
        key=key,
        format_func=lambda each: _(CHOICES[each]),
        label_visibility="collapsed",
        on_change=_choose,
        args=(wish, wanted.own, tranche, key),
    )


def _said(kept: Keep | None) -> str:
    if kept is None:
        return FREE
    return KEPT if kept.amount_usd_m is None else AS_IT_IS


def _choose(wish: Wish, own: Given, tranche: Tranche, key: str) -> None:
    investor_id = tranche.party.investor_id
    match st.session_state[key]:
        case "kept":
            wishes.keep(wish, investor_id)
        case "as_it_is":
            wishes.keep(wish, investor_id, tranche)
        case "out":
            wishes.leave_out(wish, investor_id)
        case _:
            wishes.set_free(wish, investor_id, own)
