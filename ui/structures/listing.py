"""The list of deals, narrowed by facets; a row opens one."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ui import facets
from ui.format import UNKNOWN, number, usd
from ui.session import Dashboard
from ui.structures import deal as deals
from ui.structures import narrowing
from ui.structures.book import Book, book
from ui.structures.deal import STATES, Deal
from ui.structures.sentences import LEVELS
from ui.words import _, _n

MARKS = {"impossible": "×", "warning": "!", "unconfirmed": "?"}
ROW_HEIGHT = 35
ROWS_IN_SIGHT = 18


def show(dashboard: Dashboard, listed: Mapping[str, Deal]) -> None:
    """Show what the deals can be narrowed to, and those that are left."""
    st.set_page_config(initial_sidebar_state=facets.SIDEBAR)
    told = book(dashboard)
    index = narrowing.index(dashboard, listed)
    with st.sidebar:
        shown = narrowing.shown(dashboard, told)
        found = facets.choose(index, shown)
    left = [deal for deal, kept in zip(listed.values(), found.rows, strict=True) if kept]
    if not left:
        count = sum(bool(values) for values in found.chosen.values())
        st.title(
            _n("No deal meets this filter", "No deal meets all {count} filters at once", count)
        )
        st.info(
            _(
                "Take a filter out below or in the side bar; or choose an open project alone, open "
                "it, and start a structure for an investor."
            ),
            icon=":material/filter_alt_off:",
        )
        facets.relax(index, shown)
        return
    st.title(_title(left, len(listed)))
    st.caption(_counts(left))
    _grid(dashboard, told, left)


def _title(left: list[Deal], total: int) -> str:
    wrong = sum(deal.worst == "impossible" for deal in left)
    if wrong:
        return _n(
            "{count} of {all} deals, {wrong} of them impossible as recorded",
            "{count} of {all} deals, {wrong} of them impossible as recorded",
            len(left),
            all=number(total),
            wrong=number(wrong),
        )
    checked = sum(deal.state == "checked" for deal in left)
    if not checked:
        return _n(
            "{count} of {all} deals, none of them checked yet",
            "{count} of {all} deals, none of them checked yet",
            len(left),
            all=number(total),
        )
    return _n(
        "{count} of {all} deals, {checked} of them checked",
        "{count} of {all} deals, {checked} of them checked",
        len(left),
        all=number(total),
        checked=number(checked),
    )


def _counts(left: list[Deal]) -> str:
    parts = [
        f"{_(label)} {number(count)}"
        for state, label in STATES.items()
        if (count := sum(deal.state == state for deal in left))
    ]
    return " · ".join(
        [
            *parts,
            _("“not read” is not “none”: nobody has read it yet. To be confirmed by counsel."),
        ]
    )


def _grid(dashboard: Dashboard, told: Book, left: list[Deal]) -> None:
    ids = [deal.deal_id for deal in left]
    # Another list is another grid: a row chosen in one never opens a row of the other.
    content = zlib.crc32("|".join(ids).encode())
    key = f"deals_{content}_{st.session_state.get('deals_turn', 0)}"
    st.dataframe(
        pd.DataFrame([_row(dashboard, told, deal) for deal in left]),
        key=key,
        hide_index=True,
        height=ROW_HEIGHT * (min(len(left), ROWS_IN_SIGHT) + 1) + 3,
        on_select=lambda: _open(key, ids),
        selection_mode="single-cell",
        column_config=_columns(),
        alt=_("Deals of the AIFC desk; choose a row to open one."),
    )


def _open(key: str, ids: list[str]) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells and cells[0][0] < len(ids):
        # A fresh grid when the list is shown again, so that the same row can be opened again.
        st.session_state["deals_turn"] = int(st.session_state.get("deals_turn", 0)) + 1
        deals.choose(ids[cells[0][0]])


def _row(dashboard: Dashboard, told: Book, deal: Deal) -> dict[str, Any]:
    needs, met = len(deal.readiness.needs), len(deal.readiness.met)
    worst = deal.worst
    return {
        "name": deal.name,
        "state": _(STATES[deal.state]),
        "finding": f"{MARKS[worst]} {_(LEVELS[worst])}" if worst else UNKNOWN,
        "ready": 100 * met / needs,
        "count": _("{n} of {all}", n=met, all=needs),
        "amount": usd(deal.amount_usd_m),
        **{
            name: told.value(name, deal.structure.get(name))
            for name in ("instrument", "legal_form", "aix_route", "governing_law", "dispute_forum")
        },
        "sector": dashboard.labels.several("sector", deal.project["sector"]),
    }


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(_("Deal"), width=300),
        "state": column.TextColumn(_("State"), width=175),
        "finding": column.TextColumn(
            _("Worst finding"), width=150, help=_("The worst that the rules find in the structure.")
        ),
        "ready": column.ProgressColumn(
            _("Readiness"),
            min_value=0,
            max_value=100,
            format=" ",
            width=80,
            help=_("Needs met before closing, of those that apply to this kind of deal."),
        ),
        "count": column.TextColumn(_("Needs met"), width=90),
        "amount": column.TextColumn(
            _("Amount"),
            width=100,
            alignment="right",
            help=_("The ask; where there is none the size of the offer, else the total cost."),
        ),
        "sector": column.TextColumn(_("Sector"), width=150),
        "legal_form": column.TextColumn(_("Legal form"), width=150),
        "instrument": column.TextColumn(_("Instrument"), width=110),
        "aix_route": column.TextColumn(_("AIX route"), width=130),
        "governing_law": column.TextColumn(_("Governing law"), width=120),
        "dispute_forum": column.TextColumn(_("Dispute forum"), width=150),
    }
