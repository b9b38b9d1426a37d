"""What callers read: DataFrames with the columns of the data dictionary."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store

#: The frames that make up a data directory, in the order they are written.
FRAMES = ("investors", "projects", "deals", "vocabulary")


def frames(store: Store, today: date | None = None) -> dict[str, pd.DataFrame]:
    """The four frames that the matcher and the pages work on, as of ``today``."""
    return {
        "investors": store.frame("investors"),
        "projects": store.frame("projects", today=(today or date.today()).isoformat()),  # noqa: DTZ011 - the reader's calendar day
        "deals": store.frame("deals"),
        "vocabulary": store.frame("vocabulary"),
    }


def version(store: Store) -> str:
    """Changes whenever anything changes that the frames show."""
    return str(store.value("data_version"))
