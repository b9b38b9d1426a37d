"""Up to four records side by side; which ones stands in the address."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data.rows import each_row
from ui import address
from ui.finder import Side
from ui.format import plain
from ui.records import columns
from ui.records.kinds import Kind
from ui.session import Dashboard
from ui.words import _, _n

MOST = 4
ROW_HEIGHT = 35


def compared(known_ids: Any) -> list[str]:  # noqa: ANN401 - whatever can be asked for an id
    """Ids in the address, each once, those that exist, four at most."""
    return list(dict.fromkeys(address.several("compare", known_ids)))[:MOST]


def grid(side: Side, ids: Sequence[str], cells: pd.DataFrame, config: Mapping[str, Any]) -> None:
    """Show a page of the list: a cell opens its record, a ticked row is compared."""
    wanted = [
        row for row, each in enumerate(ids) if each in (address.text("compare") or "").split("|")
    ]
    key = _key(side, ids, wanted)
    st.dataframe(
        cells,
        key=key,
        hide_index=True,
        height=ROW_HEIGHT * (len(ids) + 1) + 3,
        column_config=config,
        on_select=lambda: _chosen(side, key, ids),
        selection_mode=["multi-row", "single-cell"],
        selection_default={"selection": {"rows": wanted}},
        alt=_("List of records; choose a name to open the record, tick rows to compare them."),
    )


def show(dashboard: Dashboard, records: Kind) -> None:
    """Show the records in the address side by side, every column a record."""
    ids = compared(records.frame.index)
    if not ids:
        return
    rows = each_row(records.frame.loc[ids])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(
            _n("{count} record side by side", "{count} records side by side", len(ids)),
            anchor="compare",
        )
        st.button(
            _("Clear"),
            key="compare_clear",
            type="tertiary",
            icon=":material/close:",
            on_click=_clear,
        )
        st.page_link(
            "pages/matches.py",
            label=_("Projects for all of them")
            if records.side == "investor"
            else _("Investors for all of them"),
            icon=":material/groups:",
            query_params={"many": f"{records.side}s", "who": "|".join(ids)},
        )
    if len(ids) == 1:
        st.caption(_("Tick another record to compare it with this one."))
    every = columns.COLUMNS[records.side]
    names = [name for name in every if name != "name"]
    table = {_("Field"): [plain(_(every[name].title)) for name in names]}
    for row in rows:
        table[plain(row["name"])] = [plain(every[name].say(dashboard, row)) for name in names]
    st.table(pd.DataFrame(table), border="horizontal", hide_index=True)


def _clear() -> None:
    address.go(compare=None)


def _key(side: Side, ids: Sequence[str], wanted: Sequence[int]) -> str:
    """Key of the grid: a new one where the address left its selection behind, or after opening."""
    content = zlib.crc32("|".join(ids).encode())
    turn = int(st.session_state.get("records_turn", 0))
    key = f"records_{side}_{content}_{turn}"
    state = st.session_state.get(key)
    if state and sorted(state["selection"]["rows"]) != list(wanted):
        st.session_state["records_turn"] = turn + 1
        return f"records_{side}_{content}_{turn + 1}"
    return key


def _chosen(side: Side, key: str, ids: Sequence[str]) -> None:
    selection = st.session_state[key]["selection"]
    if selection["cells"]:
        row = selection["cells"][0][0]
        if row < len(ids):
            st.session_state["records_turn"] = int(st.session_state.get("records_turn", 0)) + 1
            other: Side = "investor" if side == "project" else "project"
            address.go(**{side: ids[row], other: None})
            return
    ticked = [ids[row] for row in selection["rows"] if row < len(ids)]
    before = [each for each in (address.text("compare") or "").split("|") if each]
    elsewhere = [each for each in before if each not in ids]
    chosen = [
        *elsewhere,
        *(each for each in before if each in ticked),
        *(each for each in ticked if each not in before),
    ]
    if len(chosen) > MOST:
        st.session_state["records_turn"] = int(st.session_state.get("records_turn", 0)) + 1
        st.toast(
            _("Four records at most are compared; take one out first."), icon=":material/info:"
        )
    address.go(compare="|".join(chosen[:MOST]) or None)
