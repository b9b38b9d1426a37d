"""The chosen segment is written in a colour that can be read on its ground."""

from __future__ import annotations

import pytest

from tests.test_theme import READABLE, THEME, contrast
from ui.segments import labelled


def test_the_chosen_label_alone_is_coloured() -> None:
    told = labelled({"a": "One", "b": "Two"}.__getitem__, "b")
    assert [told("a"), told("b")] == ["One", ":blue[Two]"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_its_colour_is_readable_on_a_tenth_of_the_primary(mode: str) -> None:
    theme = THEME[mode]
    primary, ground = (
        [int(theme[name][at : at + 2], 16) for at in (1, 3, 5)]
        for name in ("primaryColor", "backgroundColor")
    )
    mixed = [round(0.1 * one + 0.9 * other) for one, other in zip(primary, ground, strict=True)]
    tint = "#" + "".join(f"{channel:02X}" for channel in mixed)
    assert contrast(theme["blueTextColor"], tint) >= READABLE
