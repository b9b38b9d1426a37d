"""The deals of one record."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.rows import each_row
from ui.deals import amount_told
from ui.finder import Side, record_link
from ui.format import known, plain, source, when
from ui.records.deal import open_link
from ui.session import Dashboard
from ui.words import _, _n

#: Deals listed before the rest is asked for.
DEALS = 15


def show(dashboard: Dashboard, side: Side, record_id: str) -> None:
    """Show the deals of a record, the latest first; those without a date last."""
    other: Side = "investor" if side == "project" else "project"
    own = dashboard.deals[dashboard.deals[f"{side}_id"] == record_id]
    own = own.sort_values(["year", "deal_id"], ascending=[False, True], na_position="last")
    st.subheader(
        _n("{count} deal on record", "{count} deals on record", len(own))
        if len(own)
        else _("No deal on record")
    )
    if not len(own):
        return
    rows = [
        {
            _("Investor") if other == "investor" else _("Project"): record_link(
                dashboard, other, str(deal[f"{other}_id"])
            ),
            _("Date"): when(deal["signed_on"] if known(deal["signed_on"]) else deal["year"]),
            _("Role"): plain(deal["role"]),
            _("Instrument"): plain(deal["instrument_stated"]),
            _("Amount"): amount_told(deal),
            _("Status"): plain(deal["status"]),
            _("Source"): source(deal["source_url"], None, deal["verified"]),
            _("Deal"): open_link(str(deal["deal_id"]), _("Open or edit")),
        }
        for deal in each_row(own)
    ]
    st.table(pd.DataFrame(rows[:DEALS]), border="horizontal", hide_index=True)
    if len(rows) > DEALS:
        with st.expander(_n("{count} more deal", "{count} more deals", len(rows) - DEALS)):
            st.table(pd.DataFrame(rows[DEALS:]), border="horizontal", hide_index=True)
