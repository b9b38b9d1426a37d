"""Long names of regions and sectors are parted where people would part them."""

from __future__ import annotations

import pytest

from ui.overview.lettering import on_a_tile, parted


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("North Kazakhstan", ["North", "Kazakhstan"]),
        ("Almaty City", ["Almaty City"]),
        ("Северо-Казахстанская", ["Северо-", "Казах-", "станская"]),
        ("Костанайская", ["Костанай-", "ская"]),
        ("Қызылорда", ["Қызы-", "лорда"]),
    ],
)
def test_a_tile_holds_every_line(name: str, lines: list[str]) -> None:
    assert on_a_tile(name) == "<br>".join(lines)


@pytest.mark.parametrize("word", ["Великобритания", "Возобновляемая", "Горнодобывающая"])
def test_no_letter_is_lost_where_a_word_is_parted(word: str) -> None:
    first, second = parted(word)
    assert first.removesuffix("-") + second == word
    assert len(first) > 2
    assert len(second) > 2
