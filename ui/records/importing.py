"""Bring records in from a file: the file, its columns and values, a preview to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from data.importing.fields import KINDS
from data.importing.template import template
from ui import address
from ui.records import mapping, preview, upload
from ui.session import Dashboard
from ui.takeaway.provenance import deferred
from ui.words import _, language, mark

OF: Final[Mapping[str, str]] = {
    "projects": mark("Projects"),
    "investors": mark("Investors"),
    "deals": mark("Deals"),
}
_STEPS: Final = (mark("File"), mark("Columns and values"), mark("Preview and confirm"))

#: What may be written in each type of field; the help of a template and of the grid.
HELP: Final[Mapping[str, str]] = {
    "id": mark("A short id: letters, digits, '-', '_' or '.'."),
    "name": mark("The name."),
    "reference": mark("The id or the name of a record that is there already."),
    "text": mark("Text."),
    "url": mark("A web address, with http:// or https://."),
    "code": mark("One value of the list."),
    "codes": mark("One or several values of the list, separated by semicolons."),
    "words": mark("Words, separated by semicolons."),
    "yesno": mark("yes or no; leave it empty where it is not known."),
    "flag": mark("yes or no."),
    "amount": mark(
        "Millions of US dollars, or an amount with unit and currency: 1 250,5 млн тенге."
    ),
    "range": mark("A range with unit and currency: USD 5-20m, от 5 до 20 млн долл."),
    "number": mark("A number."),
    "whole": mark("A whole number."),
    "date": mark("A date as precise as it is known: 2025, 2025-10, 05.10.2025."),
    "choice": mark("One value of the list."),
    "country": mark("A country, by its name or two-letter code."),
    "currency": mark("A currency: its three-letter code."),
    "_required": mark("Needed."),
    "_column": mark("Column"),
    "_what": mark("What to write"),
}


def show(dashboard: Dashboard) -> None:
    """Show the step that the import of this session has come to."""
    under_way = upload.current()
    if under_way is None:
        st.title(_("Bring in records from a spreadsheet"))
        _steps(1)
        _choose_file(dashboard)
        return
    if under_way.refusal:
        preview.refused(under_way)
    elif under_way.step == 2:  # noqa: PLR2004 - the second of three
        st.title(_("What the columns of {file} mean", file=under_way.name))
        _steps(2)
        mapping.show(dashboard, under_way)
    else:
        preview.show(dashboard, under_way, lambda: _steps(3))


def help_texts() -> dict[str, str]:
    """What may be written in each type of field, in the reader's language."""
    return {name: _(text) for name, text in HELP.items()}


def _steps(now: int) -> None:
    told = [
        f"**{number}\\. {_(label)}**" if number == now else f"{number}\\. {_(label)}"
        for number, label in enumerate(_STEPS, start=1)
    ]
    st.caption("  →  ".join(told))


def _choose_file(dashboard: Dashboard) -> None:
    st.session_state["import_of"] = address.choice("of", OF, "projects")
    of = st.segmented_control(
        _("What the file holds"),
        list(OF),
        format_func=lambda name: _(OF[name]),
        required=True,
        key="import_of",
        on_change=lambda: address.go(of=st.session_state["import_of"]),
    )
    of = of or "projects"
    file = st.file_uploader(
        _("CSV, XLSX or Parquet, with headers in English, Russian or Kazakh"),
        type=["csv", "tsv", "txt", "xlsx", "parquet"],
        key="import_file",
    )
    if file is not None and _begun(dashboard, of, file.name, file.getvalue()):
        st.rerun()
    st.caption(
        _(
            "Nothing is written before you confirm. Amounts and dates are read as people write "
            "them: 1 250,5 млн тенге, USD 5-20m, октябрь 2025."
        )
    )
    st.download_button(
        _("Empty template with lists to choose from (XLSX)"),
        deferred(
            lambda: template(
                KINDS[of], dashboard.store.frame("vocabulary"), language(), help_texts()
            )
        ),
        file_name=f"{of}.xlsx",
        icon=":material/download:",
        key="import_template",
        on_click="ignore",
    )


def _begun(dashboard: Dashboard, of: str, name: str, content: bytes) -> bool:
    """Take the file in, or say that there is no room for it."""
    try:
        upload.begin(dashboard.store, KINDS[of], name, content)
    except OSError:
        st.error(
            _(
                "{file} could not be kept for checking, so nothing was changed. Is the disk full?",
                file=name,
            ),
            icon=":material/error:",
        )
        return False
    return True
