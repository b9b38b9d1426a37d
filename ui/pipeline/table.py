"""The pipeline as a table; chosen rows are moved together."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.rows import each_row
from ui.pipeline import moving, opening, state
from ui.pipeline.words import pairs as counted
from ui.pipeline.words import rung
from ui.session import Dashboard
from ui.words import _

ROW_HEIGHT, ROWS_IN_SIGHT = 35, 14


def show(dashboard: Dashboard, frame: pd.DataFrame) -> None:
    """Show every pair, the one that moved last on top, and what can be done with those chosen."""
    ordered = frame.sort_values(["last_at", "project_id", "investor_id"], ascending=False)
    ordered = ordered.reset_index(drop=True)
    # Another list is another table: rows chosen in the old one would be other pairs.
    key = f"pipeline_table_{hash(tuple(ordered['event_id'])) & 0xFFFFFFFF:x}"
    st.dataframe(
        rows(ordered),
        key=key,
        hide_index=True,
        height=ROW_HEIGHT * (min(len(ordered), ROWS_IN_SIGHT) + 1) + 3,
        on_select="rerun",
        selection_mode="multi-row",
        placeholder="–",
        column_config=_columns(),
        alt=_("Pairs of the pipeline; choose rows to move them together or to open one."),
    )
    at = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    chosen = [row for number, row in enumerate(each_row(ordered)) if number in set(at)]
    if not chosen:
        st.caption(
            _("Choose rows at their left edge to move several pairs at once, or to open one.")
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="chosen_rows"):
        seen = {state.pair_of(row): row["event_id"] for row in chosen}
        moving.chooser(
            dashboard, seen, "several", label=_("Move {pairs}", pairs=counted(len(chosen)))
        )
        if len(chosen) == 1:
            st.button(
                _("Details"),
                key="open_chosen",
                on_click=opening.open_pair,
                args=(chosen[0]["project_id"], chosen[0]["investor_id"]),
            )


def rows(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns shown, in their order."""
    return pd.DataFrame(
        {
            "investor": frame["investor"],
            "project": frame["project"],
            "rung": [rung(code) for code in frame["rung"]],
            "ask": frame["ask_usd_m"],
            "owner": frame["owner"],
            "step": frame["step"],
            "due": frame["due"].dt.date,
            "quiet": frame["quiet_days"],
            "note": frame["note"],
            "added": frame["added_at"],
        }
    )


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "investor": column.TextColumn(_("Investor"), width=190, pinned=True),
        "project": column.TextColumn(_("Project"), width=230),
        "rung": column.TextColumn(_("Rung"), width=100),
        "ask": column.NumberColumn(_("Ask, USD m"), format="localized", width=90),
        "owner": column.TextColumn(_("Owner"), width=130),
        "step": column.TextColumn(_("Next step"), width=220),
        "due": column.DateColumn(_("Due"), width=100),
        "quiet": column.NumberColumn(
            _("Days quiet"), width=90, help=_("Days since anything was recorded of the pair.")
        ),
        "note": column.TextColumn(_("Last note"), width=220),
        "added": column.DatetimeColumn(_("Added"), format="distance", width=110),
    }
