"""Pictures of the executive view in Plotly. Every mark carries its name in the address."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
import plotly.graph_objects as go
from reportlab.pdfbase.pdfmetrics import stringWidth

from ui import figures as charts
from ui.format import number, percent, usd
from ui.overview.block import Bars, Block, Flow, Picture, Plane, Tiles
from ui.overview.flowing import flow_figure
from ui.overview.lettering import SMALLEST, on_a_tile, wrapped
from ui.overview.placing import plane_figure
from ui.takeaway.pdf import REGULAR, register

#: Pixels of one bar, and between two.
BAR, BETWEEN = 15, 12
UPRIGHT = 320
#: Size of a name's letters, and what stands between it and the bars.
LABEL, BESIDE = 12, 23
#: Pixels of a line of the legend; letters that one has beside the names on a phone.
LEGEND_LINE, PHONE = 19, 28
#: Round numbers on an axis, besides nought.
TICKS = 4
#: Room that a letter behind a bar takes, in lengths of the longest bar.
LETTER = 0.045


def figure(block: Block, picture: Picture) -> go.Figure:
    """Draw a block's picture."""
    if isinstance(picture, Tiles):
        return _tiles(block, picture)
    if isinstance(picture, Flow):
        return flow_figure(block.key, picture)
    if isinstance(picture, Plane):
        return plane_figure(block.key, picture)
    return _columns(block, picture) if picture.upright else _bars(block, picture)


def address_of(key: str, group: str, part: str) -> str:
    """Name of a mark in the address."""
    return f"{key}|{group}|{part}"


def _bars(block: Block, picture: Bars) -> go.Figure:
    values, told, end = picture.values(), picture.told(), picture.end()
    if picture.share:
        totals = values.sum(axis=1).where(lambda each: each > 0, 1.0)
        told = values.map(lambda value: number(value, 0) if value else "")
        values, end = values.div(totals, axis=0), 1.0
    names = [wrapped(name) for name in picture.groups.values()]
    places = list(range(len(names)))
    shown = go.Figure()
    for part, label in picture.parts.items():
        bars = values[part]
        shown.add_bar(
            y=places,
            x=bars,
            name=label,
            orientation="h",
            marker_color=picture.colours[part],
            customdata=[address_of(block.key, group, part) for group in picture.groups],
            text=_texts(picture, told[part].tolist(), bars.tolist()),
            textposition="outside" if _at_ends(picture) else "inside",
            insidetextanchor="middle",
            textangle=0,
            cliponaxis=False,
            constraintext="none" if _at_ends(picture) else "inside",
            hovertext=[
                _hover(name, label, mark)
                for name, mark in zip(picture.groups.values(), told[part], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    lines = max((name.count("<br>") + 1 for name in names), default=1)
    parts = 1 if picture.stacked or picture.ends else len(picture.parts)
    step = max(BAR * parts + BETWEEN, 16 * lines + BETWEEN)
    margin = _margin(picture, names)
    height = margin["t"] + margin["b"] + _legend_beyond(picture) + step * len(names)
    shown = charts.calm(shown, height, picture.axis)
    shown.update_layout(
        margin=margin,
        barmode="stack" if picture.stacked or picture.ends else "group",
        bargap=BETWEEN / step,
        showlegend=len(picture.parts) > 1,
        legend_traceorder="normal",
        uniformtext={"mode": "hide", "minsize": SMALLEST} if not _at_ends(picture) else None,
        clickmode="event+select",
    )
    end = end or 1.0
    shown.update_xaxes(range=[0, end * _room(picture, values, end)], **_ticks(picture, end))
    if _at_ends(picture):
        shown.update_xaxes(showticklabels=False, showgrid=False)
    shown.update_yaxes(
        tickmode="array",
        tickvals=places,
        ticktext=names,
        range=[len(names) - 0.5, -0.5],
        autorange=False,
    )
    return _marked_where_cut(shown, picture, end)


def _columns(block: Block, picture: Bars) -> go.Figure:
    values, told = picture.values(), picture.told()
    names = list(picture.groups.values())
    places = list(range(len(names)))
    shown = go.Figure()
    for part, label in picture.parts.items():
        shown.add_bar(
            x=places,
            y=values[part],
            name=label,
            marker_color=picture.colours[part],
            customdata=[address_of(block.key, group, part) for group in picture.groups],
            hovertext=[
                _hover(name, label, mark)
                for name, mark in zip(picture.groups.values(), told[part], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    shown = charts.calm(shown, UPRIGHT, "")
    shown.update_layout(margin={"l": 64, "r": 14, "t": 44, "b": 34})
    every = max(1, -(-len(names) // 9))
    shown.update_layout(barmode="stack", bargap=0.25, clickmode="event+select")
    shown.update_xaxes(
        tickmode="array", tickvals=places[::-every], ticktext=names[::-every], tickangle=0
    )
    end = picture.end() or 1.0
    shown.update_yaxes(
        range=[0, end * 1.1], showgrid=True, title=picture.axis, **_ticks(picture, end)
    )
    return _marked_where_cut(shown, picture, end)


def _tiles(block: Block, picture: Tiles) -> go.Figure:
    regions = picture.regions
    top = float(regions["value"].max()) or 1.0
    part = block.key.partition("-")[2]
    colours = [_shade(value / top if value == value else 0.0) for value in regions["value"]]  # noqa: PLR0124 - NaN is not itself
    shown = go.Figure(
        go.Bar(
            x=regions["tile_col"],
            y=[1.0] * len(regions),
            base=[row - 0.5 for row in regions["tile_row"]],
            width=1.0,
            marker={"color": colours, "line": {"width": 3, "color": charts.paper()}},
            text=[
                f"{on_a_tile(label)}<br><b>{told or '–'}</b>"
                for label, told in zip(regions["label"], regions["told"], strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": charts.ink(), "size": SMALLEST},
            customdata=[address_of(block.key, name, part) for name in regions["name"]],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    shown = charts.calm(shown, 400, "")
    shown.update_layout(
        barmode="overlay",
        clickmode="event+select",
        showlegend=False,
    )
    shown.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
    shown.update_xaxes(
        visible=False, range=[regions["tile_col"].min() - 0.5, regions["tile_col"].max() + 0.5]
    )
    shown.update_yaxes(
        visible=False, range=[regions["tile_row"].max() + 0.5, regions["tile_row"].min() - 0.5]
    )
    return shown


def _margin(picture: Bars, names: list[str]) -> dict[str, int]:
    """Room for names, legend and axis: a chart that has it from the start is laid out but once."""
    register()
    lines = [line for name in names for line in name.split("<br>")]
    widest = max((stringWidth(line, REGULAR, LABEL) for line in lines), default=0.0)
    return {
        "l": round(widest + BESIDE),
        "r": 28,
        "t": 46 if len(picture.parts) > 1 else 8,
        "b": 68 if picture.axis and not _at_ends(picture) else 48 if picture.axis else 26,
    }


def _legend_beyond(picture: Bars) -> int:
    """Room for the legend's further lines where a phone has no room for all parts beside it."""
    letters = sum(len(name) + 6 for name in picture.parts.values())
    return LEGEND_LINE * max(min(letters // PHONE, len(picture.parts) - 1), 0)


def _at_ends(picture: Bars) -> bool:
    """Tell whether each bar's number stands behind it; then no axis is needed."""
    return picture.ends or not picture.stacked


def _shade(share: float) -> str:
    return f"rgba(0,136,176,{0.08 + 0.62 * max(share, 0.0) ** 0.5:.2f})"


def _texts(picture: Bars, told: list[str], bars: list[float]) -> list[str]:
    if picture.share:
        return [percent(value) if value else "" for value in bars]
    if not _at_ends(picture):
        return told
    return [f" {mark}" if mark else "" for mark in told]


def _hover(name: str, label: str, told: str) -> str:
    line = f"{label}: {told}" if label else told
    return f"{'<br>'.join(textwrap.wrap(name, 40))}<br>{line}"


def _ticks(picture: Bars, end: float) -> dict[str, object]:
    """Few round numbers, written as the language writes them."""
    values = round_numbers(end, whole=picture.column == "records" and not picture.share)
    write = percent if picture.share else usd if picture.column == "amount" else number
    return {
        "tickmode": "array",
        "tickvals": values,
        "ticktext": [write(value) if value else "0" for value in values],
    }


def round_numbers(end: float, *, whole: bool = False) -> list[float]:
    """Nought and up to four round numbers as far as ``end``; whole ones where told."""
    power = 10.0 ** math.floor(math.log10(end))
    steps = [power * times for times in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)]
    usable = [step for step in steps if not whole or (step >= 1 and step == round(step))] or [1.0]
    step = next((each for each in usable if end / each <= TICKS + 1e-3), usable[-1])
    return [step * times for times in range(int(end / step + 1e-9) + 1)]


def _room(picture: Bars, values: pd.DataFrame, end: float) -> float:
    """How much longer than the longest bar the axis is, for what stands at the bars' ends."""
    if not _at_ends(picture):
        return 1.0
    told = picture.told().map(len)
    share = values.clip(upper=end) / end
    return float(max((share + told * LETTER).to_numpy().max(), 1.0)) + 0.02


def _marked_where_cut(shown: go.Figure, picture: Bars, end: float) -> go.Figure:
    """Mark the bars that run on beyond the axis, with what they come to."""
    if picture.share:
        return shown
    values = picture.values()
    totals = values.sum(axis=1) if picture.stacked or picture.ends else values.max(axis=1)
    for place, (group, total) in enumerate(zip(picture.groups, totals, strict=True)):
        if total <= end * 1.001:
            continue
        part = str(values.iloc[place].idxmax())
        told = str(picture.told().at[group, part])
        along = {"x": place, "y": end} if picture.upright else {"x": end, "y": place}
        shift = _shift(picture, part)
        if not picture.upright:
            along["y"] = place + shift
        shown.add_annotation(
            **along,
            text=f"⫽ {told}",
            showarrow=False,
            xanchor="center" if picture.upright else "left",
            yanchor="bottom" if picture.upright else "middle",
            bgcolor="rgba(0,0,0,0)",
            font={"size": 11},
        )
        _shorten(shown, part, picture, place, end)
    return shown


def _shift(picture: Bars, part: str) -> float:
    """Where within its group a bar stands, in groups."""
    if picture.stacked or picture.ends or len(picture.parts) == 1:
        return 0.0
    names = list(picture.parts)
    return (names.index(part) - (len(names) - 1) / 2) * 0.8 / len(names)


def _shorten(shown: go.Figure, part: str, picture: Bars, place: int, end: float) -> None:
    """Draw the longest part to where it is cut, and leave its own text to the mark."""
    trace = shown.data[list(picture.parts).index(part)]
    axis = "y" if picture.upright else "x"
    lengths = [float(each) for each in trace[axis]]
    others = sum(
        float(each[axis][place]) for each in shown.data if each is not trace and picture.stacked
    )
    lengths[place] = max(end - others, 0.0)
    trace[axis] = lengths
    if trace.text is not None:
        texts = list(trace.text)
        texts[place] = ""
        trace.text = texts
