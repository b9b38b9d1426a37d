"""Plotly figures in one look: quiet axes, one accent, the theme's colours, no tool bar."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from ui.format import number
from ui.words import _

ACCENT = "#0088B0"
QUIET = "#9DB4C0"
CONFIG = {"displayModeBar": False, "responsive": True}


def show(figure: go.Figure, alt: str, key: str, table: pd.DataFrame | None = None) -> None:
    """Show a figure with its finding as alternative text and its numbers as a table below."""
    st.plotly_chart(figure, key=key, config=CONFIG, alt=alt, theme="streamlit")
    if table is not None:
        with st.expander(_("Show the numbers")):
            st.table(table, border="horizontal", hide_index=True)


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
