"""What would close an ask that no combination covers: each single change that does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Literal

from structuring.compose import compose
from structuring.parties import Market, Party
from structuring.stack import Stack, Wish

Change = Literal[
    "agreement",
    "amount",
    "choice",
    "choices",
    "wanted instrument",
    "terms",
    "ask",
    "ticket",
    "instrument",
    "weaker matches",
    "fifth party",
]

#: Sizes of changes without an amount, beside doublings of one (``matching.terms``): an agreement
#: that is open anyway, an amount, a choice, all of them or terms set here, one instrument more, one
#: party more, matches that are no suggestions.
SIZES: dict[Change, float] = {
    "agreement": 0.0,
    "amount": 0.125,
    "choice": 0.25,
    "wanted instrument": 0.25,
    "choices": 0.375,
    "terms": 0.5,
    "instrument": 1.0,
    "fifth party": 1.0,
    "weaker matches": 2.0,
}


@dataclass(frozen=True)
class Closing:
    """One change after which the ask is covered.

    size : doublings or halvings of an amount, or as in ``SIZES``.
    investor_id : whose agreement, ticket or choice it is.
    family : of the instrument sought in addition.
    before, after : amounts in USD million: of the ask, of the largest ticket, or to be agreed.
    """

    change: Change
    size: float
    investor_id: str | None = None
    family: str | None = None
    before: float | None = None
    after: float | None = None


def closing(market: Market, project_id: str, wish: Wish, best: Stack | None) -> list[Closing]:
    """Return every single change that closes what the best stack leaves open, smallest first.

    Nothing where the ask is covered. Every change is tried by composing anew, but for a smaller
    ask and a larger ticket, which the best stack itself shows.
    """
    if best is not None and best.covers:
        return []
    found = [*_amounts(best), *_tried(market, project_id, wish)]
    return sorted(found, key=lambda each: each.size)


def _amounts(best: Stack | None) -> Iterator[Closing]:
    if best is None:
        return
    missing = best.ask_usd_m - best.covered_usd_m
    waiting = [each for each in best.tranches if each.agreed_usd_m]
    if waiting and not best.uncovered_usd_m and len(waiting) == 1:
        (tranche,) = waiting
        yield Closing(
            "agreement",
            SIZES["agreement"],
            investor_id=tranche.party.investor_id,
            after=tranche.whole_usd_m,
        )
    if best.covered_usd_m > 0:
        size = log2(best.ask_usd_m / best.covered_usd_m)
        yield Closing("ask", size, before=best.ask_usd_m, after=best.covered_usd_m)
    tickets = [each.party for each in best.tranches if each.party.high]
    if tickets:
        party = max(tickets, key=lambda each: each.high or 0.0)
        now = party.high or 0.0
        yield Closing(
            "ticket",
            log2((now + missing) / now),
            investor_id=party.investor_id,
            before=now,
            after=now + missing,
        )


def _tried(market: Market, project_id: str, wish: Wish) -> Iterator[Closing]:
    kept, wanted = {each.investor_id for each in wish.keep}, wish.families
    parties = market.parties(project_id, also=kept, added=wanted)
    yield from _released(parties, wish)
    if wanted and _covered(parties, replace(wish, families=frozenset())):
        yield Closing("wanted instrument", SIZES["wanted instrument"])
    if wish.terms != "any" and _covered(parties, replace(wish, terms="any")):
        yield Closing("terms", SIZES["terms"])
    if _covered(parties, replace(wish, most=wish.most + 1)):
        yield Closing("fifth party", SIZES["fifth party"])
    # A project that names no instrument seeks all of them already.
    for family in market.funding_families() if market.sought(project_id) else []:
        if _covered(market.parties(project_id, also=kept, added={*wanted, family}), wish):
            yield Closing("instrument", SIZES["instrument"], family=family)
    if _covered(market.parties(project_id, least=0.0, added=wanted), wish):
        yield Closing("weaker matches", SIZES["weaker matches"])


def _released(parties: Sequence[Party], wish: Wish) -> Iterator[Closing]:
    """Try the wish without the amount of a choice, without a choice, and without any."""
    closes = False
    for keep in wish.keep:
        rest = tuple(each for each in wish.keep if each != keep)
        freed = (*rest, replace(keep, amount_usd_m=None))
        if keep.amount_usd_m is not None and _covered(parties, replace(wish, keep=freed)):
            closes = True
            yield Closing("amount", SIZES["amount"], investor_id=keep.investor_id)
        elif _covered(parties, replace(wish, keep=rest)):
            closes = True
            yield Closing("choice", SIZES["choice"], investor_id=keep.investor_id)
    for name in sorted(wish.without):
        if _covered(parties, replace(wish, without=wish.without - {name})):
            closes = True
            yield Closing("choice", SIZES["choice"], investor_id=name)
    none = replace(wish, keep=(), without=frozenset())
    if not closes and len(wish.keep) + len(wish.without) > 1 and _covered(parties, none):
        yield Closing("choices", SIZES["choices"])


def _covered(parties: Sequence[Party], wish: Wish) -> bool:
    stacks = compose(parties, wish, stacks=1).stacks
    return bool(stacks) and stacks[0].covers
