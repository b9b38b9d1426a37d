"""Any picture of the executive view as vectors on paper."""

from __future__ import annotations

from reportlab.graphics.shapes import Drawing

from ui.overview.block import Bars, Flow, Picture, Tiles
from ui.overview.drawings import Room, bars, columns, tiles
from ui.overview.drawings_of_places import flow, plane
from ui.takeaway.pdf import register


def drawing(picture: Picture, room: Room) -> Drawing:
    """Draw a picture within its room."""
    register()
    if isinstance(picture, Bars):
        return columns(picture, room) if picture.upright else bars(picture, room)
    if isinstance(picture, Tiles):
        return tiles(picture, room)
    return flow(picture, room) if isinstance(picture, Flow) else plane(picture, room)
