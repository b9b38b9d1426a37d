"""Where to move a pair: the rung, and why where it is declined."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from data.pipeline import LONGEST_STEP, REASONS, RUNGS, Pair
from ui import actor
from ui.pipeline import steps
from ui.pipeline import words as told
from ui.session import Dashboard
from ui.words import _


def chooser(
    dashboard: Dashboard,
    seen: Mapping[Pair, str | None],
    place: str,
    now: str | None = None,
    label: str | None = None,
) -> None:
    """Show the rungs and a button that moves all of the pairs there.

    ``now`` is the rung they stand on, where it is one; ``place`` keeps the keys apart.
    """
    choice = st.selectbox(
        _("Move to"),
        [each for each in RUNGS if each != now],
        index=None if now is None or now == RUNGS[-1] else RUNGS.index(now),
        format_func=told.rung,
        key=f"{place}_rung",
        placeholder=_("Choose a rung"),
    )
    if choice == "declined":
        st.selectbox(
            _("Why"),
            REASONS,
            index=None,
            format_func=told.reason,
            key=f"{place}_reason",
            placeholder=_("Choose a reason"),
        )
        st.text_input(
            _("In a few words"),
            key=f"{place}_words",
            placeholder=_("What was said"),
            help=_("At most {count} letters.", count=LONGEST_STEP),
        )
    actor.action(
        label or _("Move"),
        steps.move_to_chosen,
        dashboard,
        dict(seen),
        place,
        key=f"{place}_move",
        as_clicked=True,
        type="primary",
        disabled=choice is None or not seen,
    )
