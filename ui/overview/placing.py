"""Corridors, their nodes and the projects on them: longitude across, latitude up."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from ui import figures as charts
from ui.overview.block import Plane

#: What is drawn: degrees east and north. Lines run on beyond it.
WEST, EAST, SOUTH, NORTH = 48.0, 86.0, 39.0, 56.0
#: Nodes nearer than this, in degrees east and north, share one label.
APART = (3.0, 0.9)
#: A degree of latitude is this many degrees of longitude long, in the middle of the country.
STRETCH = 1 / math.cos(math.radians((SOUTH + NORTH) / 2))


def plane_figure(key: str, picture: Plane) -> go.Figure:
    """Draw the map; each circle opens its projects."""
    shown = go.Figure()
    named: set[str] = set()
    for row in picture.lines.to_dict("records"):
        shown.add_scatter(
            x=row["lon"],
            y=row["lat"],
            mode="lines",
            name=row["label"],
            legendgroup=row["colour"],
            showlegend=row["colour"] not in named,
            line={"color": row["colour"], "width": 2.5},
            hoverinfo="skip",
        )
        named.add(row["colour"])
    nodes = labelled(picture.nodes)
    shown.add_scatter(
        x=nodes["lon"],
        y=nodes["lat"],
        mode="markers+text",
        textposition="top center",
        textfont={"size": 9.5},
        marker={"size": 6, "symbol": "square", "color": charts.ink()},
        text=nodes["shown"],
        hovertext=nodes["label"],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    points = picture.points
    shown.add_scatter(
        x=points["lon"],
        y=points["lat"],
        mode="markers",
        marker={
            "size": [8 + 5 * math.sqrt(count) for count in points["records"]],
            "color": charts.ink(),
            "opacity": 0.35,
            "line": {"width": 1, "color": charts.ink()},
        },
        customdata=[f"{key}|{group}|" for group in points["group"]],
        text=["<br>".join(names) for names in points["told"]],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    shown = charts.calm(shown, 420, "")
    shown.update_layout(clickmode="event+select", margin={"l": 0, "r": 0, "t": 66, "b": 0})
    shown.update_xaxes(range=[WEST, EAST], visible=False, constrain="domain")
    shown.update_yaxes(
        range=[SOUTH, NORTH], visible=False, scaleanchor="x", scaleratio=STRETCH, autorange=False
    )
    return shown


def labelled(nodes: pd.DataFrame) -> pd.DataFrame:
    """Nodes with what is written beside them (``shown``): nothing where another is too near."""
    written: list[tuple[float, float]] = []
    shown = []
    for row in nodes.to_dict("records"):
        near = any(
            abs(row["lon"] - lon) < APART[0] and abs(row["lat"] - lat) < APART[1]
            for lon, lat in written
        )
        shown.append("" if near else row["label"])
        if not near:
            written.append((row["lon"], row["lat"]))
    return nodes.assign(shown=shown)
