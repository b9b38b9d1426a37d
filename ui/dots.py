"""Dots with error bars, and lines over years: methods side by side, in one look."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from ui import figures as charts
from ui.format import fixed, number

#: Letters in a line of a row's label: a phone keeps half of its width for the dots.
LABEL_WIDTH = 22
#: Rows with few cases stand back.
FAINT = 0.35
#: Heights in pixels: what surrounds the rows, a row without its label, a line of the label.
FRAME, ROW, LINE = 84, 20, 14


@dataclass(frozen=True)
class Mark:
    """How one method is drawn wherever it appears: colour and shape both tell it apart."""

    label: str
    colour: str
    shape: str


def rows_of_dots(
    table: pd.DataFrame,
    rows: Mapping[str, str],
    marks: dict[str, Mark],
    axis: str,
    faint: Sequence[str] = (),
) -> go.Figure:
    """One row per group, one dot per method, the first method on top with its error.

    ``table`` has row, method, mean, error and n. ``rows`` gives each row's label, first on top;
    those named in ``faint`` stand back.
    """
    at = {row: place for place, row in enumerate(rows)}
    figure = go.Figure()
    for method in reversed(list(marks)):
        mark, own = marks[method], table[table["method"] == method]
        first = method == next(iter(marks))
        figure.add_scatter(
            x=own["mean"],
            y=own["row"].map(at),
            name=mark.label,
            mode="markers",
            marker={
                "color": mark.colour,
                "symbol": mark.shape,
                "size": 13 if first else 9,
                "opacity": [FAINT if row in faint else 1 for row in own["row"]],
            },
            error_x=_bars(own, mark) if first else None,
            customdata=_told(own),
            hovertemplate=f"{mark.label}: %{{customdata}}<extra></extra>",
            cliponaxis=False,
        )
    labels = [_wrapped(label) for label in rows.values()]
    lines = max(label.count("<br>") + 1 for label in labels)
    figure = _calm(figure, height=FRAME + (ROW + LINE * lines) * len(rows), axis=axis)
    figure.update_layout(legend_traceorder="reversed")
    return _labelled(figure, labels, _reaching(table))


def pairs_of_dots(
    table: pd.DataFrame,
    marks: dict[str, Mark],
    kinds: Mapping[str, str],
    axis: str,
) -> go.Figure:
    """One row per method, two dots in it (open above, full below), each with error and value.

    ``table`` has method, kind, mean, error and n; ``kinds`` labels the two kinds in this order.
    """
    figure = go.Figure()
    for place, (kind, label) in enumerate(kinds.items()):
        own = table[table["kind"] == kind].set_index("method").loc[list(marks)]
        height = [row - 0.16 + 0.32 * place for row in range(len(marks))]
        shape = "circle" if place else "circle-open"
        colours = [mark.colour for mark in marks.values()]
        figure.add_scatter(
            x=own["mean"],
            y=height,
            mode="markers",
            showlegend=False,
            marker={
                "color": colours,
                "symbol": shape,
                "size": 11,
                "line": {"width": 2, "color": colours},
            },
            customdata=_told(own),
            hovertemplate=f"{label}: %{{customdata}}<extra></extra>",
            cliponaxis=False,
        )
        spread = zip(own["mean"], own["error"], marks.values(), strict=True)
        for row, (mean, error, mark) in enumerate(spread):
            figure.add_scatter(
                x=[max(mean - error, 0), min(mean + error, 1)],
                y=[height[row]] * 2,
                mode="lines+text",
                line={"color": mark.colour, "width": 2},
                text=["", f" {fixed(mean, 2)}"],
                textposition="middle right",
                showlegend=False,
                hoverinfo="skip",
                cliponaxis=False,
            )
        figure.add_scatter(
            x=[None],
            y=[None],
            name=label,
            mode="markers",
            marker={
                "color": charts.QUIET,
                "symbol": shape,
                "size": 11,
                "line": {"width": 2, "color": charts.QUIET},
            },
        )
    figure = _calm(figure, height=FRAME + 48 * len(marks), axis=axis)
    return _labelled(figure, [mark.label for mark in marks.values()], _reaching(table))


def lines_over_years(
    table: pd.DataFrame, years: Mapping[int, str], marks: dict[str, Mark], axis: str
) -> go.Figure:
    """One line per method over the years, the first with its error.

    ``table`` has year, method, mean, error and n; ``years`` gives each year's label.
    """
    at = {year: place for place, year in enumerate(years)}
    figure = go.Figure()
    for method in reversed(list(marks)):
        mark = marks[method]
        own = table[table["method"] == method].sort_values("year")
        first = method == next(iter(marks))
        figure.add_scatter(
            x=own["year"].map(at),
            y=own["mean"],
            name=mark.label,
            mode="lines+markers",
            line={"color": mark.colour, "width": 3 if first else 1.25},
            marker={"color": mark.colour, "symbol": mark.shape, "size": 11 if first else 7},
            error_y=_bars(own, mark) if first else None,
            customdata=_told(own),
            hovertemplate=f"{mark.label}: %{{customdata}}<extra></extra>",
        )
    figure = _calm(figure, height=FRAME + 48 * len(marks), axis="")
    figure.update_layout(legend_traceorder="reversed")
    figure.update_xaxes(
        tickmode="array", tickvals=list(at.values()), ticktext=list(years.values()), tickangle=0
    )
    figure.update_yaxes(
        title={"text": axis, "standoff": 4}, showgrid=True, range=[0, _reaching(table)]
    )
    return figure


def told(mean: float, error: float) -> str:
    """Mean with its error; the mean alone where a single case has none."""
    return fixed(mean, 2) if math.isnan(error) else f"{fixed(mean, 2)} ± {fixed(error, 2)}"


def _bars(table: pd.DataFrame, mark: Mark) -> dict[str, object]:
    """Error bars that stay where a share can be."""
    return {
        "array": table["error"].clip(upper=1 - table["mean"]),
        "arrayminus": table["error"].clip(upper=table["mean"]),
        "symmetric": False,
        "color": mark.colour,
        "thickness": 1.5,
        "width": 3,
    }


def _calm(figure: go.Figure, height: int, axis: str) -> go.Figure:
    """Lay out in the house's look, ticks with the language's decimal sign."""
    figure.update_layout(separators=f"{fixed(0, 1)[1]} ")
    return charts.calm(figure, height, axis)


def _told(table: pd.DataFrame) -> list[str]:
    return [
        f"{told(mean, error)} (n = {number(n)})"
        for mean, error, n in zip(table["mean"], table["error"], table["n"], strict=True)
    ]


def _reaching(table: pd.DataFrame) -> float:
    """End of the axis: the longest bar with room for its number, at most 1 and a little."""
    longest = float((table["mean"] + table["error"].fillna(0)).clip(upper=1).max())
    return min(max(longest * 1.12, 0.1), 1.12)


def _wrapped(label: str) -> str:
    return "<br>".join(textwrap.wrap(label, LABEL_WIDTH))


def _labelled(figure: go.Figure, labels: list[str], end: float) -> go.Figure:
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=labels,
        range=[len(labels) - 0.4, -0.6],
        autorange=False,
        showgrid=True,
    )
    figure.update_xaxes(range=[0, end], rangemode="tozero")
    return figure
