"""The flow in Plotly: ribbons as shapes, names as bars that can be chosen."""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from matching.summary.flows import STEPS
from ui import figures as charts
from ui.format import number
from ui.overview.alluvial import Node, Ribbon, layout
from ui.overview.block import Flow

#: Width of a name's bar, in steps; letters in a line of its label.
WIDTH, LINE = 0.045, 13
HEIGHT, ROW = 150, 42
OTHER_COLOUR = "#9DB4C0"


def flow_figure(key: str, picture: Flow) -> go.Figure:
    """Draw a flow; each name opens its deals."""
    named, ribbons = layout(picture.table)
    longest = max(sum(node.step == at for node in named) for at in range(len(STEPS)))
    shown = go.Figure()
    shown.add_bar(
        x=[node.step for node in named],
        y=[node.high - node.low for node in named],
        base=[node.low for node in named],
        width=WIDTH,
        marker={"color": [_colour(picture, node) for node in named], "line": {"width": 0}},
        customdata=[f"{key}|{node.code}|{STEPS[node.step]}" for node in named],
        hovertext=[_hover(picture, node) for node in named],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    shown.update_layout(shapes=[_shape(picture, ribbon) for ribbon in ribbons])
    shown.update_layout(
        annotations=[_label(picture, node) for node in named]
        + [_head(picture, at) for at in range(len(STEPS))]
    )
    shown = charts.calm(shown, HEIGHT + ROW * longest, "")
    shown.update_layout(
        barmode="overlay",
        clickmode="event+select",
        showlegend=False,
        margin={"l": 0, "r": 0, "t": 4, "b": 0},
    )
    shown.update_xaxes(visible=False, range=[-0.04, len(STEPS) - 0.96])
    shown.update_yaxes(visible=False, range=[-0.02, 1.1])
    return shown


def _label(picture: Flow, node: Node) -> dict[str, object]:
    name = picture.labels[STEPS[node.step]].get(node.code, node.code)
    lines = textwrap.wrap(textwrap.shorten(name, 2 * LINE, placeholder="…"), LINE)
    last = node.step == len(STEPS) - 1
    return {
        "x": node.step + (-WIDTH if last else WIDTH),
        "y": node.middle,
        "text": f"{'<br>'.join(lines)} <b>{number(round(node.weight), 0)}</b>",
        "showarrow": False,
        "xanchor": "right" if last else "left",
        "yanchor": "middle",
        "align": "right" if last else "left",
        "font": {"size": 10, "color": charts.ink()},
    }


def _head(picture: Flow, at: int) -> dict[str, object]:
    return {
        "x": at,
        "y": 1.02,
        "text": f"<b>{picture.heads[STEPS[at]]}</b>",
        "showarrow": False,
        "yanchor": "bottom",
        "xanchor": _anchor(at),
        "font": {"size": 12},
    }


def _anchor(at: int) -> str:
    return "left" if at == 0 else "right" if at == len(STEPS) - 1 else "center"


def _colour(picture: Flow, node: Node) -> str:
    if STEPS[node.step] == "sector":
        return picture.colours.get(node.code, OTHER_COLOUR)
    return charts.QUIET


def _hover(picture: Flow, node: Node) -> str:
    name = picture.labels[STEPS[node.step]].get(node.code, node.code)
    return f"{name}: {number(round(node.weight), 0)}"


def _shape(picture: Flow, ribbon: Ribbon) -> dict[str, object]:
    x0, x1 = ribbon.step + WIDTH / 2, ribbon.step + 1 - WIDTH / 2
    middle = (x0 + x1) / 2
    (a0, a1), (b0, b1) = ribbon.left, ribbon.right
    path = (
        f"M {x0:.4f},{a1:.4f} C {middle:.4f},{a1:.4f} {middle:.4f},{b1:.4f} {x1:.4f},{b1:.4f} "
        f"L {x1:.4f},{b0:.4f} C {middle:.4f},{b0:.4f} {middle:.4f},{a0:.4f} {x0:.4f},{a0:.4f} Z"
    )
    colour = picture.colours.get(ribbon.colour_of, OTHER_COLOUR)
    return {
        "type": "path",
        "path": path,
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": colour,
        "opacity": 0.32,
    }
