"""The flow and the corridor map on paper."""

from __future__ import annotations

import math

from reportlab.graphics.shapes import Circle, Drawing, Rect
from reportlab.lib.utils import simpleSplit

from matching.summary.flows import STEPS
from ui.format import number
from ui.overview.alluvial import Node, layout
from ui.overview.block import Flow, Plane
from ui.overview.drawings import SIZE, Room, legend, line, rect, ribbon, write
from ui.overview.flowing import OTHER_COLOUR
from ui.overview.placing import EAST, NORTH, SOUTH, STRETCH, WEST, drawn_lines, labelled
from ui.takeaway.pdf import INK, MUTED, REGULAR, printable

#: Width of a name's bar in points; room for the heads of the columns.
WIDTH, HEAD = 6.0, 12.0
QUIET = "#9DB4C0"


def flow(picture: Flow, room: Room) -> Drawing:
    """Draw ribbons between three columns of names."""
    named, ribbons = layout(picture.table)
    shown = Drawing(room.width, room.height)
    high = room.height - HEAD
    pitch = (room.width - WIDTH) / (len(STEPS) - 1)
    for each in ribbons:
        x0, x1 = each.step * pitch + WIDTH, (each.step + 1) * pitch
        colour = picture.colours.get(each.colour_of, OTHER_COLOUR)
        ribbon(
            shown,
            (x0, each.left[0] * high, each.left[1] * high),
            (x1, each.right[0] * high, each.right[1] * high),
            colour,
        )
    for node in named:
        _node(shown, picture, node, pitch, high)
    for at, step in enumerate(STEPS):
        x, anchor = _side(at, pitch)
        write(shown, picture.heads[step], x, high + 3, SIZE, anchor=anchor, strong=True)
    return shown


def _node(shown: Drawing, picture: Flow, node: Node, pitch: float, high: float) -> None:
    step = STEPS[node.step]
    colour = picture.colours.get(node.code, OTHER_COLOUR) if step == "sector" else QUIET
    x = node.step * pitch
    rect(shown, x, node.low * high, WIDTH, max((node.high - node.low) * high, 0.6), colour)
    name = f"{picture.labels[step].get(node.code, node.code)} {number(round(node.weight), 0)}"
    lines = simpleSplit(printable(name), REGULAR, SIZE, pitch * 0.45)[:2]
    last = node.step == len(STEPS) - 1
    at = x - 3 if last else x + WIDTH + 3
    for row, text in enumerate(lines):
        y = node.middle * high + SIZE * (len(lines) / 2 - row - 0.85)
        write(shown, text, at, y, SIZE, anchor="end" if last else "start")


def _side(at: int, pitch: float) -> tuple[float, str]:
    if at == 0:
        return 0.0, "start"
    if at == len(STEPS) - 1:
        return at * pitch + WIDTH, "end"
    return at * pitch + WIDTH / 2, "middle"


def plane(picture: Plane, room: Room) -> Drawing:
    """Draw corridors, nodes and projects on longitude and latitude."""
    scale = min(room.width / (EAST - WEST), (room.height - HEAD) / ((NORTH - SOUTH) * STRETCH))
    height = (NORTH - SOUTH) * STRETCH * scale

    def at(lon: float, lat: float) -> tuple[float, float]:
        return (lon - WEST) * scale, (lat - SOUTH) * STRETCH * scale

    shown = Drawing(room.width, height + HEAD)
    parts: dict[str, str] = {}
    colours: dict[str, str] = {}
    for row in drawn_lines(picture).to_dict("records"):
        inside = [
            at(lon, lat)
            for lon, lat in zip(row["lon"], row["lat"], strict=True)
            if WEST <= lon <= EAST and SOUTH <= lat <= NORTH
        ]
        if len(inside) > 1:
            line(shown, [each for point in inside for each in point], row["colour"])
        if row["colour"] not in colours.values():
            parts[row["corridor"]], colours[row["corridor"]] = row["label"], row["colour"]
    legend(shown, parts, colours, 0, height + 3, SIZE)
    for point in picture.points.to_dict("records"):
        x, y = at(point["lon"], point["lat"])
        circle = Circle(x, y, 2.2 + 1.3 * math.sqrt(point["records"]))
        circle.fillColor, circle.strokeColor, circle.strokeWidth = INK, INK, 0.4
        circle.fillOpacity = 0.35
        shown.add(circle)
    for node in labelled(picture.nodes).to_dict("records"):
        x, y = at(node["lon"], node["lat"])
        if not (0 <= x <= room.width and 0 <= y <= height):
            continue
        mark = Rect(x - 1.2, y - 1.2, 2.4, 2.4)
        mark.fillColor, mark.strokeColor = INK, None
        shown.add(mark)
        write(shown, node["shown"], x, y + 3, SIZE * 0.85, anchor="middle", colour=MUTED)
    return shown
