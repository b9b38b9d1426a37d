"""Quality of the records: what is wrong, what is old, what is missing, what to collect first."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui import address
from ui.briefs import buttons, origin
from ui.format import number, percent
from ui.records import editing, leaving
from ui.records.quality_found import Checked, checked, old
from ui.records.quality_tables import TABLES, Shown, fields, place_of
from ui.records.rows import grid_height, row_height
from ui.session import Dashboard
from ui.takeaway.provenance import Provenance, deferred
from ui.takeaway.xlsx import Column, Sheet, workbook
from ui.words import _, mark

FIRST: Final = "collect"
#: Kinds of record by their name in the address.
OF: Final = {
    "all": mark("All"),
    "investors": mark("Investors"),
    "projects": mark("Projects"),
    "deals": mark("Deals"),
}
EVERY: Final = ("investor", "project", "deal")
#: Widths in pixels of the columns of a table.
WIDTHS: Final = {
    "name": 380,
    "what": 80,
    "field": 205,
    "wrong": 620,
    "swaps": 120,
    "lists": 70,
    "points": 100,
    "date": 110,
    "share": 80,
    "missing": 560,
}
#: Width in pixels of a figure: two of them fit beside each other on a phone.
FIGURE: Final = 165
RIGHT: Final = frozenset({"date", "share"})


def show(dashboard: Dashboard) -> None:
    """Show the figures, the table that the address names, and the ways out."""
    today = date.today()  # noqa: DTZ011 - the reader's calendar day
    found = checked(dashboard.version, today, dashboard)
    st.title(
        _(
            "Contradictions: {wrong}, unusual amounts: {unusual}, sources to mend: {sources}",
            wrong=number(len(found.wrong)),
            unusual=number(len(found.outliers)),
            sources=number(len(found.sources)),
        )
    )
    _figures(found, today)
    table, of = _choices()
    kinds = EVERY if of == "all" else (of.removesuffix("s"),)
    shown = TABLES[table][1](dashboard, kinds, today)
    _table(dashboard, shown, f"{table}_{of}")
    if table == "fields":
        st.subheader(_("By field"))
        st.table(fields(dashboard, kinds, today), border="horizontal", hide_index=True)
    leaving.show(dashboard)


def _figures(found: Checked, today: date) -> None:
    """Four shares over all records."""
    records = sum(found.verified.values()) or 1
    ages = pd.concat([found.ages[kind] for kind in ("investor", "project")])
    fresh = 1 - float(old(ages, today).mean()) if len(ages) else 0.0
    shares = pd.concat([table["share"] for table in found.records.values()])
    uncited = len({(each.kind, each.record_id) for each in found.sources})
    told = (
        (_("Verified by their source"), found.verified.get("yes", 0) / records),
        (_("Last word within two years"), fresh),
        (_("Fields filled in"), float(shares.mean()) if len(shares) else 0.0),
        (_("Cite a web address"), 1 - uncited / records),
    )
    with st.container(horizontal=True):
        for label, share in told:
            st.metric(label, percent(share), width=FIGURE)


def _choices() -> tuple[str, str]:
    table, of = address.choice("look", TABLES, FIRST), address.choice("of", OF, "all")
    st.session_state["quality_look"], st.session_state["quality_of"] = table, of
    st.segmented_control(
        _("What to look at"),
        list(TABLES),
        format_func=lambda name: _(TABLES[name][0]),
        required=True,
        key="quality_look",
        on_change=_keep,
        args=("look", FIRST),
        label_visibility="collapsed",
    )
    st.segmented_control(
        _("Kind of record"),
        list(OF),
        format_func=lambda name: _(OF[name]),
        required=True,
        key="quality_of",
        on_change=_keep,
        args=("of", "all"),
        label_visibility="collapsed",
    )
    return table, of


def _keep(name: str, usual: str) -> None:
    chosen = st.session_state[f"quality_{name}"]
    address.go(**{name: None if chosen == usual else chosen})


def _table(dashboard: Dashboard, shown: Shown, key: str) -> None:
    """Show a table whose cells lead to their records, with its workbook."""
    st.subheader(shown.title)
    st.caption(shown.note)
    if shown.frame.empty:
        return
    turn = st.session_state.get("quality_turn", 0)
    key = f"quality_{key}_{turn}"
    names = [column.name for column in shown.columns]
    # A letter takes some eight pixels.
    tall = [row_height(shown.frame[name], WIDTHS[name] // 8) for name in names]
    each = max(tall)
    st.dataframe(
        shown.frame[names],
        key=key,
        hide_index=True,
        row_height=each,
        height=grid_height(len(shown.frame), each, 560),
        on_select=lambda: _open(dashboard, key, shown.frame),
        selection_mode="single-cell",
        column_config={column.name: _config(column) for column in shown.columns},
        alt=shown.title,
    )
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption(_("Choose a cell to open the record and mend it."))
        made = origin.provenance(dashboard, shown.title, {})
        st.download_button(
            _("Spreadsheet"),
            data=deferred(lambda: sheet(dashboard, shown, buttons.now(made))),
            file_name="quality.xlsx",
            mime=buttons.XLSX,
            key="quality_xlsx",
            type="tertiary",
            on_click="ignore",
            icon=":material/table_view:",
        )


def sheet(dashboard: Dashboard, shown: Shown, made: Provenance) -> bytes:
    """Write a table with the id of each record and the address of its page."""
    places = [
        place_of(dashboard, kind, record_id)
        for kind, record_id in zip(shown.frame["kind"], shown.frame["record_id"], strict=True)
    ]
    pages = ["" if place is None else f"/records?{place[0]}={place[1]}" for place in places]
    columns = [*shown.columns, Column("record_id", _("Id")), Column("page", _("Page"))]
    return workbook(made, [Sheet(_("Quality"), shown.frame.assign(page=pages), columns)])


def _config(column: Column) -> Any:  # noqa: ANN401 - what Streamlit's table takes
    width = WIDTHS[column.name]
    if column.kind in {"number", "integer"}:
        shape = "%.1f" if column.kind == "number" else "%d"
        return st.column_config.NumberColumn(column.title, width=width, format=shape)
    return st.column_config.TextColumn(
        column.title,
        width=width,
        alignment="right" if column.name in RIGHT else "left",
    )


def _open(dashboard: Dashboard, key: str, frame: pd.DataFrame) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if not cells or cells[0][0] >= len(frame):
        return
    st.session_state["quality_turn"] = st.session_state.get("quality_turn", 0) + 1
    row = frame.iloc[cells[0][0]]
    place = place_of(dashboard, str(row["kind"]), str(row["record_id"]))
    if place is not None:
        address.go(**{place[0]: place[1], editing.MEND: str(row["mend"])})
