"""Rules about what is offered: the regional segment, sukuk, labelled securities."""

from __future__ import annotations

from collections.abc import Iterator

from structuring.record import Structure
from structuring.rules import Finding, Limits, impossible, unread


def regional_segment(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield an offer on the Regional Equity Market Segment outside its limits."""
    if not structure.one_of("aix_route", "rems"):
        return
    size = structure.number("offer_usd_m")
    low, high = limits["offer_usd_m_low"], limits["offer_usd_m_high"]
    if size is not None and not low <= size <= high:
        yield impossible(
            "rems_below" if size < low else "rems_above",
            "aix_route",
            "offer_usd_m",
            number=size,
            low=low,
            high=high,
            off=low - size if size < low else size - high,
        )
    yield from unread(structure, "offer_usd_m")


def sukuk(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a sukuk without an Islamic contract or without its board's opinion."""
    del limits
    if not structure.one_of("instrument", "sukuk"):
        return
    if structure.one_of("islamic_contract", "none"):
        yield impossible("sukuk_contract", "instrument", "islamic_contract")
    if structure.yes("shariah_opinion") is False:
        yield impossible("sukuk_opinion", "instrument", "shariah_opinion")
    yield from unread(
        structure, "islamic_contract", "shariah_opinion", level="warning", why="sukuk_unread"
    )


def label_category(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a green or sustainability label without a category of the taxonomy."""
    del limits
    if not structure.one_of("sustainable_label", "green", "sustainability"):
        return
    if structure.one_of("green_category", "none"):
        yield impossible("label_category", "sustainable_label", "green_category")
    yield from unread(structure, "green_category", level="warning", why="label_unread")
