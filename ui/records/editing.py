"""Change a record in a grid, with the rules of the import; what each field said before."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from data.importing.editing import as_text, edit
from data.importing.faults import Fault, FileRefusedError
from data.importing.fields import Field, Kind, stored_fields
from data.store import StoreError
from ui import actor, address
from ui.format import plain
from ui.records import editing_history
from ui.records.faults import expected, field_label, labelled_in
from ui.records.importing import HELP
from ui.records.preview_written import not_written
from ui.session import Dashboard
from ui.words import _, _n

#: Codes that no label is read back as.
AS_IT_IS: Final = frozenset({"national"})
#: Values listed as help, at most.
LISTED: Final = 12
_FAULTS: Final = "record_edit_faults"
_SAID: Final = "record_edit_said"
_FAILED: Final = "record_edit_failed"
_TURN: Final = "record_edit_turn"
#: Fields to mend, by its name in the address.
MEND: Final = "mend"


def wanted(kind: Kind) -> list[str]:
    """Fields that the address says are to be mended."""
    return address.several(MEND, [each.name for each in _about(kind)])


def show(dashboard: Dashboard, kind: Kind, record_id: str) -> None:
    """Show the grid of a record's fields and the history of its edits; folded unless asked for."""
    faults: list[Fault] = st.session_state.pop(_FAULTS, [])
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(said)
    if st.session_state.pop(_FAILED, False):
        st.error(not_written(), icon=":material/error:")
    asked = bool(faults or wanted(kind))
    with st.expander(_("Edit this record"), icon=":material/edit:", expanded=asked):
        _grid(dashboard, kind, record_id, faults)
    editing_history.show(dashboard, kind, record_id)


def _grid(dashboard: Dashboard, kind: Kind, record_id: str, faults: list[Fault]) -> None:
    query = f"{kind}_records"  # words: ignore - the name of a query
    (now,) = dashboard.store.table(query, ids=[record_id]).to_pylist()
    first = wanted(kind)
    about = sorted(_about(kind), key=lambda each: each.name not in first)
    rows = pd.DataFrame(
        {
            "field": [field_label(kind, each.name) for each in about],
            "value": [_said(dashboard, each, now[each.name]) for each in about],
            "help": [_help(dashboard, each) for each in about],
        }
    )
    turn = st.session_state.get(_TURN, 0)
    edited = st.data_editor(
        rows,
        key=f"record_edit_{kind}_{record_id}_{turn}_{'-'.join(first)}",
        hide_index=True,
        disabled=["field", "help"],
        height=420,
        column_config={
            "field": st.column_config.TextColumn(_("Field"), width="medium"),
            "value": st.column_config.TextColumn(_("Value"), width="large"),
            "help": st.column_config.TextColumn(_("What to write"), width="medium"),
        },
        alt=_("Fields of the record with their values; change a value to edit it."),
    )
    changed = {
        each.name: str(after or "")
        for each, before, after in zip(about, rows["value"], edited["value"], strict=True)
        if str(after or "") != before
    }
    source = st.text_input(
        _("Where the change comes from (web address)"),
        key=f"record_edit_source_{turn}",
        max_chars=2000,
        placeholder="https://",  # words: ignore - the start of an address
    )
    for fault in faults:
        told = _(
            "{field}: found {found}, expected {what}.",
            field=plain(field_label(kind, fault.column or "")),
            found=plain(fault.found),
            what=plain(expected(fault)),
        )
        mend = _("Perhaps {mend}?", mend=plain(" / ".join(fault.mends))) if fault.mends else ""
        st.error(f"{told} {mend}")
    label = _n("Save {count} field", "Save {count} fields", len(changed)) if changed else _("Save")
    actor.action(
        label,
        lambda name: _save(dashboard, kind, record_id, changed, name, source),
        key="record_edit_save",
        disabled=not changed,
        icon=":material/save:",
    )


def _about(kind: Kind) -> list[Field]:
    """Fields that can be edited."""
    return [each for each in stored_fields(kind) if each.type not in {"id", "reference"}]


def _said(dashboard: Dashboard, about: Field, value: Any) -> str:  # noqa: ANN401 - of any field
    """A value as it may be written: codes by their labels, which are read back as the same."""
    kind = labelled_in(about.vocabulary)
    if about.type not in {"code", "codes"} or not dashboard.labels.ordered(kind):
        return as_text(value)
    codes = as_text(value).split(";") if value else []
    return ";".join(code if code in AS_IT_IS else dashboard.labels(kind, code) for code in codes)


def _help(dashboard: Dashboard, about: Field) -> str:
    """What may be written; a short list in full."""
    if about.type == "choice":
        return " / ".join(about.choices)
    kind = about.vocabulary if about.type in {"code", "codes"} else ""
    codes = dashboard.labels.ordered(kind)
    if not codes or len(codes) > LISTED:
        return _(HELP[about.type])
    return " / ".join(dashboard.labels(kind, code) for code in codes)


def _save(
    dashboard: Dashboard,
    kind: Kind,
    record_id: str,
    changed: dict[str, str],
    name: str,
    source: str,
) -> None:
    try:
        saved = edit(dashboard.store, kind, record_id, changed, name, source.strip() or None)
    except FileRefusedError as refusal:
        st.session_state[_FAULTS] = refusal.faults
        return
    except StoreError:
        st.session_state[_FAILED] = True
        return
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state[_SAID] = _n("{count} field is saved.", "{count} fields are saved.", len(saved))
