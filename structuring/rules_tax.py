"""Rules about tax: no blanket relief, and the investment tax residency programme."""

from __future__ import annotations

import re
from collections.abc import Iterator

from structuring.record import Structure
from structuring.rules import Finding, Limits, impossible, unread, warning

#: Words that claim relief for a deal as a whole, in the languages of the screen.
BLANKET = re.compile(
    r"\b0\s*(%|per ?cent\b|процент|пайыз)|\btax[- ]free\b|\bno tax(es)?\b|без налог|"
    r"не облагается|освобожд\w+ от (всех )?налог|салықсыз|салықтан (толық )?босат",
    re.IGNORECASE,
)


def blanket_relief(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield a claim of relief without its conditions, and a basis without substance."""
    del limits
    if structure.one_of("tax_claim", "blanket"):
        yield warning("blanket_claim", "tax_claim")
    words = BLANKET.search(structure.get("note") or "")
    if words:
        yield warning("blanket_words", "note", words=words.group())
    if not structure.some("tax_basis"):
        return
    if structure.yes("substance_met") is False:
        year = structure.get("tax_year")
        yield warning("no_substance", "tax_basis", "substance_met", year=year)
    yield from unread(structure, "tax_year", "substance_met")


def tax_residency(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield where the investment tax residency programme's conditions are not met."""
    if not structure.one_of("tax_basis", "itrp"):
        return
    names = ("itrp_invested_usd", "itrp_stay_days", "itrp_fee_mci")
    for name in names:
        number, least = structure.number(name), limits[name]
        if number is not None and number < least:
            yield impossible(name, "tax_basis", name, number=number, least=least)
    yield from unread(structure, *names)
