"""Rows of a DataFrame as plain dictionaries."""

from __future__ import annotations

from typing import Any

import pandas as pd


def each_row(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Every row as a dictionary from column to value."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
