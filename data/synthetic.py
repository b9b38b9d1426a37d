"""The marks of made-up records, and the check that keeps them away from real ones."""

from __future__ import annotations

import pandas as pd

#: Every id of a made-up record begins so.
PREFIX = "synthetic-"
#: What the column ``origin`` of a made-up record says.
ORIGIN = "synthetic"

#: Columns that a made-up record shows itself by.
IDS = ("investor_id", "project_id", "deal_id", "record_id", "subject_id")

WANTED = "a real record: made-up ones never enter the database"


def marks(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Tell, per column that marks a record as made up, which rows carry the mark there.

    A caller that reads records for the database refuses each marked row, naming the column and
    ``WANTED``. Case and blanks do not hide a mark; a frame without these columns has none.
    """
    found = {}
    for column in (*IDS, "origin"):
        if column in rows:
            text = rows[column].astype("str").str.strip().str.lower()
            marked = text == ORIGIN if column == "origin" else text.str.startswith(PREFIX)
            found[column] = marked.fillna(value=False).astype(bool)
    return found
