"""What was entered in a deal's structure: who, when, what, and taking the latest back."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.rows import each_row
from ui import actor
from ui.format import known, link, plain
from ui.session import Dashboard
from ui.structures import saving
from ui.structures.book import Book, book
from ui.structures.deal import STATES, Deal
from ui.structures.form import day
from ui.structures.reasons import kept
from ui.words import _, _n


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show every save, newest first, of one field or of all, with the way to take one back."""
    told = book(dashboard)
    rows = dashboard.store.frame("structure_history", project_id=deal.deal_id)
    if rows.empty:
        return
    saves = list(dict.fromkeys(rows["event_id"]))
    title = _n("History: {count} save", "History: {count} saves", len(saves))
    with st.expander(title, icon=":material/history:", key="structure_history"):
        fields = [name for name in told.fields if name in set(rows["field"].dropna())]
        chosen = st.selectbox(
            _("History of a field"),
            fields,
            format_func=told.label,
            index=None,
            placeholder=_("all fields"),
            key=f"history_of_{deal.deal_id}",
        )
        shown = rows[rows["field"] == chosen] if chosen else rows
        st.table(
            pd.DataFrame([_row(told, row) for row in each_row(shown)]),
            border="horizontal",
            hide_index=True,
        )
        standing = rows[~rows["undone"]]
        if len(standing):
            latest = each_row(standing)[0]
            actor.action(
                _("Take back the latest save by {actor}", actor=plain(latest["actor"])),
                saving.undo,
                dashboard,
                latest["event_id"],
                key="structure_undo",
                icon=":material/undo:",
            )


def _source(told: Book, row: dict[str, Any]) -> str:
    if not known(row["suggested"]):
        return link(row["source_url"])
    why, where = kept(told, row["field"], str(row["value"]), str(row["suggested"]))
    said = _("suggested, not entered: {reason}", reason=plain(why)) if why else _("suggested")
    return f"{said} {where}"


def _row(told: Book, row: dict[str, Any]) -> dict[str, str]:
    what = _("no field changed")
    if known(row["field"]):
        what = _(
            "{field}: {before} → {after}",
            field=told.label(row["field"]),
            before=told.value(row["field"], row["before"]),
            after=told.value(row["field"], row["value"]),
        )
    state = _(STATES["checked" if row["state"] == "checked" else "draft"])
    if row["undone"]:
        state = _("{state}, taken back", state=state)
    return {
        _("When"): f"{day(row)}, {str(row['happened_at'])[11:16]} UTC",
        _("Who"): plain(row["actor"]),
        _("Saved as"): state,
        _("What"): plain(what),
        _("Source"): _source(told, row),
    }
