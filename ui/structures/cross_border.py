"""Cross-border terms: treaties with the countries that the deal's investors come from."""

from __future__ import annotations

import streamlit as st

from structuring.treaties import Treaty, treaties_of
from ui.format import country, known, plain, source
from ui.session import Dashboard
from ui.structures.deal import Deal
from ui.words import _, mark

KINDS = {"dtt": mark("Double tax treaty"), "bit": mark("Investment treaty")}


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show the treaties with each country that takes part in the deal."""
    treaties = dashboard.store.frame("treaties")
    ids = dashboard.deals.loc[dashboard.deals["project_id"] == deal.deal_id, "investor_id"]
    found = dashboard.investors["hq_country"].reindex(ids.unique()).dropna().unique()
    countries = [code for code in found if known(code) and code != "KZ"]
    if not countries:
        st.info(_("No foreign investor of this deal is on record: no treaty to look up."))
    for code in countries:
        st.markdown(f"#### {plain(country(code))}")
        for treaty in treaties_of(treaties, code):
            _told(treaty)


def _told(treaty: Treaty) -> None:
    name = _(KINDS[treaty.kind])
    if not treaty.read:
        st.markdown(_("**{treaty}**: nothing was read. That does not mean none.", treaty=name))
        return
    year = f", {treaty.in_force_year}" if treaty.in_force_year else ""
    st.markdown(f"**{name}**: {plain(treaty.status)}{year}")
    st.caption(source(treaty.source_url, None, treaty.verified))
