"""What each field of a record said before, who changed it, from which source, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.importing.editing import LaterEditError, take_back
from data.importing.fields import Kind
from data.rows import each_row
from data.store import StoreError
from ui import actor
from ui.format import plain
from ui.pipeline.pair import moment
from ui.records.editing_values import stored_value
from ui.records.faults import field_label
from ui.records.preview_written import not_written
from ui.session import Dashboard
from ui.words import _, _n

_SAID: Final = "record_undo_said"
_FAULT: Final = "record_undo_fault"


def show(dashboard: Dashboard, kind: Kind, record_id: str) -> None:
    """Show the edits of a record, folded, the latest first; one that is ticked can be undone."""
    said, fault = st.session_state.pop(_SAID, None), st.session_state.pop(_FAULT, None)
    if said:
        st.success(said)
    if fault:
        st.error(fault, icon=":material/error:")
    edits = each_row(dashboard.store.frame("field_history", kind=kind, id=record_id))[::-1]
    if not edits:
        return
    with st.expander(
        _n("{count} edit so far", "{count} edits so far", len(edits)),
        icon=":material/history:",
        expanded=bool(said or fault),
    ):
        rows = [_row(kind, edit) for edit in edits]
        event = st.dataframe(
            pd.DataFrame(rows),
            key=f"record_edits_{kind}_{record_id}_{sum(bool(edit['undone']) for edit in edits)}",
            hide_index=True,
            on_select="rerun",
            selection_mode="single-row",
            alt=_("Edits of the record, the latest first; tick one to undo it."),
        )
        ticked = event["selection"]["rows"]
        chosen = edits[ticked[0]] if ticked and ticked[0] < len(edits) else None
        if chosen is None or chosen["undone"]:
            st.caption(_("Tick an edit that stands to undo it, with what was saved with it."))
            return
        actor.action(
            _("Undo this edit"),
            lambda name: _undo(dashboard, kind, record_id, str(chosen["event_id"]), name),
            key="record_edit_undo",
            icon=":material/undo:",
        )


def _row(kind: Kind, edit: Mapping[str, Any]) -> dict[str, Any]:
    return {
        _("When"): moment(edit["happened_at"]),
        _("Field"): field_label(kind, edit["field"]),
        _("Earlier"): stored_value(edit["earlier"]),
        _("Then"): stored_value(edit["value"]),
        _("Who"): edit["actor"],
        _("Source"): edit["source_url"] or edit["file_name"],
        _("Earlier source"): edit["earlier_source_url"],
        _("State"): _("undone") if edit["undone"] else _("stands"),
    }


def _undo(dashboard: Dashboard, kind: Kind, record_id: str, event_id: str, name: str) -> None:
    try:
        fields = take_back(dashboard.store, kind, record_id, event_id, name)
    except LaterEditError as later:
        names = ", ".join(field_label(kind, each) for each in later.fields)
        st.session_state[_FAULT] = _(
            "A later edit stands on it: {fields}. Undo that one first.", fields=plain(names)
        )
    except ValueError:
        st.session_state[_FAULT] = _("Somebody undid this edit already. Nothing was changed.")
    except StoreError:
        st.session_state[_FAULT] = not_written()
    else:
        names = ", ".join(field_label(kind, each) for each in fields)
        st.session_state[_SAID] = _("Undone: {fields}. The history keeps it.", fields=plain(names))
