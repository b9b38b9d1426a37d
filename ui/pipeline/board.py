"""The board: a column per rung with the money at its head, a card per pair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data.pipeline import DECIDED, RUNGS
from data.rows import each_row
from ui import actor
from ui.format import known, plain, usd
from ui.pipeline import opening, state, steps
from ui.pipeline.words import ago_days, day, reason, rung
from ui.session import Dashboard
from ui.words import _, _n

#: Cards in a column; the table has them all.
MOST = 12


def show(dashboard: Dashboard, frame: pd.DataFrame) -> None:
    """Show a column for every rung, in order."""
    st.caption(_("At the head: asks of the projects on the rung, each project's money once."))
    for column, code in zip(st.columns(len(RUNGS), gap="small"), RUNGS, strict=True):
        rows = frame[frame["rung"] == code].sort_values(["last_at"], ascending=False)
        with column:
            _head(code, rows)
            for row in each_row(rows.head(MOST)):
                _card(dashboard, row)
            if len(rows) > MOST:
                st.caption(_("{count} more in the table.", count=len(rows) - MOST))


def _head(code: str, rows: pd.DataFrame) -> None:
    st.markdown(f"**{plain(rung(code))}** · {len(rows)}")
    if not len(rows):
        st.caption("–")
        return
    st.caption(plain(told_asks(state.asked(rows))))


def told_asks(asked: state.Asked) -> str:
    """The sum in words (plain text), and what is not in it."""
    if not asked.usd_m and not asked.overlapping:
        return _("no ask published")
    told = [usd(asked.usd_m)] if asked.usd_m else []
    if asked.overlapping:
        told.append(
            _n(
                "{count} overlapping record left out",
                "{count} overlapping records left out",
                asked.overlapping,
            )
        )
    if asked.silent:
        told.append(_n("{count} not published", "{count} not published", asked.silent))
    return ", ".join(told)


def _card(dashboard: Dashboard, row: Mapping[str, Any]) -> None:
    pair = state.pair_of(dict(row))
    key = f"card:{pair.project_id}:{pair.investor_id}"
    with st.container(border=True, gap="xxsmall", key=key):
        st.markdown(f"**{plain(row['investor'])}**")
        st.caption(plain(row["project"]))
        for line in _lines(row):
            st.caption(line)
        following = _next(row["rung"])
        opening.button(row, "open")
        if following is None:
            # The click of somebody without a name, on a card that was decided meanwhile.
            actor.ask_for(
                steps.move, dashboard, {pair: row["event_id"]}, row["rung"], key=f"next_{key}"
            )
        else:
            actor.action(
                plain(rung(following)),
                steps.move,
                dashboard,
                {pair: row["event_id"]},
                following,
                key=f"next_{key}",
                as_clicked=True,
                icon=":material/arrow_forward:",
                help=_("Move to {rung}", rung=rung(following)),
            )


def _lines(row: Mapping[str, Any]) -> list[str]:
    """Owner and age, then the next step or the reason."""
    owner = row["owner"] if known(row["owner"]) else _("no owner")
    age = ago_days(row["last_at"])
    mark = ":orange[:material/schedule:] " if row["quiet"] else ""
    lines = [f"{mark}{plain(owner)} · {plain(age)}"]
    if row["gone"]:
        lines.append(":material/link_off: " + _("its record is gone"))
    if row["rung"] == "declined":
        lines.append(plain(reason(row["reason"], row["words"])))
    elif known(row["step"]):
        late = known(row["due"]) and row["days_left"] < 0
        when = f" ({day(row['due'])})" if known(row["due"]) else ""
        told = plain(f"{row['step']}{when}")
        lines.append(f":material/flag: :orange[{told}]" if late else f":material/flag: {told}")
    elif row["rung"] not in DECIDED:
        lines.append(_("no next step"))
    return lines


def _next(code: str) -> str | None:
    """The rung after this one; none after a decision."""
    if code in DECIDED:
        return None
    return RUNGS[RUNGS.index(code) + 1]
