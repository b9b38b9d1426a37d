"""Take everything away: every table in one archive, and the whole database as a backup."""

from __future__ import annotations

import shutil
import tempfile
import weakref
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import streamlit as st

from data.archive import BackupError
from data.backup import back_up
from data.export import MOST_ROWS, ExportError, Format, export
from data.store import Store, StoreError
from ui import address
from ui.format import number
from ui.session import Dashboard
from ui.words import _

#: Formats by their name in the address.
FORMATS: Final = {"csv": "CSV", "parquet": "Parquet", "xlsx": "XLSX"}
_READY: Final = "leaving_ready"


@dataclass
class _Made:
    """A file that was made. Its folder goes when nobody remembers it."""

    folder: Path
    path: Path | None = None

    def __post_init__(self) -> None:
        self.clean = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


def show(dashboard: Dashboard) -> None:
    """Show both buttons; a file is made when its button is clicked, then offered."""
    with st.expander(_("Take everything away"), icon=":material/archive:"):
        st.markdown(
            _(
                "Investors, projects, deals and vocabularies as they stand, which the import takes "
                "back, and below them every table as it is stored, the events among them."
            )
        )
        kind = _format(dashboard.store)
        with st.container(horizontal=True):
            tables = st.button(
                _("All tables as {format}", format=FORMATS[kind]),
                key="leaving_tables",
                icon=":material/folder_zip:",
            )
            whole = st.button(_("Backup"), key="leaving_backup", icon=":material/save:")
        if tables or whole:
            _make(dashboard.store, kind if tables else None)
        _hand_over()
        st.caption(
            _(
                "The backup is the whole database in one file with a checksum. Whoever runs the "
                "server brings a backup or a zip of all tables back with this command, also while "
                "the dashboard runs:"
            )
        )
        # words: ignore - a command
        command = f"python -m data restore FILE --database {dashboard.store.path}"
        st.code(command, language="bash", wrap_lines=True)
        st.caption(
            _(
                "It puts everything back to the state of that file: what anybody did since is no "
                "longer there, for all users. The replaced database is kept beside the restored "
                "one, named with the time. A damaged file, or one of a newer version, is refused "
                "and changes nothing."
            )
        )


def _make(store: Store, kind: Format | None) -> None:
    """Make the file while the reader waits; what cannot be made leaves nothing behind."""
    st.session_state.pop(_READY, None)
    try:
        made = _Made(Path(tempfile.mkdtemp(prefix="leaving-")))
        with st.spinner(_("Making the file. A million records take about a minute.")):
            made.path = archive(store, kind, made.folder) if kind else backup(store, made.folder)
    except (OSError, ExportError, BackupError, StoreError):
        st.error(
            _(
                "The file could not be made, and nothing of it was left behind; the data is "
                "unchanged. Is the disk full? Parquet needs the least room."
            ),
            icon=":material/error:",
        )
        return
    st.session_state[_READY] = made


def _hand_over() -> None:
    """Offer the file that was made last in this session."""
    made: _Made | None = st.session_state.get(_READY)
    if made is None or made.path is None:
        return
    path = made.path
    size = number(path.stat().st_size / 2**20, 1)
    st.download_button(
        _("Download {file} ({size} MiB)", file=path.name, size=size),
        data=path.read_bytes,
        file_name=path.name,
        mime="application/octet-stream",
        key="leaving_download",
        type="primary",
        on_click="ignore",
        icon=":material/download:",
    )


def archive(store: Store, kind: Format, scratch: Path) -> Path:
    """Write every table in one format into a zip below ``scratch``; gives its path."""
    folder, target = scratch / "export", scratch / f"matchmaking-{kind}.zip"
    packing = zipfile.ZIP_DEFLATED if kind == "csv" else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", packing) as zipped:
        for path in export(store, folder, kind):
            zipped.write(path, path.relative_to(folder).as_posix())
            path.unlink()
    return target


def backup(store: Store, scratch: Path) -> Path:
    """Write the whole database into ``scratch``, as the command does; gives its path."""
    target = scratch / "matchmaking.backup"
    back_up(store, target)
    return target


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
