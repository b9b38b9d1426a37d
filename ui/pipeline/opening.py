"""Opening one pair: its project and investor stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from data.pipeline import Pair
from ui import address
from ui.words import _

NOTHING: Mapping[str, str | None] = {"project": None, "investor": None}


def addressed() -> Pair | None:
    """The pair in the address; None where it names none."""
    project_id, investor_id = address.text("project"), address.text("investor")
    return Pair(project_id, investor_id) if project_id and investor_id else None


def line(row: Mapping[str, Any], text: str, place: str) -> None:
    """Show a line of markdown with a button beside it that opens the pair."""
    told, opens = st.columns([5, 1], vertical_alignment="top")
    told.markdown(text)
    with opens:
        button(row, place)


def button(row: Mapping[str, Any], place: str, label: str | None = None) -> None:
    """Show a button that opens the pair; ``place`` keeps the keys apart."""
    st.button(
        label or _("Details"),
        key=f"{place}:{row['project_id']}:{row['investor_id']}",
        type="tertiary",
        on_click=open_pair,
        args=(row["project_id"], row["investor_id"]),
    )


def open_pair(project_id: str, investor_id: str) -> None:
    """Put the pair into the address."""
    address.go(project=project_id, investor=investor_id)


def close() -> None:
    """Take the pair out of the address."""
    address.go(**NOTHING)
