"""The records found, as a workbook: every column, amounts as numbers, filters on the cover."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from data.rows import each_row
from matching.columns import IntArray
from matching.facets import UNKNOWN, Found
from ui import address
from ui.briefs import buttons, origin
from ui.facets import Shown
from ui.finder import Side
from ui.format import UNKNOWN as NONE
from ui.records.columns import COLUMNS
from ui.records.kinds import Kind
from ui.session import Dashboard
from ui.takeaway.provenance import Provenance, deferred
from ui.takeaway.xlsx import Column, Sheet, workbook
from ui.words import _

#: Columns whose words on the screen become typed cells, or dates as the source writes them.
TYPED: Mapping[Side, frozenset[str]] = {
    "project": frozenset({"ask", "cost", "last_word"}),
    "investor": frozenset({"ticket", "deals", "last_word"}),
}


def offer(
    dashboard: Dashboard, records: Kind, rows: IntArray, found: Found, shown: Mapping[str, Shown]
) -> None:
    """Show the button; the workbook is made when it is clicked."""
    title = _("Projects") if records.side == "project" else _("Investors")
    made = origin.provenance(dashboard, title, filters_of(found, shown))
    st.download_button(
        _("Spreadsheet"),
        data=deferred(lambda: sheets(dashboard, records, rows, buttons.now(made))),
        file_name=f"{records.side}s.xlsx",
        mime=buttons.XLSX,
        key="records_xlsx",
        type="tertiary",
        on_click="ignore",
        icon=":material/table_view:",
    )


def filters_of(found: Found, shown: Mapping[str, Shown]) -> dict[str, str]:
    """What the list is narrowed to, in words: each facet's title and its chosen values."""
    told = {}
    search = address.text("search")
    if search:
        told[_("Name")] = search
    for name, values in found.chosen.items():
        if values:
            said = [
                _("not stated") if each == UNKNOWN else shown[name].say(each) for each in values
            ]
            told[shown[name].title] = ", ".join(said)
    return told


def sheets(dashboard: Dashboard, records: Kind, rows: IntArray, made: Provenance) -> bytes:
    """Write the records in the order of the list, one row each, with id and source."""
    frame = records.frame.iloc[rows]
    plain = [name for name in COLUMNS[records.side] if name not in TYPED[records.side]]
    cells = {
        name: [_blank(COLUMNS[records.side][name].say(dashboard, row)) for row in each_row(frame)]
        for name in plain
    }
    table = pd.DataFrame(cells, index=frame.index)
    columns = [Column(name, _(COLUMNS[records.side][name].title)) for name in plain]
    if records.side == "project":
        columns += [
            Column("ask_usd_m", _("Ask, USD m"), "number"),
            Column("total_cost_usd_m", _("Total cost, USD m"), "number"),
        ]
    else:
        columns += [
            Column("ticket_min_usd_m", _("Smallest ticket, USD m"), "number"),
            Column("ticket_max_usd_m", _("Largest ticket, USD m"), "number"),
            Column("deals", _("Deals"), "integer"),
        ]
    columns += [
        Column("as_of", _("As of"), "date"),
        Column("source_url", _("Source")),
        Column(f"{records.side}_id", _("Id")),
    ]
    own = [column.name for column in columns if column.name not in table]
    return workbook(made, [Sheet(made.title, table.join(frame[own]), columns)])


def _blank(said: str) -> str | None:
    return None if said == NONE else said
