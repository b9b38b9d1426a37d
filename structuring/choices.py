"""Choices that no stack can keep, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from structuring.parties import Market, Party
from structuring.stack import SAME, SMALLEST, Keep, Wish, bounds, usable

Reason = Literal[
    "gate",
    "no instrument",
    "instrument",
    "smallest ticket",
    "ticket",
    "sliver",
    "terms",
    "ask",
    "too many",
]


@dataclass(frozen=True)
class Refused:
    """A kept choice that cannot be, by itself or (without an investor) with the others.

    detail : the code of the gate, or the family of instruments.
    low, high : the ticket that the kept amount misses, USD million.
    least : the smallest part that a stack gives, which the kept amount is below, USD million.
    """

    reason: Reason
    investor_id: str | None = None
    detail: str | None = None
    low: float | None = None
    high: float | None = None
    least: float | None = None


def refused(market: Market, project_id: str, parties: Sequence[Party], wish: Wish) -> list[Refused]:
    """Return the kept choices that cannot be; ``parties`` must hold whoever of them passes."""
    by_id = {party.investor_id: party for party in parties}
    able = {party.investor_id: party for party in usable(parties, wish)}
    found = []
    for keep in wish.keep:
        party = by_id.get(keep.investor_id)
        if party is None:
            found.append(_stopped(market, project_id, keep))
        elif bounds(party, wish.ask_usd_m)[0] > wish.ask_usd_m:
            found.append(Refused("smallest ticket", keep.investor_id, low=party.low))
        elif keep.investor_id not in able:
            found.append(Refused("terms", keep.investor_id))
        else:
            found += _unfit(party, able[keep.investor_id], keep, wish)
    kept = sum(keep.amount_usd_m or 0.0 for keep in wish.keep)
    if kept > wish.ask_usd_m * (1 + len(wish.keep) * SAME):
        found.append(Refused("ask", high=kept))
    if len(wish.keep) > wish.most:
        found.append(Refused("too many"))
    return found


def _stopped(market: Market, project_id: str, keep: Keep) -> Refused:
    checks = market.matcher.explain(project_id, keep.investor_id, "projects").gates
    gate = next((check.gate for check in checks if check.applied and not check.passed), None)
    if gate is None:
        return Refused("no instrument", keep.investor_id)
    return Refused("gate", keep.investor_id, detail=gate)


def _unfit(party: Party, able: Party, keep: Keep, wish: Wish) -> list[Refused]:
    if keep.family is not None:
        if keep.family not in {form.family for form in party.forms}:
            return [Refused("instrument", keep.investor_id, detail=keep.family)]
        if keep.family not in {form.family for form in able.forms}:
            return [Refused("terms", keep.investor_id)]
    low, high = bounds(party, wish.ask_usd_m)
    amount = keep.amount_usd_m
    slack = SAME * wish.ask_usd_m
    too_much = not party.open and amount is not None and amount > high + slack
    least = max(low, min(SMALLEST * wish.ask_usd_m, high if not party.open else wish.ask_usd_m))
    if amount is None or (not too_much and amount >= least - slack):
        return []
    own = Refused("ticket", keep.investor_id, low=party.low, high=party.high)
    if too_much or amount < (party.low or 0.0) - slack:
        return [own]
    return [replace(own, reason="sliver", least=least)]
