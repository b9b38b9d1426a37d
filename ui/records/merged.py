"""Records that were merged: where their address leads, and what else a record stands for."""

from __future__ import annotations

import streamlit as st

from data.importing.fields import Kind
from data.merging import survivor_of
from data.rows import each_row
from ui.format import plain, source
from ui.session import Dashboard
from ui.words import _


def led_on(dashboard: Dashboard, kind: Kind, record_id: str) -> str:
    """Id of the record that stands for this one, said in a sentence where it is another."""
    survivor = survivor_of(dashboard.store, kind, record_id)
    if survivor is None:
        return record_id
    st.info(
        _(
            "The record “{id}” was merged into this one: two entries for the same thing.",
            id=plain(record_id[:80]),
        ),
        icon=":material/merge:",
    )
    return survivor


def show(dashboard: Dashboard, kind: Kind, record_id: str) -> None:
    """What else the record stands for, with the sources it brought along."""
    for row in each_row(dashboard.store.frame("merged_records", kind=kind, id=record_id)):
        st.caption(
            _(
                "Also stands for “{name}”, which was merged into it. Source: {source}",
                name=plain(row["name"]),
                source=source(row["source_url"], row["as_of"], row["verified"]),
            )
        )
