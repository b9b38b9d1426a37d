"""The second step of an import: what each column means, and words that no vocabulary knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from data.importing.fields import fields, key
from data.importing.headers import Column, chosen, faults_of
from data.rows import each_row
from ui.format import plain
from ui.records import upload
from ui.records.faults import expected, field_label
from ui.records.upload import Upload
from ui.session import Dashboard
from ui.words import _, _n

#: Letters of an example.
_EXCERPT: Final = 60


def show(dashboard: Dashboard, under_way: Upload) -> None:
    """Show the mapping and let it be changed; the button checks every row."""
    kind = under_way.kind
    known = sum(1 for c in under_way.columns if c.field or c.how == "structure")
    beside = sum(1 for c in under_way.columns if not c.field and not c.derived and c.header.strip())
    told = _n("{count} column is understood", "{count} columns are understood", known)
    if beside:
        told += "; " + _n(
            "{count} is kept beside the record", "{count} are kept beside the record", beside
        )
    st.markdown(told + ".")
    columns = _grid(under_way)
    st.caption(
        _(
            "An amount is read with the unit and currency in its cell or header; one without "
            "either is taken for millions of US dollars."
        )
    )
    make_ids = _ids(under_way, columns)
    made = frozenset({key(kind)}) if make_ids else frozenset()
    faults = faults_of(kind, columns, made)
    for fault in faults:
        values = {n: field_label(kind, v) for n, v in fault.values.items()}  # noqa: PD011 - no frame
        what = expected(replace(fault, values=values))
        st.warning(
            _("{where}: expected {what}.", where=plain(fault.found), what=what)
            if fault.rule == "header_twice"
            else _("Still needed: {what}.", what=what)
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            _("Check every row"),
            type="primary",
            key="import_check",
            disabled=bool(faults),
            icon=":material/fact_check:",
        ):
            decided = {c.position: c.field for c in columns if c.how == "chosen"}
            choices = replace(under_way.choices, columns=decided, make_ids=make_ids)
            upload.start_check(dashboard, under_way, choices)
            under_way.columns, under_way.step = columns, 3
            st.rerun()
        st.button(_("Another file"), key="import_forget", type="tertiary", on_click=upload.forget)


def _grid(under_way: Upload) -> list[Column]:
    """The columns with what they mean; a choice is kept by its position."""
    kind = under_way.kind
    labels = {field_label(kind, name): name for name in fields(kind)}
    beside = _("keep beside the record")
    aifc = _("AIFC structure")
    shown = [c for c in under_way.columns if c.header.strip() and not c.derived]
    given = upload.examples(under_way)
    rows = pd.DataFrame(
        {
            "header": [column.header for column in shown],
            "example": [given[column.position][:_EXCERPT] for column in shown],
            "means": [
                field_label(kind, c.field) if c.field else aifc if c.how == "structure" else beside
                for c in shown
            ],
        }
    )
    edited = st.data_editor(
        rows,
        key="import_columns",
        hide_index=True,
        disabled=["header", "example"],
        column_config={
            "header": st.column_config.TextColumn(_("Column of the file"), width="medium"),
            "example": st.column_config.TextColumn(_("First value"), width="medium"),
            "means": st.column_config.SelectboxColumn(
                _("Means"),
                options=[*labels, aifc, beside] if kind == "project" else [*labels, beside],
                required=True,
                width="medium",
            ),
        },
        alt=_("The columns of the file, an example of each, and the field it means."),
    )
    means = {
        column.position: labels.get(row["means"])
        for column, row in zip(shown, each_row(edited), strict=True)
    }
    return chosen(under_way.columns, means)


def _ids(under_way: Upload, columns: list[Column]) -> bool:
    """Ask whether ids are made, where the file has none."""
    if any(c.field == key(under_way.kind) for c in columns):
        return False
    of_deals = under_way.kind == "deal"
    return st.toggle(
        _("Make ids for the deals") if of_deals else _("Make ids from the names"),
        value=True,
        key="import_make_ids",
        help=_(
            "A deal on record with the same investor, project, year and instrument keeps its id "
            "and is changed, not doubled."
        )
        if of_deals
        else _("A record whose name is known already keeps its id and is changed, not doubled."),
    )
