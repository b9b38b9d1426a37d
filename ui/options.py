"""What is listed: kinds of opportunity, and gates that may be switched off. In the address."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from matching.matcher import Matcher
from ui import address
from ui.query import Query
from ui.session import Dashboard
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
    off = []
    if query.side == "investor":
        listed = _chosen_list()
        matcher = matcher.with_opportunities(OPPORTUNITIES[listed])
        if listed == "all" or _switch(
            "taken",
            _("List projects taken up by others"),
            _("Announced projects that publish no ask and have a sponsor, lender or financier."),
        ):
            off.append("taken")
        if listed == "all" or _switch(
            "old",
            _("List plans without news"),
            _("Announced projects whose last word is more than two years old."),
        ):
            off.append("out_of_date")
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


def chosen_kinds(dashboard: Dashboard, query: Query, matches: pd.DataFrame) -> pd.DataFrame:
    """Show which kinds are in the list (investor types or sectors) and keep the chosen ones."""
    investors = query.other == "investor"
    kind = "investor_type" if investors else "sector"
    of = (
        dashboard.investors["type"]
        if investors
        else dashboard.projects["sector"].map(lambda codes: next(iter(codes), None))
    )
    kinds = matches[f"{query.other}_id"].map(of)
    counts = kinds.value_counts()
    st.session_state["kind"] = address.several("kind", list(counts.index))
    chosen = st.multiselect(
        _("Only these types") if investors else _("Only these sectors"),
        [code for code in dashboard.labels.ordered(kind) if code in counts.index],
        format_func=lambda code: f"{dashboard.labels(kind, code)} ({counts[code]})",
        key="kind",
        placeholder=_("all"),
        on_change=_keep_kinds,
    )
    return matches[kinds.isin(chosen)] if chosen else matches


def _keep_kinds() -> None:
    address.go(kind="|".join(st.session_state["kind"]) or None)


def _chosen_list() -> str:
    st.session_state["projects"] = address.choice("projects", LISTED, USUAL)
    listed: str = st.radio(
        _("Projects listed"),
        list(LISTED),
        format_func=lambda name: _(LISTED[name]),
        key="projects",
        on_change=_keep_list,
        help=_(
            "Open: capital or a partner is sought. Announced: planned, no ask published. Track "
            "record: under way, financed, operating or listed."
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
