"""Rules about evidence: what is on record with its day and its source, or seen only second-hand."""

from __future__ import annotations

from collections.abc import Iterator

from structuring.record import Structure
from structuring.rules import Finding, Limits, impossible, unconfirmed, unread, warning

#: Standings with the regulator that come with a licence and its number.
LICENSED = ("authorised_firm", "authorised_market_institution", "ancillary_provider")
OPINION, OPINION_DAY = "shariah_opinion", "shariah_opinion_on"


def shariah_opinion(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield an opinion of the Shariah board without its day or its source, on Islamic terms."""
    del limits
    said = structure.yes(OPINION)
    if said is False and structure.read(OPINION_DAY):
        yield impossible("opinion_dated", OPINION, OPINION_DAY)
    a_sukuk = structure.one_of("instrument", "sukuk")
    if said is False or not (a_sukuk or structure.some("islamic_contract")):
        return
    # A sukuk without a word on an opinion is told by the rule of the sukuk.
    yield from unread(structure, *(() if a_sukuk else (OPINION,)), OPINION_DAY, why="opinion_day")
    if said and not (structure.sourced(OPINION) or structure.sourced(OPINION_DAY)):
        yield Finding("unconfirmed", "opinion_source", (OPINION,), unread=True)


def register(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a standing with the AFSA that is not current, or that nobody looked up on a day."""
    del limits
    if not structure.some("afsa_status"):
        return
    if structure.one_of("afsa_standing", "suspended", "withdrawn"):
        standing = structure.get("afsa_standing")
        yield warning("not_current", "afsa_status", "afsa_standing", standing=standing)
    licence = ("afsa_licence",) if structure.one_of("afsa_status", *LICENSED) else ()
    needed = ("afsa_standing", *licence, "afsa_checked_on")
    yield from unread(structure, *needed, why="not_looked_up")


def form_second_hand(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a legal form that was seen only second-hand."""
    del limits
    yield from _second_hand(structure, "legal_form", "llp")


def label_second_hand(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a sustainability label that was seen only second-hand."""
    del limits
    yield from _second_hand(structure, "sustainable_label", "social", "sustainability_linked")


def specialist_list(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a fund of no specialist kind, since the list of kinds may be longer than was read."""
    del limits
    if structure.some("fund_class") and structure.one_of("specialist_fund", "none"):
        yield unconfirmed("specialist_list", "specialist_fund")


def _second_hand(structure: Structure, name: str, *codes: str) -> Iterator[Finding]:
    if structure.one_of(name, *codes):
        yield unconfirmed("second_hand", name, field=name, value=structure.get(name))
