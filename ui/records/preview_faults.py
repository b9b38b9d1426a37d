"""The faults of a file as a grid, each with the mend that suggests itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from data.importing.checking import Checked
from data.importing.faults import Fault
from data.importing.vocabularies import Words, folded, parts
from data.rows import each_row
from ui.format import number
from ui.records import upload
from ui.records.faults import expected, found, labelled_in
from ui.records.upload import Upload
from ui.session import Dashboard
from ui.words import _

#: Faults listed at once.
LISTED: Final = 500
#: Pixels of a row whose cells are in several lines, and letters that one line of them holds.
_TALL: Final = 76
_LINE: Final = 44


def show(dashboard: Dashboard, under_way: Upload, checked: Checked) -> None:
    """The faults as a grid; a mend that is filled in is tried with every row again."""
    st.subheader(_("What is wrong, and the mend"))
    ordered = sorted(checked.faults.kept, key=lambda fault: (fault.row or 0, fault.column or ""))
    shown = ordered[:LISTED]
    named = _names(dashboard, shown)
    offered = [_in_words(dashboard, fault, named) for fault in shown]
    rows = pd.DataFrame(
        {
            "row": [fault.row for fault in shown],
            "found": [found(fault) for fault in shown],
            "mend": [
                _first_mend(checked.words, fault, each)
                for fault, each in zip(shown, offered, strict=True)
            ],
            "column": [fault.column or "" for fault in shown],
            "expected": [expected(fault) for fault in shown],
            "offered": [" / ".join(each) for each in offered],
        }
    )
    rows["row"] = rows["row"].astype("Int64")
    edited = st.data_editor(
        rows,
        key=f"import_mends_{under_way.turn}",
        hide_index=True,
        row_height=_TALL if any(map(_is_long, offered)) else None,
        disabled=["row", "column", "found", "expected", "offered"],
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), format="%d", width=50),
            "found": st.column_config.TextColumn(_("Found"), width=120),
            "mend": st.column_config.TextColumn(
                _("Mend"),
                width=170,
                help=_("Filled in where only one can be meant. Type another, or clear it."),
            ),
            "column": st.column_config.TextColumn(_("Column"), width=150),
            "expected": st.column_config.TextColumn(_("Expected"), width=320),
            "offered": st.column_config.TextColumn(_("Suggested"), width=340),
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
        _take(dashboard, under_way, shown, offered, edited)


def _take(
    dashboard: Dashboard,
    under_way: Upload,
    shown: list[Fault],
    offered: Sequence[Sequence[str]],
    edited: pd.DataFrame,
) -> None:
    mends = dict(under_way.choices.mends)
    words = dict(under_way.choices.words)
    for fault, said, row in zip(shown, offered, each_row(edited), strict=True):
        text = row["mend"]
        if fault.row is None or fault.column is None or not isinstance(text, str) or not text:
            continue
        word = _single_word(fault)
        if word is not None:
            words[word] = text
        else:
            mends[fault.row, fault.column] = meant(fault, said, text)
    choices = replace(under_way.choices, mends=mends, words=words)
    upload.start_check(dashboard, under_way, choices)
    st.rerun()


def _is_long(offered: Sequence[str]) -> bool:
    return len(" / ".join(offered)) > _LINE or any(len(each) > _LINE // 2 for each in offered)


def meant(fault: Fault, said: Sequence[str], text: str) -> str:
    """What a cell is to hold: the id where a record was named as it was offered."""
    if fault.rule == "reference" and text.strip() in said:
        return fault.mends[said.index(text.strip())]
    return text


def _first_mend(words: Words, fault: Fault, offered: Sequence[str]) -> str:
    """A mend that is no guess: the only one, or a word of the vocabulary with a slip of the pen."""
    if not offered:
        return ""
    if fault.rule == "code":
        vocabulary = dict(fault.values)["vocabulary"]
        sure = words.nearly(vocabulary, fault.found.strip("'"), fault.mends[0])
    else:
        # An end of a range is one of several readings, also where only one is known.
        sure = fault.rule == "choice" or (len(offered) == 1 and fault.rule != "amount_range")
    return offered[0] if sure else ""


def _in_words(dashboard: Dashboard, fault: Fault, named: Mapping[str, str]) -> list[str]:
    """The mends as the reader calls them: codes by their labels, which an import reads as well."""
    if fault.rule == "reference":
        return [f"{named[mend]} ({mend})" if mend in named else mend for mend in fault.mends]
    if fault.rule != "code":
        return list(fault.mends)
    kind = labelled_in(dict(fault.values)["vocabulary"])
    return [
        ";".join(dashboard.labels(kind, part) for part in mend.split(";")) for mend in fault.mends
    ]


def _names(dashboard: Dashboard, faults: Sequence[Fault]) -> dict[str, str]:
    """What the records are called that are offered for a name, by id."""
    named: dict[str, str] = {}
    for kind, frame in (("investor", dashboard.investors), ("project", dashboard.projects)):
        wanted = {
            mend
            for fault in faults
            if fault.rule == "reference" and kind in dict(fault.values)["what"]
            for mend in fault.mends
        }
        found = frame.loc[frame.index.isin(wanted), "name"]
        named |= {str(own): str(name) for own, name in found.items()}
    return named


def _single_word(fault: Fault) -> tuple[str, str] | None:
    """A word that no vocabulary knows: one mend is meant for every row, and for the next time."""
    word = fault.found.strip("'")
    if fault.rule != "code" or not fault.mends or len(parts(word)) != 1 or "," in word:
        return None
    values = dict(fault.values)
    return values["vocabulary"], folded(word)
