"""Buttons that take something away; the file is made when one is clicked, not before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from matching.matcher import Matcher
from matching.results import Shortlist
from ui.briefs import ladder, match, origin, ranking
from ui.query import Query
from ui.session import Dashboard
from ui.takeaway.provenance import Provenance, deferred
from ui.words import _

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ICS = "text/calendar"


def of_matches(
    dashboard: Dashboard,
    matcher: Matcher,
    query: Query,
    matches: pd.DataFrame,
    shortlist: Shortlist,
    chosen: str | None,
) -> None:
    """Show the buttons of a match list and of the match that is open."""
    record = dashboard.project if query.side == "project" else dashboard.investor
    name = record(query.record_id)["name"]
    title = (
        _("Investors for {name}", name=name)
        if query.side == "project"
        else _("Projects for {name}", name=name)
    )
    filters = origin.filters_of(dashboard, query, matcher)
    made = origin.provenance(dashboard, title, filters)
    with st.container(horizontal=True, gap="small", key="take_away"):
        if chosen is not None:
            _brief_of(dashboard, matcher, query, chosen)
        _button(
            _("Brief of the list"),
            lambda: ranking.brief(dashboard, matcher, query, matches, now(made)),
            (match.file_name("matches", query.record_id) + ".pdf", PDF),
            "brief_list",
        )
        _button(
            _("Spreadsheet"),
            lambda: ranking.sheets(dashboard, matcher, query, matches, shortlist, now(made)),
            (match.file_name("matches", query.record_id) + ".xlsx", XLSX),
            "xlsx_list",
        )


def of_pipeline(dashboard: Dashboard, frame: pd.DataFrame) -> None:
    """Show the buttons of the pairs shown."""
    made = ladder.origin(dashboard)
    with st.container(horizontal=True, gap="small", key="take_away"):
        _button(
            _("Spreadsheet"),
            lambda: ladder.sheets(frame, now(made)),
            ("pipeline.xlsx", XLSX),
            "xlsx_pipeline",
        )
        if (frame["step"].notna() & frame["due"].notna()).any():
            _button(
                _("Next steps for the calendar"),
                lambda: ladder.steps(frame),
                ("next-steps.ics", ICS),
                "ics_pipeline",
            )


def now(made: Provenance) -> Provenance:
    """The same, made at this moment: what is drawn now may be clicked much later."""
    return replace(made, made_at=datetime.now(UTC).replace(microsecond=0))


def _brief_of(dashboard: Dashboard, matcher: Matcher, query: Query, chosen: str) -> None:
    project_id, investor_id = query.pair(chosen)
    title = f"{dashboard.investor(investor_id)['name']} × {dashboard.project(project_id)['name']}"
    shown = st.query_params.to_dict() | {"match": chosen}
    filters = origin.filters_of(dashboard, query, matcher)
    made = origin.provenance(dashboard, title, filters, shown)
    _button(
        _("Brief of this match"),
        lambda: match.brief(dashboard, matcher, query, chosen, now(made)),
        (match.file_name("brief", project_id, investor_id) + ".pdf", PDF),
        "brief_match",
    )


def _button(label: str, build: Callable[[], bytes], file: tuple[str, str], key: str) -> None:
    icons = {PDF: "picture_as_pdf", XLSX: "table_view", ICS: "event"}
    st.download_button(
        label,
        data=deferred(build),
        file_name=file[0],
        mime=file[1],
        key=key,
        on_click="ignore",
        icon=f":material/{icons[file[1]]}:",
    )
