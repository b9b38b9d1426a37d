"""What was recorded about one record so far, newest first, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from data.pipeline import PAIR_KINDS
from data.rows import each_row
from ui.finder import Side
from ui.format import known, plain
from ui.pipeline.pair import moment, what
from ui.records.facts import FIELDS
from ui.session import Dashboard
from ui.words import _, mark

#: Kinds of events beside those of a pair and beside edits.
KINDS = {
    "merged": mark("another record was merged into it"),
    "told_apart": mark("told apart from a similar record"),
    "structured": mark("structure saved"),
}
#: Fields of a pair's event, each of which may be missing.
OF_A_PAIR = ("rung", "reason", "words", "step", "due", "owner", "text")
#: Letters of a note or a value shown in the list.
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
    parts = [moment(event["happened_at"]), f"**{plain(_told(side, event))}**"]
    if known(event["payload"].get("text")):
        parts.append(plain(str(event["payload"]["text"])[:EXCERPT]))
    if known(other):
        parts.append(plain(names.get(other, other)))
    parts.append(plain(event["actor"]))
    line = " · ".join(parts)
    return f"~~{line}~~ ({_('taken back')})" if event["undone"] else line


def _told(side: Side, event: Mapping[str, Any]) -> str:
    """What an event did, in a few words (plain text)."""
    payload = event["payload"]
    if event["kind"] in PAIR_KINDS:
        return what(dict.fromkeys(OF_A_PAIR) | payload | {"kind": event["kind"]})
    if event["kind"] == "edited":
        title, _say = FIELDS[side].get(payload["field"], (payload["field"], None))
        value = payload.get("value")
        said = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        if not known(value):
            return _("{field}: value taken out", field=_(title))
        return _("{field} changed to {value}", field=_(title), value=said[:EXCERPT])
    return _(KINDS.get(event["kind"], event["kind"]))
