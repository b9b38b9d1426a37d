"""The move that an open panel was first drawn with.

A panel is drawn again at every choice made in it. Were it each time set up for where the pair
stands by then, somebody else's move would replace what this person has chosen, and the move that
follows would claim to have seen the other's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.pipeline import Pair

_KEY: Final = "_pipeline_panel"


@dataclass(frozen=True)
class Drawn:
    """The pair's current move when its panel was opened."""

    pair: Pair
    event_id: str
    rung: str
    moved_at: pd.Timestamp
    #: Keeps apart the widgets of this opening; the same for as long as the panel is open.
    place: str


def first(pair: Pair, row: Mapping[str, Any]) -> Drawn:
    """Give what the open panel of the pair was first drawn with; ``row`` is where it stands now."""
    kept = st.session_state.get(_KEY)
    # Streamlit forgets a widget that is shown no more: then the panel was closed since.
    if isinstance(kept, Drawn) and kept.pair == pair and f"{kept.place}_rung" in st.session_state:
        if row["moved_at"] < kept.moved_at:  # the move was taken back: nobody's is overlooked
            kept = replace(kept, event_id=row["event_id"], moved_at=row["moved_at"])
    else:
        place = f"pair:{pair.project_id}:{pair.investor_id}:{row['event_id']}"
        kept = Drawn(pair, row["event_id"], row["rung"], row["moved_at"], place)
    st.session_state[_KEY] = kept
    return kept


def forget() -> None:
    """Set the panel up anew, after this person moved the pair or took a move back."""
    st.session_state.pop(_KEY, None)
