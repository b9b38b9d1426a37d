"""The AIFC desk: which deals can be structured, how, and what is missing."""

import streamlit as st

from ui.format import plain
from ui.session import footer, open_dashboard
from ui.structures import deal as deals
from ui.structures import heading, listing, regimes, suggested, tabs
from ui.words import _

dashboard = open_dashboard()
listed = deals.all_deals(dashboard)
chosen = deals.chosen_id()

if chosen is not None and chosen in dashboard.projects.index:
    deal = listed.get(chosen) or deals.one_deal(dashboard, chosen)
    heading.show(dashboard, deal)
    tabs.show(dashboard, deal)
elif regimes.wanted():
    regimes.alone(dashboard)
elif suggested.asked():
    suggested.show(dashboard, listed)
else:
    if chosen is not None:
        st.error(
            _(
                "There is no deal with the id “{id}”. It may be mistyped; all deals are below.",
                id=plain(chosen[:80]),
            ),
            icon=":material/link_off:",
        )
    listing.show(dashboard, listed)
    regimes.link()

footer(dashboard)
