"""On top of the pipeline: what is due, what has gone quiet, what two people did at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data.rows import each_row
from ui.format import plain
from ui.pipeline import opening, state
from ui.pipeline.words import ago_days, day, rung
from ui.words import _, _n

#: Lines shown of each kind; the table has them all.
MOST = 6


def headline(frame: pd.DataFrame) -> None:
    """The finding as the page's title."""
    late = int(state.due(frame)["days_left"].le(0).sum())
    silent = len(state.quiet(frame))
    open_pairs = int((~frame["rung"].isin(("disbursed", "declined"))).sum())
    if not late and not silent:
        st.title(
            _n(
                "{count} pair in dialogue, nothing due today",
                "{count} pairs in dialogue, nothing due today",
                open_pairs,
            )
        )
        return
    due = _n("{count} step is due", "{count} steps are due", late)
    quiet = _n("{count} pair has gone quiet", "{count} pairs have gone quiet", silent)
    told = due if not silent else quiet if not late else f"{due}, {quiet}"
    st.title(told)


def show(frame: pd.DataFrame, act: str | None) -> None:
    """Show what wants attention today; nothing where nothing does."""
    crossed = state.crossings(frame, act)
    for row in crossed[:MOST]:
        st.warning(_crossing(row), icon=":material/group:")
    due, quiet = state.due(frame), state.quiet(frame)
    if due.empty and quiet.empty:
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Due"))
        if due.empty:
            st.caption(_("No step is due within a week."))
        for row in each_row(due.head(MOST)):
            opening.line(row, _due(row), "due")
        _more(len(due))
    with right:
        st.subheader(_("Gone quiet"))
        if quiet.empty:
            st.caption(_("Every open pair moved within {days} days.", days=state.QUIET_DAYS))
        for row in each_row(quiet.head(MOST)):
            opening.line(row, _quiet(row), "quiet")
        _more(len(quiet))


def _more(count: int) -> None:
    if count > MOST:
        st.caption(_("{count} more in the table.", count=count - MOST))


def _due(row: Mapping[str, Any]) -> str:
    left = int(row["days_left"])
    if left < 0:
        when = _n("{count} day late", "{count} days late", -left)
    elif left == 0:
        when = _("today")
    else:
        when = day(row["due"])
    return _(
        "{when}: {step} ({pair})",
        when=f"**{plain(when)}**",
        step=plain(row["step"]),
        pair=plain(f"{row['investor']} × {row['project']}"),
    )


def _quiet(row: Mapping[str, Any]) -> str:
    return _(
        "{days} without movement: {pair}, {rung}",
        days="**" + _n("{count} day", "{count} days", int(row["quiet_days"])) + "**",
        pair=plain(f"{row['investor']} × {row['project']}"),
        rung=plain(rung(row["rung"])),
    )


def _crossing(row: Mapping[str, Any]) -> str:
    return _(
        "You and {actor} moved {pair} at the same time: you to {yours}, {actor} to {theirs} "
        "({ago}). Both are in the history; the later one stands.",
        actor=plain(row["moved_by"]),
        pair=plain(f"{row['investor']} × {row['project']}"),
        yours=plain(rung(row["before_rung"])),
        theirs=plain(rung(row["rung"])),
        ago=plain(ago_days(row["moved_at"])),
    )
