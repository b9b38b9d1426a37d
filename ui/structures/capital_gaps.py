"""What a stack leaves open: what it gives up of the wish, and what would close the ask."""

from __future__ import annotations

import streamlit as st

from structuring.choices import Refused
from structuring.closing import Closing, closing
from structuring.compose import Composed
from structuring.partial import Partial
from structuring.parties import Market, Party
from structuring.stack import Stack, Wish
from ui.format import plain, usd
from ui.session import Dashboard
from ui.structures import capital_words as words
from ui.structures.deal import Deal
from ui.words import _, _n

#: Answers that are kept for further visits.
KEPT = 64
#: Changes that would close an ask, told at most.
CHANGES_SHOWN = 5


def given_up(dashboard: Dashboard, partial: Partial, faults: list[Refused]) -> None:
    """Say what the stack shown does not hold of the wish, where nothing above says it."""
    told = {fault.investor_id for fault in faults}
    names = dashboard.investors["name"]
    parts = []
    if partial.given_up and faults:
        parts.append(_("Shown is the best without what cannot be kept."))
    elif partial.given_up:
        loose = ", ".join(
            str(names[each.investor_id])
            for each in partial.given_up
            if each.investor_id not in told
        )
        parts.append(
            _(
                "What is kept cannot stand together. Shown is the best that gives up: {names}.",
                names=loose,
            )
        )
    if partial.no_instrument:
        parts.append(
            _("No stack has a tranche in the instrument of the structure; shown is one without.")
        )
    if partial.no_islamic:
        parts.append(_("Nobody here brings Islamic finance; shown is the best without interest."))
    if partial.single:
        parts.append(_("No two go together here: shown is what one alone covers."))
    if parts:
        st.warning(plain(" ".join(parts)), icon=":material/rule:")


def none(composed: Composed, parties: tuple[Party, ...]) -> None:
    """Say why there is no stack at all."""
    count = composed.candidates
    if not parties:
        said = _("Nobody passes every gate with half of the points and offers what is sought.")
    elif count == 0:
        said = _(
            "No candidate's ticket fits: each is too large for this ask, or too small for a part."
        )
    elif count == 1:
        said = _("There is a single candidate; a stack takes two at least.")
    else:
        said = _n(
            "{count} candidate is left, but no two of them go together on these terms.",
            "{count} candidates are left, but no two of them go together on these terms.",
            count,
        )
    st.info(said, icon=":material/group_off:")


def closes(
    dashboard: Dashboard,
    deal: Deal,
    market: Market,
    wish: Wish,
    partial: Partial,
    stack: Stack | None,
) -> None:
    """Say what is not covered, and each single change that would cover the whole wish."""
    missing = wish.ask_usd_m - (stack.covered_usd_m if stack else 0.0)
    held = stack if partial.whole else None
    with st.spinner(_("Trying what would close it …")):
        found = _closings(dashboard.version, deal.deal_id, repr((wish, held)), market, wish, held)
    st.markdown(f"**{_('What would close it')}**")
    said = (
        _("{amount} is not covered by tickets.", amount=usd(missing))
        if stack is None or not stack.covers
        else _("The ask is covered only without what cannot be kept.")
    )
    st.caption(
        plain(said)
        + " "
        + (
            _("Each of these alone would do, the smallest change first:")
            if found
            else _("No single change of those that were tried covers it.")
        )
    )
    for change in found[:CHANGES_SHOWN]:
        st.markdown(f"- {plain(words.closes(dashboard, change))}")


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _closings(
    version: str, project_id: str, asked: str, _known: Market, _wish: Wish, _best: Stack | None
) -> list[Closing]:
    del version, asked
    return closing(_known, project_id, _wish, _best)
