"""Ranked matches for one project or one investor, each with everything behind it."""

import streamlit as st

from ui import beside, finder, gates, listing, many, why
from ui.briefs import buttons
from ui.heading import heading
from ui.options import chosen_kinds, chosen_matcher
from ui.query import addressed
from ui.saved import since
from ui.session import footer, open_dashboard
from ui.start import starting_points
from ui.weights import chosen_weights
from ui.words import _

dashboard = open_dashboard()
finder.find(dashboard)
query = addressed(dashboard)

if query is None and many.asked_for():
    many.show(dashboard)
elif query is None:
    many.offer()
    starting_points(dashboard)
else:
    with st.sidebar:
        options = st.container()
        with st.expander(_("Weights"), expanded=True, icon=":material/tune:"):
            weights = chosen_weights(dashboard.matcher.informed_)
        with options:
            matcher = chosen_matcher(query, dashboard.matcher, weights)
            shortlist = query.shortlist(matcher)
            matches = chosen_kinds(dashboard, query, shortlist.matches)

    heading(dashboard, query)
    gates.funnel(query, shortlist)
    since.ranks(dashboard, query, matches)
    chosen = listing.listing(dashboard, query, matches, matcher)
    buttons.of_matches(dashboard, matcher, query, matches, shortlist, chosen)
    beside.show(dashboard, matcher, query, matches)
    if chosen is not None:
        why.show(dashboard, matcher, query, chosen)
    gates.removed(dashboard, query, shortlist)

footer(dashboard)
