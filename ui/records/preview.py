"""The third step of an import: what would change, what is wrong, and the button that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

from data.importing.checking import Checked
from data.importing.faults import Fault
from ui import actor
from ui.format import number, plain
from ui.records import preview_alike, preview_faults, preview_rows, preview_written, upload
from ui.records.faults import expected, found
from ui.records.preview_written import hand_back
from ui.records.upload import Upload
from ui.session import Dashboard
from ui.words import _, _n, mark

REMARKS: Final = {
    "encoding": mark("The text was read as {encoding}."),
    "delimiter": mark("Its cells are separated by “{delimiter}”."),
    "above_header": mark("Lines above the header that were passed over: {count}."),
    "units": mark("Units were read from the row beneath the header."),
    "totals": mark("Rows of totals were passed over: {rows}."),
    "sheet": mark("The sheet “{sheet}” was read; the others were not."),
    "formulas": mark("Formulas of which the stored result was read: {count}."),
    "structure": mark("Columns read into the AIFC structure: {columns}."),
    "kept_beside": mark("Columns kept beside the records: {columns}."),
}

#: Encodings by the names that spreadsheet programs show.
ENCODINGS: Final = {
    "cp1251": "Windows-1251",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-16": "UTF-16",
}


def show(dashboard: Dashboard, under_way: Upload, steps: Callable[[], None]) -> None:
    """Show progress while rows are checked or written, then what was found."""
    if under_way.applying is not None:
        preview_written.show(dashboard, under_way, _progress)
    elif under_way.checking is not None and not under_way.checking.finished:
        st.title(_("Checking {file}", file=under_way.name))
        steps()
        _progress(under_way)
    elif under_way.checked is None:
        refused(under_way)
    else:
        _found(dashboard, under_way, under_way.checked, steps)


def refused(under_way: Upload) -> None:
    """A file that cannot be read at all: what it is, and what to do."""
    st.title(_("{file} cannot be imported", file=under_way.name))
    for fault in under_way.faults[:20]:
        st.error(
            _(
                "{place}Found {found}, expected {what}.",
                place=_place(fault),
                found=plain(found(fault)),
                what=plain(expected(fault)),
            ),
            icon=":material/error:",
        )
    if not under_way.faults:
        st.error(_("The check stopped. Try again, or ask IT to look at the log."))
    st.caption(_("Nothing was changed."))
    st.button(_("Another file"), key="import_forget", type="primary", on_click=upload.forget)


@st.fragment(run_every=1.0)
def _progress(under_way: Upload) -> None:
    job = under_way.applying or under_way.checking
    if job is None or job.finished:
        st.rerun()
    text = _n("{n} row so far", "{n} rows so far", job.done, n=number(job.done))
    if under_way.comparing and under_way.applying is None:
        text = _("Every row is read. Names are being compared with the records that are there.")
    st.progress(min(job.share, 1.0), text)
    if under_way.applying is None:
        st.button(_("Stop"), key="import_stop", on_click=upload.forget)


def _found(
    dashboard: Dashboard, under_way: Upload, checked: Checked, steps: Callable[[], None]
) -> None:
    counts = checked.counts
    st.title(_title(checked))
    steps()
    told = {
        _("New"): counts.created,
        _("Changed"): counts.updated,
        _("Unchanged"): counts.unchanged,
        _("Rows with faults"): counts.refused,
    }
    if checked.choices.left_out:
        told[_("Left out")] = len(checked.choices.left_out)
    with st.container(horizontal=True, gap="large"):
        for label, count in told.items():
            st.metric(label, number(count), width="content")
    remarks(checked.remarks)
    if checked.faults:
        preview_faults.show(dashboard, under_way, checked)
    preview_alike.show(dashboard, under_way)
    preview_rows.show(under_way, checked)
    _confirm(dashboard, under_way, checked)


def remarks(said: Sequence[Mapping[str, str]]) -> None:
    """What was noted about a file, in one line."""
    told = [
        _(REMARKS[each["remark"]]).format(**{name: _in_words(v) for name, v in each.items()})
        for each in said
        if each["remark"] in REMARKS
    ]
    if told:
        st.caption(plain(" ".join(told)))


def _in_words(value: str) -> str:
    """An encoding by the name that people know, a tab by its word."""
    return _("tab") if value == "\t" else ENCODINGS.get(value, value)


def _title(checked: Checked) -> str:
    if checked.faults and any(fault.row is None for fault in checked.faults.kept):
        return _("The file cannot be imported as it is")
    if not checked.faults:
        return _n(
            "{n} row, and nothing is wrong with it",
            "{n} rows, and nothing is wrong with them",
            checked.rows,
            n=number(checked.rows),
        )
    return _n(
        "{n} of {all} rows has something to mend",
        "{n} of {all} rows have something to mend",
        len(checked.bad_rows),
        n=number(len(checked.bad_rows)),
        all=number(checked.rows),
    )


def _confirm(dashboard: Dashboard, under_way: Upload, checked: Checked) -> None:
    whole = any(fault.row is None for fault in checked.faults.kept)
    good = checked.rows - len(checked.kept_back)
    only_good = bool(checked.faults)
    if under_way.pending:
        preview_alike.take(dashboard, under_way)
    elif not whole and good:
        label = (
            _n(
                "Import the {n} good row only",
                "Import the {n} good rows only",
                good,
                n=number(good),
            )
            if only_good
            else _n("Import {n} row", "Import {n} rows", good, n=number(good))
        )
        actor.action(
            label,
            lambda name: upload.start_apply(
                dashboard.store, under_way, name, good_rows_only=only_good
            ),
            key="import_apply",
            type="primary",
            icon=":material/upload:",
        )
    elif not whole and not good and not only_good:
        st.caption(_("Every row is left out, so there is nothing to import."))
    if only_good and not whole:
        st.caption(
            _("The rows with faults are left out, and handed back as a file with the reasons.")
        )
        hand_back(under_way, checked)
    with st.container(horizontal=True):
        st.button(_("Back to the columns"), key="import_back", type="tertiary", on_click=_back)
        st.button(_("Another file"), key="import_forget", type="tertiary", on_click=upload.forget)


def _back() -> None:
    under_way = upload.current()
    if under_way is not None:
        under_way.step = 2


def _place(fault: Fault) -> str:
    if fault.row is not None:
        return _("Row {row}: ", row=number(fault.row))
    return ""
