"""The structure of a deal: the form, what is missing, what is found, and its history."""

from __future__ import annotations

import streamlit as st

from structuring.checker import check
from structuring.checklist import readiness
from ui import actor
from ui.format import number, plain
from ui.session import Dashboard
from ui.structures import checks, form, history, saving
from ui.structures.book import Book, book, cited
from ui.structures.deal import STATES, Deal
from ui.words import _


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show the form beside the checklist and the findings as they would be after a save."""
    told = book(dashboard)
    saving.tell()
    left, right = st.columns([5, 3], gap="large")
    with right:
        given = _saving(dashboard, told, deal)
        _needs(told, deal)
        _findings(told, deal, given)
    with left:
        form.show(dashboard, deal)
    history.show(dashboard, deal)


def _saving(dashboard: Dashboard, told: Book, deal: Deal) -> str:
    """Show the state, what waits to be saved, and the ways to save it; give the source entered."""
    st.markdown(f"#### {_state(deal)}")
    changes = form.changed(told, deal)
    if changes:
        st.markdown(f":material/edit: **{form.unsaved(len(changes))}**")
        st.markdown("\n".join(f"- {each}" for each in changes))
        st.button(
            _("Discard the changes"),
            key="structure_discard",
            type="tertiary",
            icon=":material/undo:",
            on_click=saving.entries(deal.deal_id).clear,
        )
    key = f"structure_source_{deal.deal_id}"
    given = st.text_input(
        _("Source of what you enter"),
        key=key,
        max_chars=saving.LONGEST_ADDRESS,
        placeholder="https://",  # words: ignore - an address
        help=_("Address of the page or document. It is kept with every field that you change."),
    ).strip()
    alone = saving.sourced_now(deal, saving.entries(deal.deal_id), given)
    if alone:
        fields = ", ".join(plain(told.label(name)) for name in alone)
        st.markdown(f":material/link: {_('The source is kept with: {fields}', fields=fields)}")
    with st.container(horizontal=True):
        actor.action(
            _("Save as checked"),
            saving.save,
            dashboard,
            deal.deal_id,
            "checked",
            given,
            key="structure_checked",
            type="primary",
            icon=":material/verified:",
        )
        actor.action(
            _("Save as a draft"),
            saving.save,
            dashboard,
            deal.deal_id,
            "draft",
            given,
            key="structure_draft",
            icon=":material/save:",
        )
    return given


def _state(deal: Deal) -> str:
    said = _(STATES[deal.state])
    if not deal.saved:
        return _("State: {state}", state=said)
    return _(
        "State: {state} by {actor}, {when}",
        state=said,
        actor=plain(deal.saved["actor"]),
        when=form.day(deal.saved),
    )


def _needs(told: Book, deal: Deal) -> None:
    structure = deal.structure.changed(saving.entries(deal.deal_id))
    found = readiness(structure, told.needs)
    st.markdown(
        "#### "
        + _(
            "{n} of {all} needs met before closing",
            n=number(len(found.met)),
            all=number(len(found.needs)),
        )
    )
    for need in found.missing:
        missing = ", ".join(plain(told.label(name)) for name in need.missing(structure))
        st.markdown(
            f":material/radio_button_unchecked: {plain(told.words(need))}",
            help=f"{_('Missing: {fields}', fields=missing)}\n\n{cited(need)}",
        )
    met = " · ".join(plain(told.words(need)) for need in found.met)
    if met:
        st.caption(f":material/check: {met}")


def _findings(told: Book, deal: Deal, given: str) -> None:
    changes = dict(saving.entries(deal.deal_id)) | saving.sourced_now(
        deal, saving.entries(deal.deal_id), given
    )
    checks.brief(told, check(deal.structure.changed(changes, given), told.rules))
