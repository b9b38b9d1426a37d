"""Ranked matches for one project or one investor, each with everything behind it."""

import streamlit as st

from ui import finder, listing, why
from ui.options import chosen_matcher
from ui.session import footer, open_dashboard
from ui.start import starting_points
from ui.weights import chosen_weights
from ui.words import _

dashboard = open_dashboard()
finder.find(dashboard)
query = listing.addressed(dashboard)

if query is None:
    starting_points(dashboard)
else:
    with st.sidebar:
        options = st.container()
        with st.expander(_("Weights"), expanded=True, icon=":material/tune:"):
            weights = chosen_weights()
        with options:
            matcher = chosen_matcher(query, dashboard.matcher, weights)
    shortlist = query.shortlist(matcher)

    listing.heading(dashboard, query)
    listing.funnel(query, shortlist)
    chosen = listing.listing(dashboard, query, shortlist, matcher)
    if chosen is not None:
        why.show(dashboard, matcher, chosen, project_asked=query.side == "project")
    listing.removed(dashboard, query, shortlist)

footer(dashboard)
