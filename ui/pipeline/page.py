"""The parts of the pipeline page: which pairs, and as a board or a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui import actor, address
from ui.pipeline import board, table
from ui.segments import labelled
from ui.session import Dashboard
from ui.words import _, _n, mark

SHOWN = {"board": mark("Board"), "table": mark("Table")}


def chosen(frame: pd.DataFrame) -> pd.DataFrame:
    """Show the choice of pairs and keep those chosen; a filter names nobody in the address."""
    act = actor.acting()
    if act is None:
        return frame
    st.session_state["mine"] = address.flag("mine")
    mine = st.toggle(
        _("Only mine"), key="mine", on_change=_keep_mine, help=_("Pairs whose owner you are.")
    )
    return frame[frame["owner"] == act] if mine else frame


def show(dashboard: Dashboard, frame: pd.DataFrame) -> None:
    """Show the pairs as a board or a table, as the address says."""
    shown = address.choice("show", SHOWN, "board")
    st.session_state["show"] = shown
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("Show as"),
            list(SHOWN),
            format_func=labelled(lambda name: _(SHOWN[name]), shown),
            required=True,
            key="show",
            on_change=_keep_shown,
            label_visibility="collapsed",
        )
        st.caption(_n("{count} pair", "{count} pairs", len(frame)))
    if shown == "board":
        board.show(dashboard, frame)
    else:
        table.show(dashboard, frame)


def nothing_yet() -> None:
    """Say how the first pair gets here."""
    st.title(_("No pair is in the pipeline yet"))
    st.info(
        _(
            "Open a project or an investor under Matches and click “Add to the pipeline” on a "
            "match. It appears here on the first rung, and you move it on as the talks do."
        ),
        icon=":material/playlist_add:",
    )
    st.page_link("pages/matches.py", label=_("Find a match"), icon=":material/handshake:")


def _keep_mine() -> None:
    address.go(mine="1" if st.session_state["mine"] else None)


def _keep_shown() -> None:
    shown = st.session_state["show"]
    address.go(show=None if shown == "board" else shown)
