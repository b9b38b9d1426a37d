"""Rows of a grid are high enough for their longest cell."""

from __future__ import annotations

from ui.records.rows import LOW, TALL, grid_height, row_height


def test_a_long_cell_makes_every_row_taller_and_the_grid_with_it() -> None:
    assert row_height(["short", 3], 10) == LOW
    assert row_height(["short", "a name of many letters"], 10) == TALL
    assert grid_height(3, TALL, 500) >= 3 * TALL + LOW
    assert grid_height(100, TALL, 500) == 500
