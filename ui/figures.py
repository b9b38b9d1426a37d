"""Plotly figures in one look: quiet axes, one accent, the theme's colours, no tool bar."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from ui.format import number
from ui.words import _

ACCENT = "#0088B0"
QUIET = "#9DB4C0"
#: Letters in a line of a label beside a bar: a phone has no room for more.
LABEL_WIDTH = 30
#: Letters of a word that fit a tile at full size.
ROOMY = 10
CONFIG = {"displayModeBar": False, "responsive": True}


def show(figure: go.Figure, alt: str, key: str, table: pd.DataFrame | None = None) -> None:
    """Show a figure with its finding as alternative text and its numbers as a table below."""
    st.plotly_chart(figure, key=key, config=CONFIG, alt=alt, theme="streamlit")
    if table is not None:
        with st.expander(_("Show the numbers")):
            st.table(table, border="horizontal", hide_index=True)


def stacked_bars(
    names: Sequence[str],
    parts: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    axis: str,
) -> go.Figure:
    """Horizontal bars, first name on top, one colour per part, totals at the end."""
    names = ["<br>".join(textwrap.wrap(name, LABEL_WIDTH)) for name in names]
    figure = go.Figure()
    for part, values in parts.items():
        figure.add_bar(
            y=list(names),
            x=list(values),
            name=part,
            orientation="h",
            marker_color=colours[part],
            hovertemplate="%{y}<br>" + part + ": %{x:,.0f}<extra></extra>",
        )
    totals = [sum(values[i] for values in parts.values()) for i in range(len(names))]
    figure.add_scatter(
        y=list(names),
        x=totals,
        mode="text",
        text=[f" {number(value, 0)}" for value in totals],
        textposition="middle right",
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    lines = 1 + max((name.count("<br>") for name in names), default=0)
    return calm(figure, height=70 + (12 + 15 * lines) * len(names), axis=axis)


def tiles(regions: pd.DataFrame, values: Mapping[str, float]) -> go.Figure:
    """Kazakhstan as a grid of equal squares, one per region, coloured by value.

    ``regions`` has label, name, tile_row (from the north) and tile_col (from the west).
    """
    amounts = [values.get(name, 0) for name in regions["name"]]
    top = max(amounts, default=0) or 1
    longest = max(len(word) for label in regions["label"] for word in label.split())
    figure = go.Figure(
        go.Scatter(
            x=regions["tile_col"],
            y=regions["tile_row"],
            mode="text",
            text=[
                f"{_wrapped(label)}<br><b>{number(value, 0)}</b>"
                for label, value in zip(regions["label"], amounts, strict=True)
            ],
            textfont={"size": 11 if longest <= ROOMY else 9, "color": ink()},
            customdata=regions["name"],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    squares = [
        {
            "type": "rect",
            "layer": "below",
            "line": {"width": 0},
            "fillcolor": f"rgba(0,136,176,{0.10 + 0.65 * value / top:.2f})",
            "x0": x - 0.47,
            "x1": x + 0.47,
            "y0": y - 0.46,
            "y1": y + 0.46,
        }
        for x, y, value in zip(regions["tile_col"], regions["tile_row"], amounts, strict=True)
    ]
    figure.update_layout(shapes=squares)
    figure = calm(figure, height=400, axis="")
    figure.update_xaxes(
        visible=False, range=[regions["tile_col"].min() - 0.6, regions["tile_col"].max() + 0.6]
    )
    figure.update_yaxes(
        visible=False, range=[regions["tile_row"].max() + 0.6, regions["tile_row"].min() - 0.6]
    )
    return figure


def columns_by_year(
    table: pd.DataFrame, kinds: Sequence[str], labels: Mapping[str, str]
) -> go.Figure:
    """Stacked columns per year, one colour per kind in the given order."""
    figure = go.Figure()
    for kind in kinds:
        rows = table[table["type"] == kind]
        if len(rows):
            figure.add_bar(
                x=rows["year"],
                y=rows["deals"],
                name=labels[kind],
                hovertemplate="%{x}, " + labels[kind] + ": %{y}<extra></extra>",
            )
    return calm(figure, height=360, axis="")


def waterfall(
    names: Sequence[str], contributions: Sequence[float], score: float, colours: Sequence[str]
) -> go.Figure:
    """Contributions in points, laid end to end from nought to the score."""
    starts = [sum(contributions[:i]) for i in range(len(contributions))]
    figure = go.Figure(
        go.Bar(
            y=[*names, f"<b>{_('Score')}</b>"],
            x=[*contributions, score],
            base=[*starts, 0],
            orientation="h",
            marker_color=[*colours, ACCENT],
            text=[number(value, 1) for value in [*contributions, score]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    figure = calm(figure, height=60 + 30 * (len(names) + 1), axis="")
    figure.update_xaxes(range=[0, 108], tickvals=[0, 25, 50, 75, 100])
    return figure


def ink() -> str:
    """Colour of text on a coloured mark, for the theme in use."""
    return "#E6EDF3" if st.context.theme.type == "dark" else "#111A22"


def paper() -> str:
    """Colour of the page's ground, for the theme in use."""
    return "#0B141C" if st.context.theme.type == "dark" else "#FFFFFF"


def calm(figure: go.Figure, height: int, axis: str) -> go.Figure:
    """Lay the figure out in the house's look."""
    figure.update_layout(
        height=height,
        barmode="stack",
        bargap=0.3,
        margin={"l": 8, "r": 28, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": None},
        dragmode=False,
        hovermode="closest",
    )
    figure.update_xaxes(title=axis or None, fixedrange=True, zeroline=False, automargin=True)
    figure.update_yaxes(
        fixedrange=True, zeroline=False, automargin=True, showgrid=False, title=None
    )
    if figure.data and getattr(figure.data[0], "orientation", None) == "h":
        figure.update_yaxes(autorange="reversed")
    return figure


def _wrapped(label: str) -> str:
    return "<br>".join(label.replace("-", "- ").split())
