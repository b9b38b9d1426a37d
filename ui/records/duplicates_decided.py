"""What was decided on pairs of records, what just became of it, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.merging import MergeError, undo
from data.rows import each_row
from data.store import StoreError
from ui import actor
from ui.format import plain
from ui.pipeline.pair import moment
from ui.records.preview_written import not_written
from ui.session import Dashboard
from ui.words import _

#: Decisions listed, the newest first.
MOST: Final = 20
_SAID: Final = "duplicates_said"
_FAILED: Final = "duplicates_failed"


def tell(text: str, event_id: str | None = None) -> None:
    """Say what was done (plain text) from the next drawing on, with the way back."""
    st.session_state[_SAID] = (text, event_id)


def failed(error: MergeError | StoreError) -> None:
    """Say at the next drawing that nothing was changed, and why."""
    st.session_state[_FAILED] = (
        not_written()
        if isinstance(error, StoreError)
        else _(
            "Nothing was changed: somebody merged, removed or undid one of the two meanwhile. What "
            "is listed here is up to date."
        )
    )


def said(dashboard: Dashboard) -> None:
    """Show what was last done, or why it was not."""
    reason = st.session_state.pop(_FAILED, None)
    if reason:
        st.error(reason, icon=":material/error:")
    last: tuple[str, str | None] | None = st.session_state.get(_SAID)
    if last is None:
        return
    text, event_id = last
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(plain(text), icon=":material/check:", width="stretch")
        if event_id is not None:
            actor.action(
                _("Undo"),
                lambda name: _undo(dashboard, event_id, name),
                key="duplicates_undo_last",
                icon=":material/undo:",
            )
        st.button(
            _("Close"),
            key="duplicates_close",
            type="tertiary",
            icon=":material/close:",
            on_click=lambda: st.session_state.pop(_SAID, None),
        )


def show(dashboard: Dashboard, decided: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Show the decisions, newest first, each with its way back; ``names`` by id."""
    st.subheader(_("Decisions taken"))
    if decided.empty:
        st.caption(_("Nobody has merged two records or told them apart yet."))
        return
    for row in each_row(decided.head(MOST)):
        line = _line(row, names)
        with st.container(horizontal=True, vertical_alignment="center"):
            if row["undone"]:
                st.markdown(f"~~{line}~~ ({_('taken back')})")
                continue
            st.markdown(line)
            actor.action(
                _("Undo"),
                lambda name, event=str(row["event_id"]): _undo(dashboard, event, name),
                key=f"duplicates_undo_{row['event_id']}",
                type="tertiary",
                icon=":material/undo:",
            )
    if len(decided) > MOST:
        st.caption(_("The latest {count} are shown.", count=MOST))


def _line(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    about = {
        which: plain(names.get(row[column], row[column]))
        for which, column in (("one", "record_id"), ("other", "other_id"))
    }
    what = (
        _("{other} merged into {one}", **about)
        if row["kind"] == "merged"
        else _("{one} and {other} told apart", **about)
    )
    return f"{moment(row['happened_at'])} · **{what}** · {plain(row['actor'])}"


def _undo(dashboard: Dashboard, event_id: str, name: str) -> None:
    st.session_state.pop(_SAID, None)
    try:
        undo(dashboard.store, name, event_id)
    except (MergeError, StoreError) as error:
        failed(error)
        return
    tell(_("Undone: both records stand again. The history keeps both decisions."))
