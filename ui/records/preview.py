"""The third step of an import: what would change, what is wrong, and the button that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.importing.checking import Checked
from data.importing.faults import Fault
from data.importing.handing_back import refused_rows
from data.importing.vocabularies import folded, parts
from data.rows import each_row
from ui import actor, address
from ui.format import number, plain
from ui.records import upload
from ui.records.editing_values import shown_value
from ui.records.faults import expected, field_label
from ui.records.upload import Upload
from ui.session import Dashboard
from ui.words import _, _n, mark

#: Faults listed at once.
LISTED: Final = 500
#: Colours of marked cells that stand on a light and a dark page.
_BAD: Final = "background-color: rgba(214, 69, 69, 0.28)"
_MENDED: Final = "background-color: rgba(201, 162, 39, 0.30)"
_BESIDE: Final = "color: rgba(128, 128, 128, 0.95); font-style: italic"

REMARKS: Final = {
    "encoding": mark("The text was read as {encoding}."),
    "delimiter": mark("Its cells are separated by “{delimiter}”."),
    "above_header": mark("Lines above the header that were passed over: {count}."),
    "sheet": mark("The sheet “{sheet}” was read; the others were not."),
    "formulas": mark("Formulas of which the stored result was read: {count}."),
    "structure": mark("Columns read into the AIFC structure: {columns}."),
    "kept_beside": mark("Columns kept beside the records: {columns}."),
}


def show(dashboard: Dashboard, under_way: Upload, steps: Callable[[], None]) -> None:
    """Show progress while rows are checked or written, then what was found."""
    if under_way.applying is not None:
        _written(dashboard, under_way)
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
                found=plain(fault.found),
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
    with st.container(horizontal=True, gap="large"):
        for label, count in told.items():
            st.metric(label, number(count), width="content")
    remarks(checked.remarks)
    if checked.faults:
        _faults(dashboard, under_way, checked)
    _rows(under_way, checked)
    _confirm(dashboard, under_way, checked)


def remarks(said: Sequence[Mapping[str, str]]) -> None:
    """What was noted about a file, in one line."""
    told = [_(REMARKS[each["remark"]]).format(**each) for each in said if each["remark"] in REMARKS]
    if told:
        st.caption(plain(" ".join(told)))


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


def _faults(dashboard: Dashboard, under_way: Upload, checked: Checked) -> None:
    """The faults as a grid; a mend that is filled in is tried with every row again."""
    st.subheader(_("What is wrong, and the mend"))
    ordered = sorted(checked.faults.kept, key=lambda fault: (fault.row or 0, fault.column or ""))
    shown = ordered[:LISTED]
    rows = pd.DataFrame(
        {
            "row": [fault.row for fault in shown],
            "column": [fault.column or "" for fault in shown],
            "found": [fault.found for fault in shown],
            "expected": [expected(fault) for fault in shown],
            "offered": [" / ".join(_in_words(dashboard, fault)) for fault in shown],
            "mend": [_first_mend(fault, _in_words(dashboard, fault)) for fault in shown],
        }
    )
    rows["row"] = rows["row"].astype("Int64")
    edited = st.data_editor(
        rows,
        key=f"import_mends_{under_way.turn}",
        hide_index=True,
        disabled=["row", "column", "found", "expected", "offered"],
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), format="%d", width=60),
            "column": st.column_config.TextColumn(_("Column"), width="medium"),
            "found": st.column_config.TextColumn(_("Found"), width="medium"),
            "expected": st.column_config.TextColumn(_("Expected"), width=340),
            "offered": st.column_config.TextColumn(_("Suggested"), width="medium"),
            "mend": st.column_config.TextColumn(
                _("Mend"),
                width="medium",
                help=_("Filled in where only one suggests itself. Type another, or clear it."),
            ),
        },
        alt=_("Each fault with its row and column, what was expected, and a mend."),
    )
    if checked.faults.count > len(shown):
        st.caption(
            _(
                "The first {n} of {all} faults.",
                n=number(len(shown)),
                all=number(checked.faults.count),
            )
        )
    if st.button(_("Take the mends and check again"), key="import_mend", icon=":material/build:"):
        _take(dashboard, under_way, shown, edited)


def _take(
    dashboard: Dashboard, under_way: Upload, shown: list[Fault], edited: pd.DataFrame
) -> None:
    mends = dict(under_way.choices.mends)
    words = dict(under_way.choices.words)
    for fault, row in zip(shown, each_row(edited), strict=True):
        text = row["mend"]
        if fault.row is None or fault.column is None or not isinstance(text, str) or not text:
            continue
        word = _single_word(fault)
        if word is not None:
            words[word] = text
        else:
            mends[fault.row, fault.column] = text
    choices = replace(under_way.choices, mends=mends, words=words)
    upload.start_check(dashboard.store, under_way, choices)
    st.rerun()


def _first_mend(fault: Fault, offered: Sequence[str]) -> str:
    """A mend that is no guess: the only one, or the vocabulary's nearest code."""
    sure = len(offered) == 1 or fault.rule in {"code", "choice"}
    return offered[0] if offered and sure else ""


def _in_words(dashboard: Dashboard, fault: Fault) -> list[str]:
    """The mends as the reader calls them: codes by their labels, which an import reads as well."""
    if fault.rule != "code":
        return list(fault.mends)
    vocabulary = dict(fault.values)["vocabulary"]
    kind = {"region": "geography"}.get(vocabulary, vocabulary)
    return [
        ";".join(dashboard.labels(kind, part) for part in mend.split(";")) for mend in fault.mends
    ]


def _single_word(fault: Fault) -> tuple[str, str] | None:
    """A word that no vocabulary knows: one mend is meant for every row, and for the next time."""
    word = fault.found.strip("'")
    if fault.rule != "code" or not fault.mends or len(parts(word)) != 1 or "," in word:
        return None
    values = dict(fault.values)
    return values["vocabulary"], folded(word)


def _rows(under_way: Upload, checked: Checked) -> None:
    """The rows as they stand, faults coloured, those with one first."""
    st.subheader(_("The rows"))
    rows = upload.first_rows(under_way, bad_first=True)
    names = _distinct([column.header or "–" for column in under_way.columns])
    rows.columns = pd.Index(names)
    marked = {(fault.row, fault.column) for fault in checked.faults.kept if fault.row is not None}
    mends = under_way.choices.mends
    rows = _with_mends(rows.fillna(""), [of.header for of in under_way.columns], mends)
    beside = {n for n, c in zip(names, under_way.columns, strict=True) if c.field is None}
    headers = {n: c.header for n, c in zip(names, under_way.columns, strict=True)}

    def colour(column: pd.Series) -> list[str]:
        name = str(column.name)
        return [
            _BAD
            if (row, headers[name]) in marked
            else _MENDED
            if (row, headers[name]) in mends
            else _BESIDE
            if name in beside
            else ""
            for row in column.index
        ]

    st.dataframe(
        rows.style.apply(colour, axis=0),
        height=min(38 * (len(rows) + 1), 420),
        column_config={
            "_index": st.column_config.NumberColumn(_("Row"), format="%d"),
            **{
                name: st.column_config.TextColumn(
                    name, help=field_label(under_way.kind, c.field) if c.field else None
                )
                for name, c in zip(names, under_way.columns, strict=True)
            },
        },
        alt=_("Rows of the file; cells with a fault are red, mended ones gold."),
    )
    if checked.plan_changes:
        with st.expander(_("What changes in records that are there")):
            _changes(under_way, checked)


def _with_mends(
    rows: pd.DataFrame, headers: Sequence[str], mends: Mapping[tuple[int, str], str]
) -> pd.DataFrame:
    """The rows with the mends that were taken in their cells."""
    cells = {
        name: [
            mends.get((int(row), header), cell)
            for row, cell in zip(rows.index, rows[name], strict=True)
        ]
        for name, header in zip(rows.columns, headers, strict=True)
    }
    return pd.DataFrame(cells, index=rows.index)


def _changes(under_way: Upload, checked: Checked) -> None:
    rows: list[dict[str, Any]] = [
        {
            _("Row"): change.row,
            _("Record"): change.record_id,
            _("Field"): field_label(under_way.kind, change.field),
            _("Now"): shown_value(change.earlier),
            _("Then"): shown_value(change.value),
        }
        for change in checked.plan_changes
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("Fields that would change."))


def _confirm(dashboard: Dashboard, under_way: Upload, checked: Checked) -> None:
    whole = any(fault.row is None for fault in checked.faults.kept)
    good = checked.rows - len(checked.bad_rows)
    only_good = bool(checked.faults)
    if not whole and good:
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
    if only_good and not whole:
        st.caption(
            _("The rows with faults are left out, and handed back as a file with the reasons.")
        )
        _hand_back(under_way, checked)
    with st.container(horizontal=True):
        st.button(_("Back to the columns"), key="import_back", type="tertiary", on_click=_back)
        st.button(_("Another file"), key="import_forget", type="tertiary", on_click=upload.forget)


def _hand_back(under_way: Upload, checked: Checked) -> None:
    st.download_button(
        _("Rows with faults and the reasons"),
        lambda: refused_rows(checked, _("Why it was left out")),
        file_name=f"left-out-{under_way.name}",
        icon=":material/download:",
        key="import_hand_back",
        on_click="ignore",
    )


def _back() -> None:
    under_way = upload.current()
    if under_way is not None:
        under_way.step = 2


def _written(dashboard: Dashboard, under_way: Upload) -> None:
    job = under_way.applying
    if job is None or not job.finished:
        st.title(_("Writing {file}", file=under_way.name))
        _progress(under_way)
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
            _hand_back(under_way, under_way.checked)
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


def _to_history(batch_id: str) -> None:
    upload.forget()
    address.go(tab="history", of=None, batch=batch_id)


def _place(fault: Fault) -> str:
    if fault.row is not None:
        return _("Row {row}: ", row=number(fault.row))
    return ""


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told
