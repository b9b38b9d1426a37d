"""Executive summary: where capital is sought, where it is missing, what came about."""

from functools import partial

import streamlit as st

from ui.overview import choices, drill, page, summary
from ui.session import footer, open_dashboard

dashboard = open_dashboard()
chosen = choices.chosen(dashboard)

shown = summary.summary(dashboard, chosen.scope)
progress = summary.progress(dashboard, shown)
blocks = page.all_blocks(dashboard, shown, progress, chosen)
told = page.told_figures(shown, progress, blocks["figures"])

page.headline(shown, progress, choices.told(dashboard.labels, chosen.scope))
choices.warn(dashboard)
with st.container(horizontal=True):
    choices.filters(dashboard, chosen.scope)
    page.take_away(dashboard, shown, progress, chosen, told, blocks["figures"])
page.key_figures(told, blocks["figures"])

show = partial(page.show, chosen=chosen, version=dashboard.version)
left, right = st.columns([1, 1], gap="large")
with left:
    show(blocks["gap"], head=page.switches("gap", chosen))
with right:
    show(blocks["map"], head=page.switches("map", chosen))
    show(blocks["ladder"])

left, right = st.columns([1, 1], gap="large")
with left:
    show(blocks["deals"], head=page.switches("deals", chosen))
    show(blocks["standing"])
with right:
    show(blocks["flow"])

left, right = st.columns([1, 1], gap="large")
with left:
    show(blocks["places"])
with right:
    show(blocks["corridors"])

left, right = st.columns([1, 1], gap="large")
with left:
    show(blocks["short"])
    page.short_of_investors(dashboard, shown)
    show(blocks["quality"])
with right:
    show(blocks["aifc"])

opened = drill.opened(list(blocks.values()))
if opened:
    drill.rows(dashboard, *opened)

footer(dashboard, shown.facts.projects)
