"""What would change a match: the smallest changes of terms that lift it, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from matching.matcher import Matcher
from matching.near_misses import near_misses
from matching.results import NearMiss, NearMisses
from ui.format import UNKNOWN, fixed, number, plain, usd
from ui.gates import GATES
from ui.labels import Labels
from ui.query import Query
from ui.session import Dashboard
from ui.words import _, _n

#: A pair is lifted where it comes among so many of its list.
FIRST = 10
#: Instruments named in one line at most.
INSTRUMENTS_NAMED = 4


def show(dashboard: Dashboard, matcher: Matcher, query: Query, chosen: str) -> None:
    """Show which smallest change of each term lifts the pair, or why none does."""
    st.markdown(f"**{_('What would change it')}**")
    misses = near_misses(matcher, *query.pair(chosen), query.direction, FIRST)
    if not misses.found:
        st.markdown(plain(_nothing(misses)))
        return
    first = misses.found[0]
    st.caption(
        _("Each of these alone lifts it over the gate: {gate}.", gate=_(GATES[first.gate]))
        if first.gate
        else _("Each of these alone lifts it among the first {count}.", count=FIRST)
    )
    st.table(_rows(dashboard.labels, misses.found), border="horizontal", hide_index=True)
    st.caption(
        _(
            "Tried by changing the record and ranking the list again. The track record and all "
            "other records stay as they are."
        )
    )


def _nothing(misses: NearMisses) -> str:
    if misses.reason == "among_the_first":
        return _("Nothing has to: it is among the first {count} already.", count=FIRST)
    if misses.gate is not None:
        return _("No change of terms lifts it over the gate: {gate}.", gate=_(GATES[misses.gate]))
    return _(
        "No change of ticket, instrument, stage or geography within reason lifts it far enough."
    )


def _rows(labels: Labels, found: Sequence[NearMiss]) -> pd.DataFrame:
    first = found[0]
    rows = [(_("As it is"), first.rank_before, first.score_before)]
    told = set()
    for miss in found:
        # All instruments that do share a line; the best stands first.
        if miss.term not in told:
            same = [each for each in found if each.term == miss.term]
            rows.append((SAYS[miss.term](labels, same), miss.rank, miss.score))
            told.add(miss.term)
    return pd.DataFrame(
        {
            _("Change"): [plain(text) for text, _rank, _score in rows],
            _("Place"): [UNKNOWN if rank is None else number(rank) for _text, rank, _score in rows],
            _("Points"): [fixed(100 * score, 1) for _text, _rank, score in rows],
        }
    )


def _ask(labels: Labels, misses: Sequence[NearMiss]) -> str:  # noqa: ARG001 - one shape for all
    miss = misses[0]
    after, now = usd(miss.after), usd(miss.after - (miss.difference or 0))
    if miss.before is None:
        return _("With a published ask of {amount} (whole cost {cost})", amount=after, cost=now)
    if miss.after < miss.before:
        return _("With a tranche of {amount} (whole ask {ask})", amount=after, ask=now)
    return _("With an ask of {amount} instead of {ask}", amount=after, ask=now)


def _largest(labels: Labels, misses: Sequence[NearMiss]) -> str:  # noqa: ARG001 - one shape for all
    miss = misses[0]
    return _(
        "If the investor went up to {amount} (now up to {ticket})",
        amount=usd(miss.after),
        ticket=usd(miss.before),
    )


def _smallest(labels: Labels, misses: Sequence[NearMiss]) -> str:  # noqa: ARG001 - one shape for all
    miss = misses[0]
    return _(
        "If the investor took tickets from {amount} (now from {ticket})",
        amount=usd(miss.after),
        ticket=usd(miss.before),
    )


def _instruments(labels: Labels, misses: Sequence[NearMiss]) -> str:
    codes = [miss.added for miss in misses]
    named = labels.several("instrument", codes[:INSTRUMENTS_NAMED])
    if len(codes) == 1:
        return _("If the project also sought: {instrument}", instrument=named)
    more = len(codes) - INSTRUMENTS_NAMED
    if more > 0:
        return _n(
            "If the project also sought one of these, best first: {instruments}, and {count} more",
            "If the project also sought one of these, best first: {instruments}, and {count} more",
            more,
            instruments=named,
        )
    return _(
        "If the project also sought one of these, best first: {instruments}", instruments=named
    )


def _stage(labels: Labels, misses: Sequence[NearMiss]) -> str:
    return _("Once the project reaches the stage: {stage}", stage=labels("stage", misses[0].added))


def _entered(labels: Labels, misses: Sequence[NearMiss]) -> str:
    stage = labels("stage", misses[0].added)
    return _("If the investor also came in at the stage: {stage}", stage=stage)


def _site(labels: Labels, misses: Sequence[NearMiss]) -> str:
    place = labels("geography", misses[0].added)
    return _("With a second site of the project in: {place}", place=place)


def _focus(labels: Labels, misses: Sequence[NearMiss]) -> str:
    place = labels("geography", misses[0].added)
    return _("If the investor widened its focus to: {place}", place=place)


SAYS: Mapping[str, Callable[[Labels, Sequence[NearMiss]], str]] = {
    "ask_usd_m": _ask,
    "ticket_max_usd_m": _largest,
    "ticket_min_usd_m": _smallest,
    "instruments": _instruments,
    "stage": _stage,
    "stages": _entered,
    "other_regions": _site,
    "regions_focus": _focus,
}
