"""Take everything away: every table in one archive, and the whole database as a backup."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Final, cast

import streamlit as st

from data.backup import back_up
from data.export import MOST_ROWS, Format, export
from data.store import Store
from ui import address
from ui.format import number
from ui.session import Dashboard
from ui.takeaway.provenance import deferred
from ui.words import _

#: Formats by their name in the address.
FORMATS: Final = {"csv": "CSV", "parquet": "Parquet", "xlsx": "XLSX"}


def show(dashboard: Dashboard) -> None:
    """Show both buttons; a file is made when its button is clicked."""
    with st.expander(_("Take everything away"), icon=":material/archive:"):
        st.markdown(
            _(
                "Investors, projects, deals and vocabularies as they stand, which the import takes "
                "back, and below them every table as it is stored, the events among them."
            )
        )
        kind = _format(dashboard.store)
        with st.container(horizontal=True):
            st.download_button(
                _("All tables as {format}", format=FORMATS[kind]),
                data=deferred(lambda: archive(dashboard.store, kind)),
                file_name=f"matchmaking-{kind}.zip",
                mime="application/zip",
                key="leaving_tables",
                on_click="ignore",
                icon=":material/folder_zip:",
            )
            st.download_button(
                _("Backup"),
                data=deferred(lambda: backup(dashboard.store)),
                file_name="matchmaking.backup",
                mime="application/octet-stream",
                key="leaving_backup",
                on_click="ignore",
                icon=":material/save:",
            )
        st.caption(
            _(
                "The backup is the whole database in one file with a checksum; `python -m data "
                "restore FILE` brings it back, also while the dashboard runs."
            )
        )


def archive(store: Store, kind: Format) -> bytes:
    """Every table in one format, zipped."""
    target = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "export"
        paths = export(store, folder, kind)
        packing = zipfile.ZIP_DEFLATED if kind == "csv" else zipfile.ZIP_STORED
        with zipfile.ZipFile(target, "w", packing) as zipped:
            for path in paths:
                zipped.write(path, path.relative_to(folder).as_posix())
    return target.getvalue()


def backup(store: Store) -> bytes:
    """The whole database as the command writes it."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "matchmaking.backup"
        back_up(store, target)
        return target.read_bytes()


def _format(store: Store) -> Format:
    """Let a format be chosen; a worksheet does not hold any number of rows."""
    most = int(store.frame("row_counts")["rows"].max())
    offered = [name for name in FORMATS if name != "xlsx" or most <= MOST_ROWS]
    chosen = address.choice("format", offered, "csv")
    st.session_state["leaving_format"] = chosen
    st.segmented_control(
        _("Format"),
        offered,
        format_func=lambda name: FORMATS[name],
        required=True,
        key="leaving_format",
        on_change=_keep_format,
    )
    if "xlsx" not in offered:
        st.caption(_("A worksheet holds {count} rows; there are more.", count=number(MOST_ROWS, 0)))
    return cast("Format", chosen)


def _keep_format() -> None:
    chosen = st.session_state["leaving_format"]
    address.go(format=None if chosen == "csv" else chosen)
