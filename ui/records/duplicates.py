"""Records that may be one and the same: the pairs, the one that is open, what was decided."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.__main__ import database_path
from data.importing.fields import KINDS, Kind
from data.merging import decisions, told_apart
from data.rows import each_row
from matching.duplicates import Candidate, candidates
from ui import address
from ui.background import Job
from ui.format import number
from ui.records import duplicate_pair, duplicates_decided
from ui.records.duplicate_words import likelihood, record_name, speaks_against, speaks_for
from ui.records.rows import grid_height, row_height
from ui.serving import Serving
from ui.session import REFRESH_SECONDS, Dashboard
from ui.words import _, _n, mark

OF: Final[Mapping[str, str]] = {
    "projects": mark("Projects"),
    "investors": mark("Investors"),
    "deals": mark("Deals"),
}
#: Pairs listed at once, the likeliest first.
MOST: Final = 500


def show(dashboard: Dashboard) -> None:
    """Show the pairs of one kind of record, the pair in the address, and the decisions."""
    of = address.choice("of", OF, "projects")
    kind = KINDS[of]
    decided = decisions(dashboard.store)
    pairs = standing(dashboard, kind, decided)
    st.title(_title(kind, len(pairs)))
    coming = _serving(database_path().resolve(), kind).coming(dashboard.version)
    if coming is not None:
        _until_compared(coming)
    _choose_kind(of)
    duplicates_decided.said(dashboard)
    if pairs:
        _list(dashboard, kind, pairs[:MOST])
        if len(pairs) > MOST:
            st.caption(_("The {count} likeliest are listed.", count=number(MOST)))
    else:
        st.caption(
            _(
                "Names are compared in any script and legal form; place, sector, amount and date "
                "confirm or contradict. Pairs turn up here once imported records resemble others."
            )
        )
    duplicate_pair.show(dashboard, kind, pairs)
    of_kind = decided[decided["record_kind"] == kind]
    duplicates_decided.show(dashboard, of_kind, _names(dashboard, kind, of_kind))


def _names(dashboard: Dashboard, kind: Kind, decided: pd.DataFrame) -> dict[str, str]:
    """Names by id, also of records that were merged away; a deal is called by its id."""
    if kind == "deal":
        return {}
    shown = decided.head(duplicates_decided.MOST)
    standing_now = _frame(dashboard, kind)["name"]
    names = {
        each: str(standing_now[each])
        for each in {*shown["record_id"], *shown["other_id"]}
        if each in standing_now.index
    }
    for survivor in set(shown.loc[(shown["kind"] == "merged") & ~shown["undone"], "record_id"]):
        gone = dashboard.store.frame("merged_records", kind=kind, id=survivor)
        names |= dict(zip(gone["gone_id"], gone["name"], strict=True))
    return names


def standing(dashboard: Dashboard, kind: Kind, decided: pd.DataFrame) -> list[Candidate]:
    """Pairs that nobody has decided on, best first.

    What is shown may be a moment older than the database: what was just merged is left out.
    """
    merged = (decided["kind"] == "merged") & (decided["record_kind"] == kind) & ~decided["undone"]
    gone = set(decided.loc[merged, "other_id"])
    apart = told_apart(dashboard.store, kind)
    there = set(_frame(dashboard, kind)[f"{kind}_id"]) - gone
    return [
        pair
        for pair in _candidates(dashboard, kind)
        if {pair.first, pair.second} <= there and frozenset((pair.first, pair.second)) not in apart
    ]


def _candidates(dashboard: Dashboard, kind: Kind) -> list[Candidate]:
    """Pairs as of the data version; found beside the page once there are any to show."""
    serving = _serving(database_path().resolve(), kind)
    with st.spinner(_("Names are being compared. This takes a moment.")):
        return serving.get(dashboard.version, lambda: candidates(_frame(dashboard, kind), kind))


@st.fragment(run_every=REFRESH_SECONDS)
def _until_compared(job: Job[list[Candidate]]) -> None:
    """Draw the page anew once the newest records are compared."""
    st.caption(_("The newest records are being compared; their pairs show by themselves."))
    if job.finished:
        st.rerun()


@st.cache_resource(show_spinner=False, max_entries=len(OF))
def _serving(path: Path, kind: Kind) -> Serving[list[Candidate]]:
    del path, kind
    return Serving()


def _frame(dashboard: Dashboard, kind: Kind) -> pd.DataFrame:
    frames = {
        "investor": dashboard.investors,
        "project": dashboard.projects,
        "deal": dashboard.deals,
    }
    return frames[kind]


def _title(kind: Kind, count: int) -> str:
    if not count:
        return {
            "project": _("No two projects look like the same record"),
            "investor": _("No two investors look like the same record"),
            "deal": _("No two deals look like the same record"),
        }[kind]
    n = number(count)
    if kind == "project":
        return _n(
            "{n} pair of projects may be the same record",
            "{n} pairs of projects may be the same record",
            count,
            n=n,
        )
    if kind == "investor":
        return _n(
            "{n} pair of investors may be the same record",
            "{n} pairs of investors may be the same record",
            count,
            n=n,
        )
    return _n(
        "{n} pair of deals may be the same record",
        "{n} pairs of deals may be the same record",
        count,
        n=n,
    )


def _choose_kind(of: str) -> None:
    st.session_state["duplicates_of"] = of
    st.segmented_control(
        _("Records"),
        list(OF),
        format_func=lambda name: _(OF[name]),
        required=True,
        key="duplicates_of",
        on_change=lambda: address.go(of=st.session_state["duplicates_of"], pair=None),
        label_visibility="collapsed",
    )


def _list(dashboard: Dashboard, kind: Kind, pairs: Sequence[Candidate]) -> None:
    records = _named(
        dashboard, kind, {each for pair in pairs for each in (pair.first, pair.second)}
    )
    rows = pd.DataFrame(
        {
            "first": [records[pair.first] for pair in pairs],
            "second": [records[pair.second] for pair in pairs],
            "score": [number(pair.score, 0) for pair in pairs],
            "word": [likelihood(pair.score) for pair in pairs],
            "for": [speaks_for(pair) for pair in pairs],
            "against": [speaks_against(pair) for pair in pairs],
        }
    )
    listed = [f"{pair.first}|{pair.second}" for pair in pairs]
    opened = [row for row, pair in enumerate(listed) if pair == address.text("pair")]
    # A new list, or another pair in the address, takes the place of what was ticked before.
    key = f"duplicates_{kind}_{zlib.crc32('|'.join(listed).encode())}_{opened}"
    each = row_height([*rows["first"], *rows["second"]], 32)
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        row_height=each,
        height=grid_height(len(rows), each, 440),
        on_select=lambda: _open(key, listed),
        selection_mode="single-row",
        selection_default={"selection": {"rows": opened}},
        column_config={
            "first": st.column_config.TextColumn(_("One record"), width=250),
            "second": st.column_config.TextColumn(_("The other"), width=250),
            "score": st.column_config.TextColumn(
                _("Score"), width=100, alignment="right", help=_("Points of 100")
            ),
            "word": st.column_config.TextColumn(_("How likely"), width=170),
            "for": st.column_config.TextColumn(_("What speaks for it"), width=300),
            "against": st.column_config.TextColumn(_("What speaks against it"), width=200),
        },
        alt=_("Pairs that may be the same record, the likeliest first; tick one to compare it."),
    )
    if not address.text("pair"):
        st.caption(_("Tick a pair to see both records side by side and decide."))


def _named(dashboard: Dashboard, kind: Kind, ids: set[str]) -> dict[str, str]:
    frame = _frame(dashboard, kind)
    key = f"{kind}_id"  # words: ignore - the name of a column
    rows: list[dict[str, Any]] = each_row(frame[frame[key].isin(ids)])
    return {str(row[key]): record_name(dashboard, kind, row) for row in rows}


def _open(key: str, listed: Sequence[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    address.go(pair=listed[rows[0]] if rows and rows[0] < len(listed) else None)
