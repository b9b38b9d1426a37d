"""What of the deal's own structure every stack holds, in a sentence, with one click to drop it."""

from __future__ import annotations

import streamlit as st

from ui.format import plain
from ui.session import Dashboard
from ui.structures import capital_wish as wishes
from ui.structures import capital_words as words
from ui.structures.book import Book
from ui.words import _


def show(dashboard: Dashboard, told: Book, wanted: wishes.Wanted) -> None:
    """Say what of the deal's structure every stack holds, with one click to leave it out."""
    own = wanted.own
    if wanted.left_out:
        st.button(
            _("Compose as the structure of the deal says"),
            key="capital_own",
            type="tertiary",
            icon=":material/link:",
            on_click=wishes.leave_structure,
            kwargs={"out": False},
        )
    if not own:
        return
    parts = []
    if own.terms != "any":
        parts.append(_("{terms} terms", terms=_(words.TERMS[own.terms])))
    if own.instrument:
        label = told.value("instrument", own.instrument)
        parts.append(_("a tranche in: {instrument}", instrument=label))
    if own.investor_id:
        parts.append(_("{name} kept", name=dashboard.investors.at[own.investor_id, "name"]))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(
            ":material/link: "
            + plain(_("As the structure of the deal says: {parts}.", parts="; ".join(parts)))
        )
        st.button(
            _("Leave this out"),
            key="capital_not_own",
            type="tertiary",
            icon=":material/link_off:",
            on_click=wishes.leave_structure,
            kwargs={"out": True},
        )
