"""Columns of the lists of records: title, width, and what a cell says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from ui.corridors import corridor_name
from ui.finder import Side
from ui.format import UNKNOWN, country, known, span, usd, when
from ui.records.narrowing import STATUS, VERIFIED
from ui.session import Dashboard
from ui.words import _, mark

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its title (marked), what a cell says of a record, its width in pixels."""

    title: str
    say: Callable[[Dashboard, Row], str]
    width: int
    right: bool = False


def _coded(kind: str, column: str) -> Callable[[Dashboard, Row], str]:
    return lambda dashboard, row: dashboard.labels(kind, row[column])


def _listed(kind: str, column: str) -> Callable[[Dashboard, Row], str]:
    return lambda dashboard, row: dashboard.labels.several(kind, row[column])


def _amount(column: str) -> Callable[[Dashboard, Row], str]:
    return lambda _dashboard, row: usd(row[column])


def _said(column: str) -> Callable[[Dashboard, Row], str]:
    return lambda _dashboard, row: str(row[column]) if known(row[column]) else UNKNOWN


def _corridors(dashboard: Dashboard, row: Row) -> str:
    return ", ".join(corridor_name(dashboard, each) for each in row["corridor"]) or UNKNOWN


def _verified(dashboard: Dashboard, row: Row) -> str:  # noqa: ARG001 - one shape for all
    return _(VERIFIED.get(row["verified"], str(row["verified"])))


def _last_word(dashboard: Dashboard, row: Row) -> str:  # noqa: ARG001 - one shape for all
    dates = [row[name] for name in ("status_as_of", "as_of") if known(row.get(name))]
    return when(dates[0]) if dates else UNKNOWN


def _status(dashboard: Dashboard, row: Row) -> str:
    code = row["opportunity"]
    return _(STATUS[code]) if code in STATUS else dashboard.labels("opportunity", code)


def _ticket(dashboard: Dashboard, row: Row) -> str:  # noqa: ARG001 - one shape for all
    return span(row["ticket_min_usd_m"], row["ticket_max_usd_m"])


PROJECT: Mapping[str, Column] = {
    "name": Column(mark("Project"), _said("name"), 280),
    "sector": Column(mark("Sector"), _listed("sector", "sector"), 160),
    "subsector": Column(mark("Subsector"), _coded("sector", "subsector"), 170),
    "status": Column(mark("Status"), _status, 110),
    "region": Column(mark("Region"), _coded("geography", "region"), 170),
    "ask": Column(mark("Ask"), _amount("ask_usd_m"), 110, right=True),
    "cost": Column(mark("Total cost"), _amount("total_cost_usd_m"), 110, right=True),
    "instruments": Column(mark("Instruments"), _listed("instrument", "instruments"), 170),
    "stage": Column(mark("Stage"), _coded("stage", "stage"), 110),
    "corridor": Column(mark("Corridor"), _corridors, 180),
    "themes": Column(mark("Themes"), _listed("theme", "themes"), 200),
    "sponsor": Column(mark("Sponsor"), _said("sponsor"), 200),
    "last_word": Column(mark("Last word"), _last_word, 100, right=True),
    "verified": Column(mark("Verified"), _verified, 110),
}

INVESTOR: Mapping[str, Column] = {
    "name": Column(mark("Investor"), _said("name"), 280),
    "type": Column(mark("Type"), _coded("investor_type", "type"), 210),
    "country": Column(mark("Country"), lambda _dashboard, row: country(row["hq_country"]), 150),
    "sector": Column(mark("Sectors"), _listed("sector", "sectors"), 200),
    "instruments": Column(mark("Instruments"), _listed("instrument", "instruments"), 170),
    "ticket": Column(mark("Ticket"), _ticket, 170, right=True),
    "deals": Column(mark("Deals"), _said("deals"), 60, right=True),
    "focus": Column(mark("Works in"), _listed("geography", "regions_focus"), 160),
    "themes": Column(mark("Themes"), _listed("theme", "themes"), 200),
    "last_word": Column(mark("As of"), _last_word, 100, right=True),
    "verified": Column(mark("Verified"), _verified, 110),
}

COLUMNS: Mapping[Side, Mapping[str, Column]] = {"project": PROJECT, "investor": INVESTOR}

#: Those shown until others are chosen.
USUAL: Mapping[Side, tuple[str, ...]] = {
    "project": ("name", "status", "ask", "cost", "sector", "region", "instruments", "last_word"),
    "investor": ("name", "type", "country", "sector", "instruments", "ticket", "deals"),
}


def cells(dashboard: Dashboard, side: Side, names: list[str], rows: Sequence[Row]) -> pd.DataFrame:
    """Text of every cell, one row per record."""
    columns = COLUMNS[side]
    return pd.DataFrame(
        {name: [columns[name].say(dashboard, row) for row in rows] for name in names}, dtype="str"
    )


def config(side: Side, names: list[str]) -> dict[str, Any]:
    """How Streamlit's table shows the columns."""
    columns = COLUMNS[side]
    return {
        name: st.column_config.TextColumn(
            _(columns[name].title),
            width=columns[name].width,
            pinned=name == "name",
            alignment="right" if columns[name].right else "left",
        )
        for name in names
    }
