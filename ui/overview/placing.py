"""Corridors, their nodes and the projects on them: longitude across, latitude up."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
import plotly.graph_objects as go

from ui import figures as charts
from ui.overview.block import Plane

#: What is drawn: degrees east and north. Lines run on beyond it.
WEST, EAST, SOUTH, NORTH = 48.0, 86.0, 39.0, 56.0
#: Size of a label; degrees east that half a letter takes on a phone, degrees north of a line.
LETTERS, HALF_LETTER, LINE = 11, 0.32, 1.2
#: Degrees from the edge within which a label stands to the inner side of its mark.
EDGE = 4.0
#: Degrees within which a node lies under a circle.
NEAR = 0.7
#: Letters in a line of the legend.
LEGEND = 34
#: A degree of latitude is this many degrees of longitude long, in the middle of the country.
STRETCH = 1 / math.cos(math.radians((SOUTH + NORTH) / 2))


def plane_figure(key: str, picture: Plane) -> go.Figure:
    """Draw the map; each circle opens its projects."""
    shown = go.Figure()
    named: set[str] = set()
    for row in drawn_lines(picture).to_dict("records"):
        shown.add_scatter(
            x=row["lon"],
            y=row["lat"],
            mode="lines",
            name="<br>".join(textwrap.wrap(row["label"], LEGEND)),
            legendgroup=row["colour"],
            showlegend=row["colour"] not in named,
            line={"color": row["colour"], "width": 2.5},
            hoverinfo="skip",
        )
        named.add(row["colour"])
    nodes, points = labelled(picture.nodes), picture.points
    under = _under(nodes, points)
    for own, hover in ((nodes[~under], "text"), (nodes[under], "skip")):
        shown.add_scatter(
            x=own["lon"],
            y=own["lat"],
            mode="markers+text",
            textposition=[_side(lon) for lon in own["lon"]],
            textfont={"size": LETTERS},
            marker={"size": 6, "symbol": "square", "color": charts.ink()},
            text=own["shown"],
            hovertext=own["label"],
            hoverinfo=hover,
            showlegend=False,
        )
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


def drawn_lines(picture: Plane) -> pd.DataFrame:
    """The corridors that cross the map; one that lies beyond it has nothing to be named for."""
    crosses = [
        sum(_inside(lon, lat) for lon, lat in zip(row["lon"], row["lat"], strict=True)) > 1
        for row in picture.lines.to_dict("records")
    ]
    return picture.lines[pd.Series(crosses, index=picture.lines.index, dtype=bool)]


def _inside(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def _under(nodes: pd.DataFrame, points: pd.DataFrame) -> pd.Series:
    """Tell which nodes lie under a circle: there a click is the circle's."""
    near = [
        bool(((points["lon"] - row["lon"]).abs() + (points["lat"] - row["lat"]).abs() < NEAR).any())
        for row in nodes.to_dict("records")
    ]
    return pd.Series(near, index=nodes.index, dtype=bool)


def labelled(nodes: pd.DataFrame) -> pd.DataFrame:
    """Nodes on the map with what is written beside them (``shown``): nothing where it is too near.

    The labels stay apart on a phone too.
    """
    inside = nodes["lon"].between(WEST, EAST) & nodes["lat"].between(SOUTH, NORTH)
    nodes = nodes[inside]
    written: list[tuple[float, float, float]] = []
    shown = []
    for row in nodes.to_dict("records"):
        start, end = _across(str(row["label"]), row["lon"])
        near = any(
            start < other_end and end > other and abs(row["lat"] - lat) < LINE
            for other, other_end, lat in written
        )
        shown.append("" if near else row["label"])
        if not near:
            written.append((start, end, row["lat"]))
    return nodes.assign(shown=shown)


def _across(label: str, lon: float) -> tuple[float, float]:
    """Degrees east from where to where a label runs."""
    half = HALF_LETTER * len(label)
    middle = {"top right": lon + half, "top left": lon - half}.get(_side(lon), lon)
    return middle - half, middle + half


def _side(lon: float) -> str:
    if lon < WEST + EDGE:
        return "top right"
    return "top left" if lon > EAST - EDGE else "top center"
