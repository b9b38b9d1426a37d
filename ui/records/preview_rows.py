"""The rows of a file as they stand, with their faults and mends coloured, and what they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.importing.checking import Checked
from ui.records import upload
from ui.records.editing_values import shown_value
from ui.records.faults import field_label
from ui.records.upload import Upload
from ui.words import _

#: Colours of marked cells that stand on a light and a dark page.
_BAD: Final = "background-color: rgba(214, 69, 69, 0.28)"
_MENDED: Final = "background-color: rgba(201, 162, 39, 0.30)"
_BESIDE: Final = "color: rgba(128, 128, 128, 0.95); font-style: italic"


def show(under_way: Upload, checked: Checked) -> None:
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


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told
