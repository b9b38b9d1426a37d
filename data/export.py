"""Write the frames as a data directory that the matching commands read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Literal

import pandas as pd

from data.records import FRAMES, frames
from data.store import Store

Format = Literal["csv", "parquet"]


def export(store: Store, folder: Path, kind: Format = "csv") -> list[Path]:
    """Write investors, projects, deals and vocabulary into ``folder``; all of them or none.

    Lists are joined by ``;`` in CSV and stay lists in Parquet. A file of the same name is
    replaced only once every new one is complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        written = []
        read = frames(store)
        for name in FRAMES:
            path = Path(scratch) / f"{name}.{kind}"
            rows = read[name]
            if kind == "csv":
                _joined(rows).to_csv(path, index=False, encoding="utf-8")
            else:
                rows.to_parquet(path, index=False)
            written.append(path)
        return [Path(shutil.move(path, folder / path.name)) for path in written]


def _joined(rows: pd.DataFrame) -> pd.DataFrame:
    lists = [str(column) for column in rows if rows[column].dtype == object]
    return rows.assign(**{column: rows[column].map(_cell) for column in lists})


def _cell(value: object) -> object:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    return ";".join(str(part) for part in value)
