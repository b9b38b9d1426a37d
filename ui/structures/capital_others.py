"""Stacks that differ in substance: each with what is different about it, to be opened."""

from __future__ import annotations

import streamlit as st

from structuring.compose import STACKS, Composed
from ui import figures as charts
from ui.format import number, percent, plain
from ui.session import Dashboard
from ui.structures import capital_chart, capital_differences
from ui.structures import capital_wish as wishes
from ui.structures import capital_words as words
from ui.words import _, _n


def show(dashboard: Dashboard, composed: Composed, chosen: int) -> None:
    """Show the stacks beside the one that is open, and say why there are no more."""
    stacks = composed.stacks
    if len(stacks) > 1:
        title = _n(
            "{count} other stack differs in substance",
            "{count} other stacks differ in substance",
            len(stacks) - 1,
        )
        st.markdown(f"**{title}**")
        beside = {place: stack for place, stack in enumerate(stacks, 1) if place != chosen + 1}
        told = "; ".join(f"{place}: {words.finding(stack)}" for place, stack in beside.items())
        charts.show(
            capital_chart.bars(dashboard, beside, capital_chart.numbered(stacks)),
            alt=_("Each other stack as a bar of tranches up to the ask. {stacks}", stacks=told),
            key="capital_bars",
        )
        _key(dashboard, composed)
        _which(dashboard, composed, chosen)
    if len(stacks) < STACKS:
        st.caption(_why_no_more(composed))


def _key(dashboard: Dashboard, composed: Composed) -> None:
    numbers = capital_chart.numbered(composed.stacks)
    st.caption(
        " · ".join(
            f"**{at}** {plain(words.short(dashboard, name))}" for name, at in numbers.items()
        )
    )


def _which(dashboard: Dashboard, composed: Composed, chosen: int) -> None:
    stacks = composed.stacks

    def named(place: int) -> str:
        stack = stacks[place - 1]
        covered = percent(min(stack.covered_usd_m / stack.ask_usd_m, 1.0))
        told = _n(
            "{count} investor, {share} covered, {score} points",
            "{count} investors, {share} covered, {score} points",
            len(stack.tranches),
            share=covered,
            score=number(100 * stack.joint_score, 0),
        )
        names = ", ".join(words.short(dashboard, each.party.investor_id) for each in stack.tranches)
        return f"**{place}** · {plain(told)} · {plain(names)}"

    st.session_state["capital_stack"] = chosen + 1
    st.radio(
        _("Which stack"),
        list(range(1, len(stacks) + 1)),
        key="capital_stack",
        format_func=named,
        captions=[
            _("the best"),
            *(
                plain(_("Beside the best: {what}", what=_different(dashboard, composed, place)))
                for place in range(1, len(stacks))
            ),
        ],
        on_change=lambda: wishes.open_stack(st.session_state["capital_stack"]),
    )


def _different(dashboard: Dashboard, composed: Composed, place: int) -> str:
    return capital_differences.told(dashboard, composed.stacks[place], composed.stacks[0])


def _why_no_more(composed: Composed) -> str:
    rule = _(
        "To differ, most investors and half of the money have to be others, or half of the money "
        "in other instruments."
    )
    if composed.weaker:
        no_more = _(
            "A further stack that differs covers less than three quarters of what the best does."
        )
    elif len(composed.stacks) > 1:
        no_more = _("No further stack differs in substance from these.")
    elif composed.wish.keep:
        no_more = _("With what is kept, no other stack differs in substance.")
    else:
        no_more = _("No other stack differs in substance.")
    return f"{no_more} {rule}"
