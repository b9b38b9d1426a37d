"""What became of an import: what was written, what was left out, or that nothing was."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.importing.checking import Checked
from data.importing.handing_back import refused_rows
from data.rows import each_row
from ui import address
from ui.format import number
from ui.records import upload
from ui.records.faults import reason
from ui.records.upload import Upload
from ui.session import Dashboard
from ui.takeaway.provenance import deferred
from ui.words import _


def show(dashboard: Dashboard, under_way: Upload, progress: Callable[[Upload], None]) -> None:
    """Show progress while it is written, then how many records came of it."""
    job = under_way.applying
    if job is None or not job.finished:
        st.title(_("Writing {file}", file=under_way.name))
        progress(under_way)
        return
    if job.failed or not isinstance(job.result, str):
        st.title(_("{file} was not imported", file=under_way.name))
        st.error(not_written(), icon=":material/error:")
    else:
        batch = each_row(dashboard.store.frame("import_batch", batch_id=job.result))[0]
        st.title(
            _(
                "{file} is imported: {created} new, {updated} changed, {refused} left out",
                file=under_way.name,
                created=number(batch["created"]),
                updated=number(batch["updated"]),
                refused=number(batch["refused"]),
            )
        )
        st.caption(_("The import can be undone in the history while nothing builds on it."))
        if under_way.checked is not None and len(under_way.checked.bad_rows):
            hand_back(under_way, under_way.checked)
        st.button(
            _("See it in the history"),
            key="import_history",
            icon=":material/history:",
            on_click=_to_history,
            args=(str(job.result),),
        )
    st.button(_("Another file"), key="import_forget", type="primary", on_click=upload.forget)


def not_written() -> str:
    """What is said where the database cannot be written."""
    return _("The database could not be written, so nothing was changed. Is the disk full?")


def hand_back(under_way: Upload, checked: Checked) -> None:
    """Show the button that gives the rows with faults back as a file."""
    st.download_button(
        _("Rows with faults and the reasons"),
        deferred(lambda: refused_rows(checked, _("Why it was left out"), reason)),
        file_name=f"left-out-{under_way.name}",
        icon=":material/download:",
        key="import_hand_back",
        on_click="ignore",
    )


def _to_history(batch_id: str) -> None:
    upload.forget()
    address.go(tab="history", of=None, batch=batch_id)
