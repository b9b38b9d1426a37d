"""Every import: who, when, which file, what it did, and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, cast

import pandas as pd
import streamlit as st

from data.importing.batches import LISTED, Blocker, BuiltOnError, blockers, history, undo
from data.importing.fields import Kind
from data.rows import each_row
from data.store import StoreError
from ui import actor, address
from ui.format import known, number, plain
from ui.pipeline.pair import moment
from ui.records.editing_values import stored_value
from ui.records.faults import field_label
from ui.records.preview import remarks
from ui.records.preview_written import not_written
from ui.session import Dashboard
from ui.words import _, _n, mark

KINDS: Final[Mapping[str, str]] = {
    "investor": mark("Investors"),
    "project": mark("Projects"),
    "deal": mark("Deals"),
}
WHAT: Final[Mapping[str, str]] = {
    "deal": mark("a deal with it"),
    "edited": mark("a later edit"),
    "moved": mark("a step on the ladder"),
    "noted": mark("a note"),
    "shortlisted": mark("the shortlist"),
    "structured": mark("a structure"),
    "merged": mark("a merge"),
    "planned": mark("a next step"),
    "assigned": mark("an owner"),
    "told_apart": mark("told apart from another record"),
}
#: Things that stand on a batch, listed at once.
_BLOCKERS: Final = 50
_SAID: Final = "history_said"
_FAILED: Final = "history_failed"


def show(dashboard: Dashboard) -> None:
    """Show the batches, newest first, and the one that the address names."""
    batches = history(dashboard.store)
    if batches.empty:
        st.title(_("Nothing was imported yet"))
        st.caption(
            _("What comes in from files is listed here, with who, when and what it changed.")
        )
        st.button(
            _("Import a file"),
            key="history_import",
            icon=":material/upload:",
            on_click=lambda: address.go(tab="import"),
        )
        return
    standing = batches[batches["undone_at"].isna()]
    st.title(
        _n(
            "{n} import, {created} records created and {updated} changed",
            "{n} imports, {created} records created and {updated} changed",
            len(standing),
            n=number(len(standing)),
            created=number(standing["created"].sum()),
            updated=number(standing["updated"].sum()),
        )
    )
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(said)
    if st.session_state.pop(_FAILED, False):
        st.error(not_written(), icon=":material/error:")
    ids = [str(batch) for batch in batches["batch_id"]]
    _list(batches, ids)
    chosen = address.text("batch")
    if chosen in ids:
        _batch(dashboard, each_row(batches)[ids.index(chosen)], chosen)


def _list(batches: pd.DataFrame, ids: list[str]) -> None:
    rows = pd.DataFrame(
        {
            "when": [moment(value) for value in batches["happened_at"]],
            "who": batches["actor"],
            "file": batches["file_name"],
            "kind": [_(KINDS[kind]) for kind in batches["record_kind"]],
            "created": batches["created"],
            "updated": batches["updated"],
            "unchanged": batches["unchanged"],
            "refused": batches["refused"],
            "state": [
                _("undone by {name}", name=name) if known(name) else _("stands")
                for name in batches["undone_by"]
            ],
        }
    )
    key = f"history_batches_{st.session_state.get('history_turn', 0)}"
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        height=min(35 * (len(rows) + 1) + 3, 400),
        on_select=lambda: _open(key, ids),
        selection_mode="single-row",
        column_config={
            "when": st.column_config.TextColumn(_("When"), width=160),
            "who": st.column_config.TextColumn(_("Who"), width="small"),
            "file": st.column_config.TextColumn(_("File"), width="medium"),
            "kind": st.column_config.TextColumn(_("Records"), width="small"),
            "created": st.column_config.NumberColumn(_("New"), width="small"),
            "updated": st.column_config.NumberColumn(_("Changed"), width="small"),
            "unchanged": st.column_config.NumberColumn(_("Unchanged"), width="small"),
            "refused": st.column_config.NumberColumn(_("Left out"), width="small"),
            "state": st.column_config.TextColumn(_("State"), width="small"),
        },
        alt=_("Imports, newest first; choose one to see what it did."),
    )


def _open(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(ids):
        address.go(batch=ids[rows[0]])


def _batch(dashboard: Dashboard, batch: Mapping[str, Any], batch_id: str) -> None:
    st.subheader(plain(batch["file_name"]))
    st.caption(
        _(
            "{who}, {when} · {n} rows · SHA-256 {digest}",
            who=plain(batch["actor"]),
            when=moment(batch["happened_at"]),
            n=number(batch["rows"]),
            digest=f"`{str(batch['file_sha256'])[:16]}…`",
        )
    )
    remarks(json.loads(batch["remarks"]))
    if pd.notna(batch["undone_at"]):
        st.info(
            _(
                "Undone by {who}, {when}. Its records are gone, its changes no longer stand.",
                who=plain(batch["undone_by"]),
                when=moment(batch["undone_at"]),
            )
        )
    else:
        _way_back(dashboard, batch_id)
    _details(dashboard, cast("Kind", batch["record_kind"]), batch_id)


def _way_back(dashboard: Dashboard, batch_id: str) -> None:
    found = blockers(dashboard.store, batch_id)
    if not found:
        actor.action(
            _("Undo this import"),
            lambda name: _undo(dashboard, batch_id, name),
            key="history_undo",
            icon=":material/undo:",
        )
        return
    st.warning(
        _n(
            "It cannot be undone: {count} thing builds on it. Take that back first.",
            "It cannot be undone: {count} things build on it. Take those back first.",
            len(found),
        )
    )
    st.markdown("\n".join(f"- {_blocker(each)}" for each in found[:_BLOCKERS]))


def _blocker(each: Blocker) -> str:
    what = _(WHAT[each.what]) if each.what in WHAT else each.what
    detail = field_label(each.record_kind, each.detail) if each.detail else ""
    parts = [
        plain(each.record_id),
        what,
        plain(detail) if detail else "",
        plain(each.actor) if each.actor else "",
    ]
    return " · ".join(part for part in parts if part)


def _undo(dashboard: Dashboard, batch_id: str, name: str) -> None:
    try:
        undo(dashboard.store, batch_id, name)
    except (BuiltOnError, ValueError):
        return
    except StoreError:
        st.session_state[_FAILED] = True
        return
    st.session_state[_SAID] = _("The import is undone; the history keeps it.")


def _details(dashboard: Dashboard, kind: Kind, batch_id: str) -> None:
    store = dashboard.store
    changed = each_row(store.frame("import_changes", batch_id=batch_id, most=LISTED))
    if changed:
        with st.expander(_("What it changed"), expanded=True):
            rows = [
                {
                    _("Record"): row["record_id"],
                    _("Field"): field_label(kind, row["field"]),
                    _("Earlier"): stored_value(row["earlier"]),
                    _("Now"): stored_value(row["value"]),
                    _("Earlier source"): row["earlier_source_url"],
                    _("Source"): row["source_url"],
                }
                for row in changed
            ]
            st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("Fields that it changed."))
    left_out = store.frame("import_refused", batch_id=batch_id)
    if len(left_out):
        with st.expander(_("What it left out, and why")):
            left_out.columns = pd.Index([_("Row"), _("Column"), _("Found"), _("Expected")])
            st.dataframe(left_out, hide_index=True, alt=_("Rows that were left out, and why."))
    created = store.frame("import_created", batch_id=batch_id, most=LISTED)
    if len(created):
        with st.expander(_("Records that it created")):
            created.columns = pd.Index([_("Record")])
            st.dataframe(created, hide_index=True, alt=_("Records that it created."))
