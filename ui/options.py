"""What is listed: kinds of opportunity, and gates that may be switched off. In the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from matching.matcher import Matcher
from ui import address
from ui.listing import Query
from ui.words import _, mark

LISTED = {
    "open": mark("Open"),
    "sought": mark("Open and announced"),
    "all": mark("All, with track record"),
}
USUAL = "sought"

OPPORTUNITIES: Mapping[str, tuple[str, ...]] = {
    "open": ("open",),
    "sought": ("open", "announced"),
    "all": ("open", "announced", "under way", "track record"),
}


def chosen_matcher(query: Query, matcher: Matcher, weights: Mapping[str, float]) -> Matcher:
    """Show the switches that make sense for this list and return a matcher that obeys them."""
    if query.side == "investor":
        matcher = matcher.with_opportunities(OPPORTUNITIES[_chosen_list()])
    off = []
    if _switch(
        "unscreened",
        _("List names to screen too"),
        _("Names flagged for sanctions screening are left out until you ask for them."),
    ):
        off.append("screening")
    if _switch(
        "instruments",
        _("List other instruments too"),
        _("Pairs whose instruments have nothing in common, and contractors without finance."),
    ):
        off += ["no_common_instrument", "not_a_financier"]
    return matcher.with_weights(weights).with_gates_off(off)


def _chosen_list() -> str:
    st.session_state["projects"] = address.choice("projects", LISTED, USUAL)
    listed: str = st.radio(
        _("Projects listed"),
        list(LISTED),
        format_func=lambda name: _(LISTED[name]),
        key="projects",
        on_change=_keep_list,
        help=_(
            "Open: an ask is published. Announced: planned, ask not published. Track record: "
            "under way, financed, operating or listed."
        ),
    )
    return listed


def _keep_list() -> None:
    listed = st.session_state["projects"]
    address.go(projects=None if listed == USUAL else listed)


def _switch(name: str, label: str, explained: str) -> bool:
    st.session_state[name] = address.flag(name)
    return st.toggle(label, key=name, help=explained, on_change=_keep_switch, args=(name,))


def _keep_switch(name: str) -> None:
    address.go(**{name: "1" if st.session_state[name] else None})
