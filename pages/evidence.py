"""For the sceptic: whether the ranking finds who really came, and what a score means."""

import streamlit as st

from ui.evidence import cases, findings, meaning, shown
from ui.evidence.measuring import measuring, progress
from ui.evidence.methods import chosen_measure
from ui.session import footer, open_dashboard

dashboard = open_dashboard()
job = measuring(dashboard)
measured = job.result

findings.headline(measured)
if measured is None:
    progress(dashboard, job)
else:
    measure = chosen_measure()
    left, right = st.columns([1, 1], gap="large")
    with left:
        findings.by_method(measured.tested, measure)
    with right:
        findings.by_year(measured.tested, measure)
    left, right = st.columns([1, 1], gap="large")
    with left:
        findings.by_sector(dashboard, measured.tested, measure)
    with right:
        findings.by_investor_type(dashboard, measured.tested, measure)
    cases.worst(dashboard, measured.tested)

left, right = st.columns([2, 3], gap="large")
with left:
    shown.projects_without(dashboard)
with right:
    shown.investors_shown(dashboard, measured)
shown.most_and_never(dashboard)

meaning.meaning(dashboard)
meaning.method(measured)

footer(dashboard)
