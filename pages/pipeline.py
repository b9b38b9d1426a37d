"""Shortlist and ladder: what is due today, where every pair stands, and one pair's history."""

from ui import actor
from ui.briefs import buttons
from ui.pipeline import opening, page, pair, state, today
from ui.session import footer, open_dashboard

dashboard = open_dashboard()
frame = state.standing(dashboard)
opened = opening.addressed()

if frame.empty:
    page.nothing_yet()
else:
    today.headline(frame)
    today.show(frame, actor.acting())
    shown = page.chosen(frame)
    page.show(dashboard, shown)
    buttons.of_pipeline(dashboard, shown)

if opened is not None:
    pair.show(dashboard, opened)

footer(dashboard)
