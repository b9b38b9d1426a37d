"""Charts on a printed page, drawn as vectors in the house's look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from ui.format import number
from ui.takeaway.pdf import INK, LINE, MUTED, REGULAR, STRONG, printable, register

#: Share of the width that the names beside bars take at most.
NAMES = 0.36
#: Height of one bar with its gap, in sizes of the type.
STEP = 1.75


def contributions(
    names: Sequence[str],
    points: Sequence[float],
    colours: Sequence[str],
    total: tuple[str, float],
    width: float,
    size: float,
) -> Drawing:
    """Points laid end to end, first on top, with the total as the last bar; 0 to 100."""
    starts = [sum(points[:at]) for at in range(len(points))]
    rows = [*zip(names, starts, points, colours, strict=True), (total[0], 0.0, total[1], "#006C84")]
    left = _names_width([name for name, *_ in rows], width, size)
    reach = width - left - 3.4 * size
    drawing, step = Drawing(width, STEP * size * len(rows) + 1.5 * size), STEP * size
    top = STEP * size * len(rows)
    for tick in (0, 25, 50, 75, 100):
        x = left + reach * tick / 100
        drawing.add(Line(x, 0, x, top, strokeColor=LINE, strokeWidth=0.4))
        drawing.add(_text(number(tick), x, top + 0.3 * size, 0.8 * size, anchor="middle"))
    for at, (name, start, value, colour) in enumerate(rows):
        y = top - step * (at + 1)
        last = at == len(rows) - 1
        drawing.add(_text(name, left - 6, y + 0.5 * size, size, anchor="end", strong=last))
        bar = Rect(left + reach * start / 100, y + 0.25 * size, reach * value / 100, 1.15 * size)
        bar.fillColor, bar.strokeColor = HexColor(colour), None
        drawing.add(bar)
        end = left + reach * (start + value) / 100 + 3
        drawing.add(_text(number(value, 1), end, y + 0.5 * size, 0.9 * size, strong=last))
    return drawing


def bars(
    names: Sequence[str],
    parts: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    width: float,
    size: float,
) -> Drawing:
    """Horizontal bars, first name on top, one colour per part, the sum at the end."""
    totals = [sum(values[at] for values in parts.values()) for at in range(len(names))]
    left = _names_width(names, width, size)
    reach = (width - left - 5 * size) / max([*totals, 1e-9])
    step, height = STEP * size, STEP * size * len(names)
    drawing = Drawing(width, height + 2 * size)
    _legend(drawing, parts, colours, left, height + 0.6 * size, size)
    for at, name in enumerate(names):
        x, y = left, height - step * (at + 1)
        drawing.add(_text(name, left - 6, y + 0.5 * size, size, anchor="end"))
        for part, values in parts.items():
            bar = Rect(x, y + 0.25 * size, values[at] * reach, 1.15 * size)
            bar.fillColor, bar.strokeColor = HexColor(colours[part]), None
            drawing.add(bar)
            x += values[at] * reach
        drawing.add(_text(number(totals[at], 0), x + 3, y + 0.5 * size, 0.9 * size))
    return drawing


def columns(
    steps: Sequence[str],
    parts: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    width: float,
    height: float,
    size: float,
) -> Drawing:
    """Upright columns in the order of ``steps``, one colour per part, the sum on top."""
    drawing = Drawing(width, height)
    totals = [sum(values[at] for values in parts.values()) for at in range(len(steps))]
    floor, ceiling = 1.6 * size, height - 3 * size
    reach = (ceiling - floor) / max([*totals, 1e-9])
    pitch = width / max(len(steps), 1)
    _legend(drawing, parts, colours, 0, height - size, size)
    drawing.add(Line(0, floor, width, floor, strokeColor=LINE, strokeWidth=0.5))
    every = max(1, round(3 * size / pitch))
    for at, step in enumerate(steps):
        x, y = pitch * at + 0.15 * pitch, floor
        for part, values in parts.items():
            column = Rect(x, y, 0.7 * pitch, values[at] * reach)
            column.fillColor, column.strokeColor = HexColor(colours[part]), None
            drawing.add(column)
            y += values[at] * reach
        middle = x + 0.35 * pitch
        if totals[at]:
            drawing.add(_text(number(totals[at], 0), middle, y + 2, 0.8 * size, anchor="middle"))
        if at % every == 0:
            drawing.add(_text(step, middle, 0.3 * size, 0.85 * size, anchor="middle"))
    return drawing


def _legend(
    drawing: Drawing,
    parts: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    left: float,
    y: float,
    size: float,
) -> None:
    if len(parts) < 2:  # noqa: PLR2004 - one colour needs no legend
        return
    x = left
    for part in parts:
        mark = Rect(x, y, 0.8 * size, 0.8 * size)
        mark.fillColor, mark.strokeColor = HexColor(colours[part]), None
        drawing.add(mark)
        drawing.add(_text(part, x + 1.1 * size, y + 0.05 * size, 0.9 * size))
        x += 2.4 * size + stringWidth(printable(part), REGULAR, 0.9 * size)


def _names_width(names: Sequence[str], width: float, size: float) -> float:
    register()
    longest = max((stringWidth(printable(name), REGULAR, size) for name in names), default=0.0)
    return float(min(longest, NAMES * width)) + 10


def _text(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    anchor: str = "start",
    strong: bool = False,
) -> String:
    """A line of text; a name too long for its room beside a bar is cut at a word."""
    shown = printable(text)
    if anchor == "end":
        room = max(x, 1.0)
        if stringWidth(shown, REGULAR, size) > room:
            lines = simpleSplit(shown, REGULAR, size, max(room - size, 1.0))
            shown = f"{lines[0]} …" if lines else ""
    return String(
        x,
        y,
        shown,
        fontName=STRONG if strong else REGULAR,
        fontSize=size,
        fillColor=INK if anchor != "middle" else MUTED,
        textAnchor=anchor,
    )
