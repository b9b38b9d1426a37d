"""Investors who fit several nodes of a route, each offered its projects as one package."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.pipeline import Pair
from data.rows import each_row
from matching.corridors import packages
from ui import address
from ui.finder import link_to_record, record_link
from ui.format import number, plain, points, usd
from ui.pipeline import adding
from ui.route.chain import asked
from ui.route.choice import Route
from ui.session import KEPT_VERSIONS, Dashboard
from ui.words import _, _n

ROW_HEIGHT = 35
ROWS_IN_SIGHT = 10


def show(dashboard: Dashboard, route: Route) -> None:
    """Show who fits several nodes and, of one of them, the package."""
    if route.placed.table.empty:
        return
    ids = tuple(route.placed.table["project_id"])
    offers = packages(_ranked(dashboard.version, ids, dashboard), route.placed.table, route.least)
    investors = list(dict.fromkeys(offers["investor_id"]))
    st.subheader(
        _n(
            "{count} investor fits two nodes or more with {least} points or more at each",
            "{count} investors fit two nodes or more with {least} points or more at each",
            len(investors),
            least=points(route.least),
        )
    )
    if not investors:
        st.caption(
            _("Lower the score in the side bar, or list announced projects too, to see more.")
        )
        return
    opened = address.choice("package", investors, investors[0])
    stands = adding.standings(dashboard)
    _list(dashboard, route, offers, opened, stands)
    _package(dashboard, route, offers[offers["investor_id"] == opened], stands)


@st.cache_data(show_spinner=False, max_entries=8 * KEPT_VERSIONS)
def _ranked(version: str, project_ids: tuple[str, ...], _dashboard: Dashboard) -> pd.DataFrame:
    """Every pair that passes the gates; version and projects are the key of the cache."""
    del version
    ranked = _dashboard.matcher.rank("projects", project_ids, top=len(_dashboard.investors))
    return ranked[["project_id", "investor_id", "score"]]


def _list(
    dashboard: Dashboard,
    route: Route,
    offers: pd.DataFrame,
    opened: str,
    stands: adding.Standing,
) -> None:
    investors = list(dict.fromkeys(offers["investor_id"]))
    nodes = route.placed.table["node"].nunique()
    rows = []
    for investor_id in investors:
        own = offers[offers["investor_id"] == investor_id]
        total = route.total(dashboard.projects.loc[own["project_id"]])
        rungs = [stands[pair]["rung"] for pair in _pairs(own) if pair in stands]
        rows.append(
            {
                "name": dashboard.investor(investor_id)["name"],
                "nodes": _("{n} of {all}", n=number(len(own)), all=number(nodes)),
                "score": points(own["score"].mean()),
                "ask": usd(total.amount) if total.counted else _("not published"),
                "unknown": number(total.unknown),
                "declined": number(rungs.count("declined")),
            }
        )
    columns = st.column_config
    key = f"packages_{opened}"
    st.dataframe(
        pd.DataFrame(rows),
        key=key,
        hide_index=True,
        height=ROW_HEIGHT * (min(len(rows), ROWS_IN_SIGHT) + 1) + 3,
        on_select=lambda: _open(key, investors),
        selection_mode="single-cell",
        selection_default={"selection": {"cells": [(investors.index(opened), "name")]}},
        column_config={
            "name": columns.TextColumn(_("Investor"), width="large", pinned=True),
            "nodes": columns.TextColumn(_("Nodes"), width=90, alignment="right"),
            "score": columns.TextColumn(_("Mean score"), width=110, alignment="right"),
            "ask": columns.TextColumn(_("Sum of asks"), width=120, alignment="right"),
            "unknown": columns.TextColumn(_("Asks unknown"), width=110, alignment="right"),
            "declined": columns.TextColumn(_("Declined"), width=90, alignment="right"),
        },
        alt=_("Investors who fit several nodes; choose one to see its package."),
    )


def _open(key: str, investors: list[str]) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells and cells[0][0] < len(investors):
        address.go(package=investors[cells[0][0]])


def _pairs(own: pd.DataFrame) -> list[Pair]:
    return [Pair(row["project_id"], row["investor_id"]) for row in each_row(own)]


def _package(
    dashboard: Dashboard, route: Route, own: pd.DataFrame, stands: adding.Standing
) -> None:
    """One investor's package: which project at which node, its score, its ask."""
    investor_id = str(own["investor_id"].iloc[0])
    st.subheader(_("One package for {name}", name=plain(dashboard.investor(investor_id)["name"])))
    projects = dashboard.projects.loc[own["project_id"]]
    st.markdown(asked(route.total(projects)))
    rows = [
        {
            _("Node"): plain(route.node_name(each["node"])),
            _("Project"): record_link(dashboard, "project", each["project_id"]),
            _("Score"): points(each["score"]),
            _("Pipeline"): adding.cell(stands.get(Pair(each["project_id"], investor_id))),
            _("Ask"): plain(usd(projects.at[each["project_id"], "ask_usd_m"])),
            _("Instruments"): plain(
                dashboard.labels.several(
                    "instrument", projects.at[each["project_id"], "instruments"]
                )
            ),
        }
        for each in each_row(own)
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    adding.add_several(
        dashboard, _pairs(own), _("Add the package to the pipeline"), "package", stands
    )
    with st.container(horizontal=True):
        query: dict[str, str] = {"investor": investor_id}
        st.page_link(
            "pages/matches.py",
            label=_("All matches, with the reasons"),
            icon=":material/handshake:",
            query_params=query,
        )
        link_to_record("investor", investor_id, _("Everything on record"))
