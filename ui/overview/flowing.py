"""The flow in Plotly: ribbons as one filled trace per colour, names as bars to choose."""

from __future__ import annotations

import textwrap

import numpy as np
import plotly.graph_objects as go

from matching.summary.flows import STEPS
from ui import figures as charts
from ui.format import number
from ui.overview.alluvial import Node, Ribbon, layout
from ui.overview.block import Flow
from ui.overview.lettering import parted

#: Width of a name's bar, in steps; letters in a line of its label.
WIDTH, LINE = 0.045, 13
HEIGHT, ROW = 150, 42
OTHER_COLOUR = "#9DB4C0"
#: Size of the names' letters in pixels.
LETTERS = 11
#: Pixels of a line, for a picture that is 1.12 high in its own measure.
LINE_HEIGHT = 14 * 1.12
#: Points of a ribbon's edge: how far along, and how far from one end's height to the other's.
ALONG = [at / 11 for at in range(12)]
EASED = [at * at * (3 - 2 * at) for at in ALONG]
#: Words on the picture that nothing happens to.
WRITTEN: dict[str, object] = {"mode": "text", "hoverinfo": "skip", "cliponaxis": False}


def flow_figure(key: str, picture: Flow) -> go.Figure:
    """Draw a flow; each name opens its deals."""
    named, ribbons = layout(picture.table)
    longest = max(sum(node.step == at for node in named) for at in range(len(STEPS)))
    height = HEIGHT + ROW * longest
    shown = go.Figure()
    for colour in dict.fromkeys(_colour_of(picture, ribbon) for ribbon in ribbons):
        own = [ribbon for ribbon in ribbons if _colour_of(picture, ribbon) == colour]
        shown.add_scatter(**_bands(own), fillcolor=colour)
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
    for at in range(len(STEPS)):
        beside = [node for node in named if node.step == at]
        shown.add_scatter(**_labels(picture, beside, at, LINE_HEIGHT / height))
    shown.add_scatter(**_heads(picture))
    shown = charts.calm(shown, height, "")
    shown.update_layout(
        barmode="overlay",
        clickmode="event+select",
        showlegend=False,
        margin={"l": 0, "r": 0, "t": 4, "b": 0},
    )
    shown.update_xaxes(visible=False, range=[-0.04, len(STEPS) - 0.96])
    shown.update_yaxes(visible=False, range=[-0.02, 1.1])
    return shown


def _labels(picture: Flow, named: list[Node], at: int, line: float) -> dict[str, object]:
    """Names of one step beside their bars, as one trace: drawn without measuring each.

    ``line`` is the height of a line of letters, as a share of the picture's.
    """
    names = [_named(picture, node) for node in named]
    lines = [name.count("<br>") + 1 for name in names]
    last = at == len(STEPS) - 1
    return WRITTEN | {
        "x": [node.step + (-WIDTH if last else WIDTH) / 2 for node in named],
        "y": _spread([node.middle for node in named], lines, line),
        "text": names,
        "textposition": "middle left" if last else "middle right",
        "textfont": {"size": LETTERS, "color": charts.ink()},
    }


def _named(picture: Flow, node: Node) -> str:
    name = picture.labels[STEPS[node.step]].get(node.code, node.code)
    weight = number(round(node.weight), 0)
    short = textwrap.shorten(name, 2 * LINE - len(weight), placeholder="…")
    words = [
        half for word in short.split() for half in (parted(word) if len(word) > LINE else [word])
    ]
    lines = textwrap.wrap(f"{' '.join(words)} {weight}", LINE, break_on_hyphens=False)
    return f"{'<br>'.join(lines).removesuffix(weight)}<b>{weight}</b>"


def _spread(heights: list[float], lines: list[int], line: float) -> list[float]:
    """Middles of labels from the top, none nearer to the next than both are high."""
    spread: list[float] = []
    for at, middle in enumerate(heights):
        least = (lines[at - 1] + lines[at]) / 2 * line
        spread.append(min(middle, spread[-1] - least) if spread else middle)
    return spread


def _heads(picture: Flow) -> dict[str, object]:
    sides = ["top right", *["top center"] * (len(STEPS) - 2), "top left"]
    ends = [-WIDTH / 2, *[0.0] * (len(STEPS) - 2), WIDTH / 2]
    return WRITTEN | {
        "x": [at + end for at, end in enumerate(ends)],
        "y": [1.02] * len(STEPS),
        "text": [f"<b>{picture.heads[step]}</b>" for step in STEPS],
        "textposition": sides,
        "textfont": {"size": 12},
    }


def _colour(picture: Flow, node: Node) -> str:
    if STEPS[node.step] == "sector":
        return picture.colours.get(node.code, OTHER_COLOUR)
    return charts.QUIET


def _hover(picture: Flow, node: Node) -> str:
    name = picture.labels[STEPS[node.step]].get(node.code, node.code)
    return f"{name}: {number(round(node.weight), 0)}"


def _colour_of(picture: Flow, ribbon: Ribbon) -> str:
    return picture.colours.get(ribbon.colour_of, OTHER_COLOUR)


def _bands(ribbons: list[Ribbon]) -> dict[str, object]:
    """Ribbons of one colour as one filled trace, each closed, a gap between them."""
    across: list[float] = []
    up: list[float] = []
    for ribbon in ribbons:
        x0, x1 = ribbon.step + WIDTH / 2, ribbon.step + 1 - WIDTH / 2
        (a0, a1), (b0, b1) = ribbon.left, ribbon.right
        xs = [x0 + (x1 - x0) * at for at in ALONG]
        top = [a1 + (b1 - a1) * part for part in EASED]
        foot = [a0 + (b0 - a0) * part for part in EASED]
        across += [*xs, *xs[::-1], np.nan]
        up += [*top, *foot[::-1], np.nan]
    return {
        "x": np.array(across, dtype=np.float32),
        "y": np.array(up, dtype=np.float32),
        "mode": "none",
        "fill": "toself",
        "opacity": 0.32,
        "hoverinfo": "skip",
    }
