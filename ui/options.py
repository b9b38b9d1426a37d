"""What is listed: kinds of opportunity, and gates that may be switched off. In the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from matching.matcher import Matcher
from ui.listing import Query
from ui.words import _, mark

LISTED = {
    "open": mark("Open"),
    "sought": mark("Open and announced"),
    "all": mark("All, with track record"),
}
OPPORTUNITIES: Mapping[str, tuple[str, ...]] = {
    "open": ("open",),
    "sought": ("open", "announced"),
    "all": ("open", "announced", "under way", "track record"),
}


def chosen_matcher(query: Query, matcher: Matcher, weights: Mapping[str, float]) -> Matcher:
    """Show the switches that make sense for this list and return a matcher that obeys them."""
    if query.side == "investor":
        listed = st.radio(
            _("Projects listed"),
            list(LISTED),
            index=1,
            format_func=lambda name: _(LISTED[name]),
            key="projects",
            bind="query-params",
            help=_(
                "Open: an ask is published. Announced: planned, ask not published. Track record: "
                "under way, financed, operating or listed."
            ),
        )
        matcher = matcher.with_opportunities(OPPORTUNITIES[listed])
    off = []
    if st.toggle(
        _("List names to screen too"),
        key="unscreened",
        bind="query-params",
        help=_("Names flagged for sanctions screening are left out until you ask for them."),
    ):
        off.append("screening")
    if st.toggle(
        _("List other instruments too"),
        key="instruments",
        bind="query-params",
        help=_("Pairs whose instruments have nothing in common, and contractors without finance."),
    ):
        off += ["no_common_instrument", "not_a_financier"]
    return matcher.with_weights(weights).with_gates_off(off)
