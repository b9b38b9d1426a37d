"""The list of deals."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from ui.format import usd
from ui.session import Dashboard
from ui.structures import deal as deals
from ui.structures.deal import Deal
from ui.words import _, _n


def show(dashboard: Dashboard, listed: Mapping[str, Deal]) -> None:
    """Show the deals; a row opens one."""
    st.title(_n("{count} deal at the AIFC desk", "{count} deals at the AIFC desk", len(listed)))
    ids = list(listed)
    rows = [
        {
            _("Deal"): deal.name,
            _("Sector"): dashboard.labels.several("sector", deal.project["sector"]),
            _("Ask"): usd(deal.ask_usd_m),
        }
        for deal in listed.values()
    ]
    st.dataframe(
        pd.DataFrame(rows),
        key="deals",
        hide_index=True,
        on_select=lambda: _open(ids),
        selection_mode="single-cell",
        alt=_("Deals of the AIFC desk; choose a row to open one."),
    )


def _open(ids: list[str]) -> None:
    cells = st.session_state["deals"]["selection"]["cells"]
    if cells and cells[0][0] < len(ids):
        deals.choose(ids[cells[0][0]])
