"""Regimes on one scale in MCI: each threshold a tick, the amount a line across them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from structuring.regimes import Reached, Standing
from ui import figures as charts
from ui.format import number
from ui.structures.regime_words import REGIMES
from ui.words import _

#: A scale on which the largest is so many times the smallest is logarithmic.
WIDE = 20
LABEL_WIDTH = 18
ROW, FRAME = 46, 96
#: Part of the scale from which words to the right of a tick would leave it.
END = 0.9


def scale(found: Reached) -> go.Figure:
    """Draw what applies to the kind of project; a bar covers the sizes that a regime is for."""
    rows = found.applying
    low, high = _ends([*(each.threshold.mci or 0.0 for each in rows), found.amount_mci])
    figure = go.Figure()
    for place, standing in enumerate(rows):
        _row(figure, place, standing, (low, high))
    figure.add_vline(x=found.amount_mci, line={"color": charts.ink(), "width": 2})
    figure.add_annotation(
        x=_on(found.amount_mci, low, high),
        y=1.0,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        text=f"<b>{_('{count} MCI', count=short(found.amount_mci))}</b>",
        xanchor=_anchor(found.amount_mci, low, high),
    )
    figure = charts.calm(figure, height=FRAME + ROW * len(rows), axis="")
    figure.update_layout(showlegend=False, margin={"t": 28, "r": 36})
    figure.update_xaxes(title={"text": _("MCI"), "standoff": 18}, showgrid=True)
    if high > WIDE * low:
        ticks = [10.0**power for power in range(math.ceil(math.log10(low)), 10)]
        figure.update_xaxes(type="log", range=[math.log10(low), math.log10(high)])
    else:
        ticks = [low + part * (high - low) / 4 for part in range(5)]
        figure.update_xaxes(range=[low, high])
    ticks = [tick for tick in ticks if low <= tick <= high]
    figure.update_xaxes(tickmode="array", tickvals=ticks, ticktext=[short(tick) for tick in ticks])
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=[_label(each) for each in rows],
        range=[len(rows) - 0.4, -0.6],
        autorange=False,
    )
    return figure


def short(mci: float) -> str:
    """A count of MCI in the unit that reads best."""
    if mci >= 1e6:  # noqa: PLR2004 - a million
        return _("{amount}m", amount=number(mci / 1e6))
    if mci >= 1e3:  # noqa: PLR2004 - a thousand
        return _("{amount}k", amount=number(mci / 1e3))
    return number(mci)


def _row(figure: go.Figure, place: int, standing: Standing, ends: tuple[float, float]) -> None:
    mci = standing.threshold.mci or 0.0
    span = [ends[0], mci] if standing.threshold.bound == "up_to" else [mci, ends[1]]
    colour = charts.ACCENT if standing.reached else charts.QUIET
    figure.add_scatter(
        x=span,
        y=[place, place],
        mode="lines",
        line={"color": colour, "width": 12},
        opacity=0.75 if standing.reached else 0.4,
        hoverinfo="skip",
    )
    # Above the bar and to its right there is room on a phone too, but for the very end.
    place_of_text = "top left" if _along(mci, *ends) > END else "top right"
    if standing.threshold.bound == "up_to":
        place_of_text = "middle right"
    figure.add_scatter(
        x=[mci],
        y=[place],
        mode="markers+text",
        marker={
            "symbol": "line-ns",
            "size": 22,
            "line": {"width": 3, "color": colour},
        },
        text=[f" {short(mci)} " + ("†" if standing.threshold.to_be_confirmed else "")],
        textposition=place_of_text,
        hovertemplate=f"{_(REGIMES[standing.threshold.regime])}: {number(mci, 0)}<extra></extra>",
        cliponaxis=False,
    )


def _label(standing: Standing) -> str:
    return "<br>".join(textwrap.wrap(_(REGIMES[standing.threshold.regime]), LABEL_WIDTH))


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Ends of the scale: everything within, with room for the words on both sides."""
    low, high = min(values), max(values)
    if high > WIDE * low:
        return low / 4, high * 2.5
    room = max((high - low) / 3, low / 3)
    return max(low - room, low / 10), high + room


def _on(value: float, low: float, high: float) -> float:
    """Where an annotation stands: on a logarithmic axis it takes the logarithm."""
    return math.log10(value) if high > WIDE * low else value


def _anchor(value: float, low: float, high: float) -> str:
    part, third = _along(value, low, high), 1 / 3
    return "left" if part < third else "right" if part > 1 - third else "center"


def _along(value: float, low: float, high: float) -> float:
    """Part of the scale that lies to the left of a value, 0..1."""
    if high > WIDE * low:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)
