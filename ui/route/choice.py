"""Which route, which projects, from which score on: all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from matching.corridors import Placed, of_route, place, sum_once
from matching.summary.sums import Total
from ui import address
from ui.corridors import corridor_name
from ui.format import known
from ui.options import LISTED, OPPORTUNITIES
from ui.session import Dashboard
from ui.words import _, language

FIRST = "middle-corridor"
USUAL_LISTED = "sought"
#: Points of a hundred from which on a project is offered to an investor.
LEAST, LOWEST, HIGHEST, STEP = 60, 40, 90, 5
#: Kinds of opportunity that an investor can be sought for; track record is none.
CHOICES = ("open", "sought")


@dataclass(frozen=True)
class Route:
    """One route as chosen: its row, its nodes in order, its projects and where they stand."""

    corridor: pd.Series
    nodes: pd.DataFrame
    projects: pd.DataFrame
    placed: Placed
    overlaps: pd.DataFrame
    least: float

    def total(self, projects: pd.DataFrame) -> Total:
        """What some projects of the route seek together, each money once."""
        return sum_once(projects, self.overlaps, "ask_usd_m")

    def node_name(self, node: str) -> str:
        """Name of a node in the reader's language."""
        row = self.nodes.set_index("node").loc[node]
        own = row[f"name_{language()}"]
        return str(own if known(own) else row["name_en"])


def chosen(dashboard: Dashboard) -> Route:
    """Show the choices in the side bar and give the route they make."""
    corridors = dashboard.store.frame("corridors")
    nodes = dashboard.store.frame("corridor_nodes")
    ids = list(corridors["corridor_id"])
    corridor_id = address.choice("corridor", ids, FIRST if FIRST in ids else ids[0])
    with st.sidebar:
        st.session_state["corridor"] = corridor_id
        st.radio(
            _("Trade route"),
            sorted(ids, key=lambda each: each != FIRST),
            format_func=lambda each: corridor_name(dashboard, each),
            key="corridor",
            on_change=_keep_corridor,
        )
        listed = _listed()
        least = _least()
    routes = dashboard.projects["corridor"]
    projects = dashboard.projects[
        of_route(routes, corridor_id)
        & dashboard.projects["opportunity"].isin(OPPORTUNITIES[listed])
    ]
    own = nodes[nodes["corridor_id"] == corridor_id].sort_values("position")
    return Route(
        corridors.set_index("corridor_id").T[corridor_id],
        own,
        projects,
        place(projects, own),
        dashboard.store.frame("overlaps"),
        least / 100,
    )


def _keep_corridor() -> None:
    address.go(corridor=st.session_state["corridor"], package=None)


def _listed() -> str:
    st.session_state["route_projects"] = address.choice("projects", CHOICES, USUAL_LISTED)
    listed: str = st.radio(
        _("Projects listed"),
        CHOICES,
        format_func=lambda name: _(LISTED[name]),
        key="route_projects",
        on_change=_keep_listed,
        help=_("Open: capital or a partner is sought. Announced: planned, no ask published."),
    )
    return listed


def _keep_listed() -> None:
    listed = st.session_state["route_projects"]
    address.go(projects=None if listed == USUAL_LISTED else listed, package=None)


def _least() -> int:
    st.session_state["least"] = address.number("least", LOWEST, HIGHEST) or LEAST
    least: int = st.slider(
        _("A project is offered from this score on"),
        LOWEST,
        HIGHEST,
        step=STEP,
        key="least",
        on_change=_keep_least,
    )
    return least


def _keep_least() -> None:
    least = st.session_state["least"]
    address.go(least=None if least == LEAST else str(least))
