"""Rules about funds: exempt, venture capital and private equity."""

from __future__ import annotations

from collections.abc import Iterator

from structuring.record import Structure
from structuring.rules import Finding, Limits, impossible, unread


def exempt_fund(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield what an exempt fund may not do: offer to all, or take small subscriptions."""
    if not structure.one_of("fund_class", "exempt"):
        return
    if structure.one_of("offer_to", "public"):
        yield impossible("exempt_offer", "fund_class", "offer_to")
    least, said = limits["min_subscription_usd"], structure.number("min_subscription_usd")
    if said is not None and said < least:
        yield impossible(
            "exempt_subscription", "fund_class", "min_subscription_usd", number=said, least=least
        )
    yield from unread(structure, "offer_to", "min_subscription_usd")


def venture_fund(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield where a venture capital fund is not exempt, domestic, closed-ended and capped."""
    if not structure.one_of("specialist_fund", "venture_capital"):
        return
    if structure.one_of("fund_class", "non_exempt", "none"):
        yield impossible("venture_class", "specialist_fund", "fund_class")
    if structure.yes("domestic_fund") is False:
        yield impossible("venture_domestic", "specialist_fund", "domestic_fund")
    if structure.yes("closed_ended") is False:
        yield impossible("venture_closed", "specialist_fund", "closed_ended")
    size, most = structure.number("fund_size_usd_m"), limits["fund_size_usd_m"]
    if size is not None and size > most and not structure.yes("afsa_approval"):
        yield impossible(
            "venture_cap",
            "specialist_fund",
            "fund_size_usd_m",
            "afsa_approval",
            number=size,
            most=most,
            over=size - most,
        )
    yield from unread(structure, "fund_class", "domestic_fund", "closed_ended", "fund_size_usd_m")


def private_equity_fund(structure: Structure, limits: Limits) -> Iterator[Finding]:
    """Yield where a private equity fund is not exempt, or open-ended without approval."""
    del limits
    if not structure.one_of("specialist_fund", "private_equity"):
        return
    if structure.one_of("fund_class", "non_exempt", "none"):
        yield impossible("equity_class", "specialist_fund", "fund_class")
    if structure.yes("closed_ended") is False and not structure.yes("afsa_approval"):
        yield impossible("equity_closed", "specialist_fund", "closed_ended", "afsa_approval")
    yield from unread(structure, "fund_class", "closed_ended")
