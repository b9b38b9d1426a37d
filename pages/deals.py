"""The AIFC desk: which deals can be structured, how, and what is missing."""

import streamlit as st

from ui.format import plain
from ui.session import footer, open_dashboard
from ui.structures import deal as deals
from ui.structures import listing, tabs
from ui.words import _

dashboard = open_dashboard()
listed = deals.all_deals(dashboard)
chosen = deals.chosen_id()

if chosen is None or chosen not in listed:
    if chosen is not None:
        st.error(
            _("There is no deal with the id “{id}”.", id=plain(chosen[:80])),
            icon=":material/link_off:",
        )
    listing.show(dashboard, listed)
else:
    st.button(_("All deals"), icon=":material/arrow_back:", on_click=deals.choose, args=(None,))
    st.title(plain(listed[chosen].name))
    tabs.show(dashboard, listed[chosen])

footer(dashboard)
