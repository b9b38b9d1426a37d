"""Executive summary: where capital is sought, where it is missing, what came about."""

import streamlit as st

from ui import overview
from ui.session import footer, open_dashboard

dashboard = open_dashboard()

overview.headline(dashboard)
overview.figures(dashboard)

left, right = st.columns([1, 1], gap="large")
with left:
    overview.sought_by_sector(dashboard)
with right:
    overview.sought_by_region(dashboard)

overview.reach_of_open_projects(dashboard)

left, right = st.columns([3, 2], gap="large")
with left:
    overview.deals_over_the_years(dashboard)
with right:
    overview.health_of_the_data(dashboard)

footer(dashboard)
