"""A route as a chain: on a map without a base layer, and node by node with its gaps."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.rows import each_row
from matching.summary.sums import Total
from ui import figures as charts
from ui.corridors import corridor_name
from ui.finder import record_link
from ui.format import UNKNOWN, country, number, plain, source, usd
from ui.records.narrowing import STATUS
from ui.route.choice import Route
from ui.session import Dashboard
from ui.words import _, _n, language

GAP = "#D99A00"
HEIGHT = 360


def heading(dashboard: Dashboard, route: Route) -> None:
    """The finding in one sentence, what the route is, what its projects seek."""
    at = route.placed.table["node"].nunique()
    own = int((route.nodes["country"] == "KZ").sum())
    st.title(
        _n(
            "{route}: {count} project; {at} of {own} nodes in Kazakhstan have one",
            "{route}: {count} projects; {at} of {own} nodes in Kazakhstan have one",
            len(route.projects),
            route=plain(corridor_name(dashboard, str(route.corridor.name))),
            at=number(at),
            own=number(own),
        )
    )
    st.text(route.corridor[f"description_{language()}"])
    st.caption(
        _(
            "Source of the route: {source}",
            source=source(route.corridor["source_url"], None, route.corridor["verified"]),
        )
    )
    if not len(route.projects):
        st.info(
            _(
                "No project of this route is listed. Choose another route, or open and announced "
                "ones, in the side bar."
            ),
            icon=":material/route:",
        )
        return
    st.markdown(asked(route.total(route.projects)))


def asked(total: Total) -> str:
    """What some projects seek together, and what the sum leaves out; as markdown."""
    parts = [
        _("asks of {amount} published", amount=f"**{plain(usd(total.amount))}**")
        if total.counted
        else _("no ask is published")
    ]
    if total.unknown:
        parts.append(_n("{count} ask unknown", "{count} asks unknown", total.unknown))
    if total.overlapping:
        parts.append(
            _n(
                "{count} overlapping record left out",
                "{count} overlapping records left out",
                total.overlapping,
            )
        )
    return " · ".join(parts)


def on_map(route: Route) -> None:
    """Draw the route by longitude and latitude; gaps are hollow, nodes abroad small."""
    nodes = route.nodes.dropna(subset=["lat", "lon"])
    if nodes.empty:
        return
    counts = route.placed.table["node"].value_counts()
    figure = go.Figure(
        go.Scatter(
            x=nodes["lon"],
            y=nodes["lat"],
            mode="lines",
            line={"color": charts.QUIET, "width": 2},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    sides = _sides(nodes)
    for name, colour, symbol, rows in _kinds(route, nodes):
        if rows.empty:
            continue
        figure.add_scatter(
            x=rows["lon"],
            y=rows["lat"],
            mode="markers+text",
            name=name,
            text=[_label(route, node, counts) for node in rows["node"]],
            textposition=[sides[node] for node in rows["node"]],
            textfont={"color": charts.ink()},
            marker={
                "color": colour,
                "symbol": symbol,
                "size": [12 + 4 * min(int(counts.get(node, 0)), 5) for node in rows["node"]],
                "line": {"color": colour, "width": 2},
            },
            hovertemplate="%{text}<extra></extra>",
            cliponaxis=False,
        )
    _projected(figure, nodes)
    missing = [
        route.node_name(node) for node in route.nodes["node"] if node not in set(nodes["node"])
    ]
    charts.show(
        figure,
        alt=_(
            "The route from node to node; {gaps} nodes in Kazakhstan without a project are hollow.",
            gaps=len(route.placed.gaps),
        ),
        key="route_map",
    )
    if missing:
        st.caption(
            _("Not on the map, no coordinates known: {names}", names=plain(", ".join(missing)))
        )


def _kinds(route: Route, nodes: pd.DataFrame) -> list[tuple[str, str, str, pd.DataFrame]]:
    gap = nodes["node"].isin(route.placed.gaps)
    has = nodes["node"].isin(route.placed.table["node"])
    return [
        (_("With projects"), charts.ACCENT, "circle", nodes[has]),
        (_("Gap: no project"), GAP, "circle-open", nodes[gap]),
        (_("Outside Kazakhstan"), charts.QUIET, "diamond", nodes[~gap & ~has]),
    ]


def _sides(nodes: pd.DataFrame) -> dict[str, str]:
    """On which side of its mark each node is named: away from the node next to it."""
    lat, lon = nodes["lat"].to_numpy(), nodes["lon"].to_numpy()
    sides = {}
    for at, node in enumerate(nodes["node"]):
        far = (lat - lat[at]) ** 2 + (lon - lon[at]) ** 2
        far[at] = np.inf
        above = len(nodes) < 2 or lat[at] >= lat[int(far.argmin())]  # noqa: PLR2004 - no other
        sides[str(node)] = "top center" if above else "bottom center"
    return sides


def _label(route: Route, node: str, counts: pd.Series) -> str:
    name, count = route.node_name(node), int(counts.get(node, 0))
    return f"{name} ({number(count)})" if count else name


def _projected(figure: go.Figure, nodes: pd.DataFrame) -> None:
    """Lay degrees out so that a kilometre is as long in both directions, in the middle at least."""
    middle = math.radians(float(nodes["lat"].mean()))
    charts.calm(figure, HEIGHT, axis="")
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=1 / math.cos(middle))
    figure.update_layout(margin={"l": 40, "r": 40, "t": 20, "b": 20})


def node_by_node(dashboard: Dashboard, route: Route) -> None:
    """List every node in order, with its projects or the gap, and what stands at none."""
    st.subheader(_("Node by node"))
    rows = []
    for node in each_row(route.nodes):
        own = route.placed.table[route.placed.table["node"] == node["node"]]
        name = f"{node['position']} · {plain(route.node_name(node['node']))}"
        if own.empty:
            rows.append(_row(name, f"*{_empty(node, route)}*"))
        for at, placed in enumerate(each_row(own)):
            rows.append(_project_row(dashboard, "" if at else name, placed))
    for at, project_id in enumerate(route.placed.beside):
        placed = {"project_id": project_id, "basis": "beside"}
        rows.append(_project_row(dashboard, "" if at else _("At none of the nodes"), placed))
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _empty(node: dict[str, object], route: Route) -> str:
    if node["node"] in route.placed.gaps:
        return _("Gap: no project listed here")
    return _("{country}: projects abroad are not on record", country=country(node["country"]))


def _row(
    node: str, project: str, status: str = "", ask: str = "", stands: str = ""
) -> dict[str, str]:
    return {
        _("Node"): node,
        _("Project"): project,
        _("Status"): status,
        _("Ask"): ask,
        _("Where it stands"): stands,
    }


def _project_row(dashboard: Dashboard, node: str, placed: dict[str, object]) -> dict[str, str]:
    project = dashboard.project(str(placed["project_id"]))
    status = _(STATUS.get(project["opportunity"], project["opportunity"]))
    if project["stale"]:
        status = f"{status}, {_('possibly out of date')}"
    stands = {
        "near": lambda: _("{km} km from the node", km=number(float(str(placed["km"])), 0)),
        "region": lambda: _("by its region alone"),
        "beside": lambda: dashboard.labels("geography", project["region"]),
    }[str(placed["basis"])]()
    ask = usd(project["ask_usd_m"])
    return _row(
        node,
        record_link(dashboard, "project", str(placed["project_id"])),
        status,
        plain(ask) if ask != UNKNOWN else _("not published"),
        stands,
    )
