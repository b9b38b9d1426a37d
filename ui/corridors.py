"""Trade routes by name, in the reader's language."""

from __future__ import annotations

import streamlit as st

from data.rows import each_row
from ui.format import known
from ui.session import KEPT_VERSIONS, Dashboard
from ui.words import language


def corridor_name(dashboard: Dashboard, corridor_id: str) -> str:
    """Name of a trade route; its id where the table of routes does not know it."""
    return _names(dashboard.version, language(), dashboard).get(corridor_id, corridor_id)


@st.cache_data(show_spinner=False, max_entries=3 * KEPT_VERSIONS)
def _names(version: str, lang: str, _dashboard: Dashboard) -> dict[str, str]:
    del version
    rows = each_row(_dashboard.store.frame("corridors"))
    return {
        row["corridor_id"]: row[f"name_{lang}"] if known(row[f"name_{lang}"]) else row["name_en"]
        for row in rows
    }
