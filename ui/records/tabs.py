"""The tabs of the records, in their order; the address says which one is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from ui import address
from ui.records import browse, deal, duplicates, history, importing, quality, record
from ui.segments import labelled
from ui.session import Dashboard
from ui.words import _, mark


@dataclass(frozen=True)
class Tab:
    """One tab: its label (marked, not yet translated) and what it shows."""

    label: str
    show: Callable[[Dashboard], None]


#: In the order shown; a tab that has nothing to show yet is not listed.
TABS: Mapping[str, Tab] = {
    "browse": Tab(mark("Browse"), browse.listing),
    "import": Tab(mark("Import"), importing.show),
    "duplicates": Tab(mark("Duplicates"), duplicates.show),
    "quality": Tab(mark("Quality"), quality.show),
    "history": Tab(mark("History"), history.show),
}
FIRST = "browse"


def show(dashboard: Dashboard) -> None:
    """Show the record in the address; else the choice of tabs and the one that is open."""
    opened = address.text("deal")
    if opened is not None:
        deal.show(dashboard, opened)
        return
    addressed = record.addressed()
    if addressed is not None:
        record.show(dashboard, *addressed)
        return
    chosen = address.choice("tab", TABS, FIRST)
    if len(TABS) > 1:
        st.session_state["records_tab"] = chosen
        st.segmented_control(
            _("Part of the records"),
            list(TABS),
            format_func=labelled(lambda name: _(TABS[name].label), chosen),
            required=True,
            key="records_tab",
            on_change=_keep,
            label_visibility="collapsed",
        )
    TABS[chosen].show(dashboard)


def _keep() -> None:
    """Open another tab; what belongs to the one left behind leaves the address with it."""
    chosen = st.session_state["records_tab"]
    kept = {"lang": address.text("lang"), "tab": None if chosen == FIRST else chosen}
    address.go(**dict.fromkeys(st.query_params) | kept)
