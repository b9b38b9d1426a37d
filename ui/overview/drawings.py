"""Pictures of the executive view on paper: the same data, drawn as vectors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from reportlab.graphics.shapes import Drawing, Line, Path, PolyLine, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from ui.format import number, percent
from ui.overview.block import Bars, Tiles
from ui.takeaway.pdf import INK, LINE, MUTED, REGULAR, STRONG, printable

#: Sizes in points: of the letters, of the smallest ones, of a bar, between groups.
SIZE, SMALLEST, BAR, BETWEEN = 7.2, 5.0, 7.6, 5.0
#: Share of the width that names beside bars take.
NAMES = 0.24
LEGEND = 14.0
ACCENT = "#0088B0"


@dataclass(frozen=True)
class Room:
    """Width and height that a picture may take, in points."""

    width: float
    height: float


def bars(picture: Bars, room: Room) -> Drawing:
    """Draw horizontal bars, the first group on top."""
    values, told, end = _worth(picture)
    lanes = 1 if picture.stacked or picture.ends else len(picture.parts)
    groups = max(len(picture.groups), 1)
    usual = max(lanes * BAR + BETWEEN, _lines(picture, room) * SIZE + BETWEEN / 2)
    pitch = min(usual, (room.height - LEGEND) / groups)
    bar, size = BAR * pitch / usual, max(SIZE * min(pitch / usual, 1.0), SMALLEST)
    height = pitch * groups
    left = NAMES * room.width
    at_ends = picture.ends or not picture.stacked
    reach = room.width - left - (_longest(told, SIZE) + 8 if at_ends else 4)
    shown = Drawing(room.width, height + LEGEND)
    legend(shown, picture.parts, picture.colours, left, height + 4, size)
    for at, name in enumerate(picture.groups.values()):
        top = height - pitch * at - BETWEEN * pitch / usual / 2
        named(shown, name, left - 5, top - lanes * bar / 2, left - 6, size)
        _lane(shown, picture, values.iloc[at], told.iloc[at], (left, top, bar, reach / end, end))
    return shown


def _lane(
    shown: Drawing,
    picture: Bars,
    values: pd.Series,
    told: pd.Series,
    place: tuple[float, float, float, float, float],
) -> None:
    """The bars of one group from ``left``, downwards from ``top``."""
    left, top, bar, scale, end = place
    x, size = left, max(min(SIZE, bar * 0.95), SMALLEST)
    for lane, part in enumerate(picture.parts):
        value = float(values[part])
        over = picture.stacked or picture.ends
        y = top - bar * (1 if over else lane + 1)
        drawn = min(value, end - (x - left) / scale if over else end)
        rect(shown, x, y, drawn * scale, bar * 0.92, picture.colours[part])
        text_at = x + drawn * scale
        if picture.stacked and not picture.ends:
            if stringWidth(told[part], REGULAR, size) + 2 < drawn * scale:
                white = picture.colours[part] in {"#0088B0", "#505058"}
                write(
                    shown,
                    told[part],
                    x + drawn * scale / 2,
                    y + bar * 0.2,
                    size,
                    anchor="middle",
                    colour=HexColor("#FFFFFF") if white else INK,
                )
        elif told[part]:
            cut = "⫽ " if value > end * 1.001 else ""
            write(shown, f"{cut}{told[part]}", text_at + 3, y + bar * 0.18, size)
        x = text_at if over else left


def columns(picture: Bars, room: Room) -> Drawing:
    """Draw upright columns, parts on top of each other."""
    values, _told, end = _worth(picture)
    shown = Drawing(room.width, room.height)
    legend(shown, picture.parts, picture.colours, 0, room.height - 8, SIZE)
    floor, pitch = 1.6 * SIZE, room.width / max(len(picture.groups), 1)
    scale = (room.height - LEGEND - floor - SIZE * 1.4) / end
    shown.add(Line(0, floor, room.width, floor, strokeColor=LINE, strokeWidth=0.5))
    every = max(1, math.ceil(3.2 * SIZE / pitch))
    for at, name in enumerate(picture.groups.values()):
        x, y = pitch * (at + 0.14), floor
        total = float(values.iloc[at].sum())
        for part in picture.parts:
            height = min(float(values[part].iloc[at]), max(end - (y - floor) / scale, 0)) * scale
            rect(shown, x, y, 0.72 * pitch, height, picture.colours[part])
            y += height
        if total:
            write(shown, number(total, 0), x + 0.36 * pitch, y + 2, SIZE * 0.9, anchor="middle")
        if (len(picture.groups) - 1 - at) % every == 0:
            write(shown, name, x + 0.36 * pitch, 0.2 * SIZE, SIZE, anchor="middle", colour=MUTED)
    return shown


def tiles(picture: Tiles, room: Room) -> Drawing:
    """Draw the regions as tiles."""
    regions = picture.regions
    first_row, first_col = regions["tile_row"].min(), regions["tile_col"].min()
    rows = int(regions["tile_row"].max() - first_row + 1)
    columns = int(regions["tile_col"].max() - first_col + 1)
    wide = room.width / columns
    high = min(wide * 0.66, room.height / rows)
    top = float(regions["value"].max()) or 1.0
    shown = Drawing(room.width, high * rows)
    for row in regions.to_dict("records"):
        x = (row["tile_col"] - first_col) * wide
        y = (rows - 1 - (row["tile_row"] - first_row)) * high
        value = row["value"] if pd.notna(row["value"]) else 0.0
        square = Rect(x + 1, y + 1, wide - 2, high - 2)
        square.fillColor, square.strokeColor = _shade(max(value, 0.0) / top), None
        shown.add(square)
        lines = simpleSplit(printable(row["label"]).replace("-", "- "), REGULAR, SIZE, wide - 4)[:2]
        for at, line in enumerate(lines):
            y_line = y + high - (at + 1.25) * SIZE * 1.05
            write(shown, line, x + wide / 2, y_line, _fit(line, wide - 4), anchor="middle")
        write(shown, row["told"] or "–", x + wide / 2, y + 4, SIZE, anchor="middle", strong=True)
    return shown


def _worth(picture: Bars) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    values, told, end = picture.values(), picture.told(), picture.end()
    if picture.share:
        totals = values.sum(axis=1).where(lambda each: each > 0, 1.0)
        values, end = values.div(totals, axis=0), 1.0
        told = values.map(lambda value: percent(value) if value else "")
    return values, told, end or 1.0


def _lines(picture: Bars, room: Room) -> int:
    """Lines that the longest name beside the bars takes, two at most."""
    width = NAMES * room.width - 6
    broken = (
        simpleSplit(printable(name), REGULAR, SIZE, width) for name in picture.groups.values()
    )
    return min(max((len(lines) for lines in broken), default=1), 2)


def _longest(told: pd.DataFrame, size: float) -> float:
    return max(
        (stringWidth(printable(each), REGULAR, size) for each in told.to_numpy().ravel()),
        default=0.0,
    )


def _fit(text: str, width: float) -> float:
    taken = stringWidth(text, REGULAR, SIZE)
    return SIZE if taken <= width else max(SIZE * width / taken, SMALLEST - 1)


def _shade(share: float) -> HexColor:
    """The accent on white, as strong as the share."""
    strength = 0.08 + 0.62 * share**0.5
    mixed = [round(255 + (channel - 255) * strength) for channel in (0x00, 0x88, 0xB0)]
    return HexColor("#" + "".join(f"{channel:02X}" for channel in mixed))


def rect(shown: Drawing, x: float, y: float, width: float, height: float, colour: str) -> None:
    """Add a bar; one of no length is not drawn."""
    if width <= 0 or height <= 0:
        return
    bar = Rect(x, y, width, height)
    bar.fillColor, bar.strokeColor = HexColor(colour), None
    shown.add(bar)


def named(shown: Drawing, name: str, x: float, middle: float, width: float, size: float) -> None:
    """A name that ends at ``x``, in at most two lines around ``middle``."""
    lines = simpleSplit(printable(name), REGULAR, size, max(width, 10))
    if len(lines) > 2:  # noqa: PLR2004 - a third line would run into the next name
        lines = [lines[0], lines[1] + " …"]
    for at, line in enumerate(lines):
        y = middle + size * (len(lines) / 2 - at - 0.85)
        write(shown, line, x, y, size, anchor="end")


def legend(
    shown: Drawing,
    parts: Mapping[str, str],
    colours: Mapping[str, str],
    left: float,
    y: float,
    size: float,
) -> None:
    """Names of the parts with their colours, from the left; a second line grows upwards."""
    names = [name for name in parts.values() if name]
    if len(names) < 2:  # noqa: PLR2004 - one colour needs no legend
        return
    widths = [2.6 * size + stringWidth(printable(name), REGULAR, size) for name in names]
    left = min(left, max(shown.width - sum(widths), 0))
    x = left
    for (part, name), width in zip(parts.items(), widths, strict=True):
        if x > left and x + width > shown.width:
            x, y = left, y + 1.35 * size
            shown.height = max(shown.height, y + size)
        rect(shown, x, y, 0.8 * size, 0.8 * size, colours[part])
        write(shown, name, x + 1.2 * size, y + 0.05 * size, size)
        x += width


def write(  # noqa: PLR0913 - each names one property of a line
    shown: Drawing,
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    anchor: str = "start",
    strong: bool = False,
    colour: object = INK,
) -> None:
    """Add a line of text."""
    shown.add(
        String(
            x,
            y,
            printable(text),
            fontName=STRONG if strong else REGULAR,
            fontSize=size,
            fillColor=colour,
            textAnchor=anchor,
        )
    )


def ribbon(
    shown: Drawing, left: tuple[float, float, float], right: tuple[float, float, float], colour: str
) -> None:
    """A band from ``left`` (x, foot, top) to ``right``."""
    (x0, a0, a1), (x1, b0, b1) = left, right
    middle = (x0 + x1) / 2
    band = Path(fillColor=HexColor(colour), strokeColor=None)
    band.fillOpacity = 0.32
    band.moveTo(x0, a1)
    band.curveTo(middle, a1, middle, b1, x1, b1)
    band.lineTo(x1, b0)
    band.curveTo(middle, b0, middle, a0, x0, a0)
    band.closePath()
    shown.add(band)


def line(shown: Drawing, points: Sequence[float], colour: str) -> None:
    """A line through points (x, y, x, y, ...)."""
    shown.add(PolyLine(list(points), strokeColor=HexColor(colour), strokeWidth=1.6))
