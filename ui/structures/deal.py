"""A deal of the desk: a project that is, or may be, structured through the AIFC.

Deals are the AIFC records of the facts, whatever somebody saved a structure for, and the open and
announced projects, which may be structured. The id of a deal is that of its project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
import streamlit as st

from data.rows import each_row
from structuring.checker import blocking, check, worst
from structuring.checklist import Readiness, readiness
from structuring.record import Structure
from structuring.rules import Finding, Level
from ui import address
from ui.format import known
from ui.session import Dashboard
from ui.structures.book import Book, book
from ui.words import mark

State = Literal["checked", "draft", "read", "candidate"]

STATES: dict[State, str] = {
    "checked": mark("checked"),
    "draft": mark("draft"),
    "read": mark("read, not checked"),
    "candidate": mark("no structure yet"),
}
#: What the address says about one deal alone.
OF_ONE_DEAL = (
    *("amount", "currency", "kind", "year", "mci_of", "rate_of"),
    *("ask", "terms", "keep", "without", "stack", "own"),
)
#: Projects that may be structured, by their standing.
OPPORTUNITIES = frozenset({"open", "announced"})


@dataclass(frozen=True)
class Deal:
    """One deal: its project, its structure as it stands, what the rules find in it.

    ``origins`` holds, per field, the row that tells where the value comes from; ``saved`` the
    latest save (actor, time, event), empty where nobody saved one.
    """

    deal_id: str
    project: pd.Series
    structure: Structure
    findings: list[Finding]
    readiness: Readiness
    origins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    saved: Mapping[str, Any] = field(default_factory=dict)
    investor_ids: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the project behind the deal."""
        return str(self.project["name"])

    @property
    def ask_usd_m(self) -> float | None:
        """Capital sought, in millions of US dollars; None where it is not published."""
        return _amount(self.project["ask_usd_m"])

    @property
    def amount_usd_m(self) -> float | None:
        """The ask, else the size of the offer, else the total cost, USD million."""
        told = (self.ask_usd_m, self.structure.number("offer_usd_m"))
        cost = _amount(self.project["total_cost_usd_m"])
        return next((amount for amount in told if amount is not None), cost)

    @property
    def state(self) -> State:
        """Checked holds only while nothing that blocks it is found."""
        if self.saved:
            checked = self.saved["state"] == "checked" and not blocking(self.findings)
            return "checked" if checked else "draft"
        return "read" if self.structure.fields else "candidate"

    @property
    def worst(self) -> Level | None:
        """Level of the worst finding."""
        return worst(self.findings)


def version(dashboard: Dashboard) -> tuple[str, str]:
    """What the deals hang on: the records, and what was saved of structures."""
    return dashboard.version, str(dashboard.store.value("structures_version"))


def all_deals(dashboard: Dashboard) -> Mapping[str, Deal]:
    """Give every deal of the desk by its id: those with a structure first, then by name."""
    return _all(version(dashboard), dashboard)


@st.cache_resource(show_spinner=False, max_entries=2)
def _all(of: tuple[str, str], _dashboard: Dashboard) -> dict[str, Deal]:
    del of
    dashboard = _dashboard
    rows = dashboard.store.frame("structures")
    origins = {str(key): mine for key, mine in rows.groupby("project_id")}
    states = dashboard.store.frame("structure_states")
    saved = {row["project_id"]: row for row in each_row(states)}
    projects = dashboard.projects
    candidates = projects.index[projects["opportunity"].isin(OPPORTUNITIES)]
    investors = {
        str(key): tuple(dict.fromkeys(mine))
        for key, mine in dashboard.deals.groupby("project_id")["investor_id"]
    }
    told = book(dashboard)
    ids = [key for key in {**origins, **saved} if key in projects.index]
    ids.sort(key=lambda key: str(projects.at[key, "name"]).casefold())
    return {
        key: _deal(told, projects.loc[key], origins.get(key), saved.get(key, {}), investors)
        for key in dict.fromkeys([*ids, *map(str, candidates)])
    }


def one_deal(dashboard: Dashboard, deal_id: str) -> Deal:
    """Give one deal as it is stored now; its project must be known."""
    rows = dashboard.store.frame("structures")
    states = dashboard.store.frame("structure_states")
    saved = next((row for row in each_row(states) if row["project_id"] == deal_id), {})
    mine = rows[rows["project_id"] == deal_id]
    return _deal(book(dashboard), dashboard.project(deal_id), mine, saved, {})


def chosen_id() -> str | None:
    """Id of the deal in the address."""
    return address.text("deal")


def choose(deal_id: str | None) -> None:
    """Open a deal, or the list where there is none."""
    address.go(deal=deal_id, tab=None, tool=None, **dict.fromkeys(OF_ONE_DEAL))


def _deal(
    told: Book,
    project: pd.Series,
    rows: pd.DataFrame | None,
    saved: Mapping[str, Any],
    investors: Mapping[str, tuple[str, ...]],
) -> Deal:
    origins = {} if rows is None else {row["field"]: row for row in each_row(rows)}
    structure = Structure(
        {name: row["value"] for name, row in origins.items()},
        {name: row["source_url"] for name, row in origins.items() if known(row["source_url"])},
    )
    deal_id = str(project["project_id"])
    meant = structure.get("investor")
    return Deal(
        deal_id=deal_id,
        project=project,
        structure=structure,
        findings=check(structure, told.rules),
        readiness=readiness(structure, told.needs),
        origins=origins,
        saved=saved,
        investor_ids=tuple(
            dict.fromkeys([*([meant] if meant else []), *investors.get(deal_id, ())])
        ),
    )


def _amount(value: object) -> float | None:
    return float(value) if known(value) else None  # type: ignore[arg-type]
