"""The tabs of a deal, in their order; the address says which one is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from ui import address
from ui.segments import labelled
from ui.session import Dashboard
from ui.structures import capital, checks, cross_border, regimes, structure
from ui.structures.deal import Deal
from ui.words import _, mark


@dataclass(frozen=True)
class Tab:
    """One tab: its label (marked, not yet translated) and what it shows of a deal."""

    label: str
    show: Callable[[Dashboard, Deal], None]


#: A tab that has nothing to show yet is not listed.
TABS: Mapping[str, Tab] = {
    "structure": Tab(mark("Structure"), structure.show),
    "checks": Tab(mark("Checks"), checks.show),
    "regimes": Tab(mark("Regimes"), regimes.show),
    "capital": Tab(mark("Capital"), capital.show),
    "cross-border": Tab(mark("Cross-border"), cross_border.show),
}
FIRST = "structure"


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show the choice of tabs and the one that the address names."""
    st.session_state["tab"] = address.choice("tab", TABS, FIRST)
    st.segmented_control(
        _("Part of the deal"),
        list(TABS),
        format_func=labelled(lambda name: _(TABS[name].label), st.session_state["tab"]),
        required=True,
        key="tab",
        on_change=_keep,
        label_visibility="collapsed",
    )
    TABS[address.choice("tab", TABS, FIRST)].show(dashboard, deal)


def _keep() -> None:
    chosen = st.session_state["tab"]
    address.go(tab=None if chosen == FIRST else chosen)
