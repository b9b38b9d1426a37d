"""What was recorded about one record so far, newest first, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import streamlit as st
from babel.dates import format_datetime, get_timezone

from data.rows import each_row
from ui.finder import Side
from ui.format import known, plain
from ui.pipeline import words
from ui.session import Dashboard
from ui.words import _, language, mark

KINDS = {
    "moved": mark("moved"),
    "noted": mark("note"),
    "planned": mark("next step"),
    "assigned": mark("owner"),
    "edited": mark("edited"),
    "imported": mark("imported"),
    "undone": mark("taken back"),
}
#: Fields of an event that say something to a reader, in the order told.
TOLD = ("rung", "reason", "words", "step", "due", "owner", "field", "value", "text")
#: Fields whose codes have labels.
LABELS: Mapping[str, Callable[[object], str]] = {"rung": words.rung, "reason": words.reason}
#: Letters of a note shown in the list.
EXCERPT = 240
#: Events listed; a record with more has its history elsewhere.
MOST = 30


def events_of(dashboard: Dashboard, side: Side, record_id: str) -> list[dict[str, Any]]:
    """Every event of a record, newest first: columns of ``record_events``, times in UTC.

    ``payload`` is a dictionary; the other side of a pair stands in project_id or investor_id.
    """
    rows = each_row(dashboard.store.frame("record_events", side=side, id=record_id))
    return [row | {"payload": json.loads(row["payload"])} for row in rows]


def show(dashboard: Dashboard, side: Side, record_id: str) -> None:
    """Show what happened with a record so far."""
    st.subheader(_("What happened so far"))
    events = events_of(dashboard, side, record_id)
    if not events:
        st.caption(_("Nothing is recorded yet. A step is recorded from a list of matches."))
        return
    st.markdown("\n".join(f"- {_line(dashboard, side, each)}" for each in events[:MOST]))
    if len(events) > MOST:
        st.caption(_("The latest {count} are shown.", count=MOST))


def _line(dashboard: Dashboard, side: Side, event: Mapping[str, Any]) -> str:
    other = event["investor_id"] if side == "project" else event["project_id"]
    names = dashboard.investors["name"] if side == "project" else dashboard.projects["name"]
    told = [
        plain(LABELS.get(name, str)(event["payload"][name])[:EXCERPT])
        for name in TOLD
        if known(event["payload"].get(name))
    ]
    what = ": ".join(
        [_(KINDS.get(event["kind"], event["kind"])), *([", ".join(told)] if told else [])]
    )
    parts = [_at(event["happened_at"]), f"**{what}**"]
    if known(other):
        parts.append(plain(names.get(other, other)))
    parts.append(plain(event["actor"]))
    line = " · ".join(parts)
    return f"~~{line}~~ ({_('taken back')})" if event["undone"] else line


def _at(moment: datetime) -> str:
    """Time in the reader's own zone; a time without one is UTC."""
    try:
        zone = get_timezone(st.context.timezone or "UTC")
    except LookupError:  # a name that only the browser knows
        zone = get_timezone("UTC")
    return format_datetime(moment, format="medium", tzinfo=zone, locale=language())
