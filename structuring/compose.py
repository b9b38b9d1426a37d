"""Composing the capital of an ask: the best stack, and others that differ in substance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from structuring.parties import Form, Party
from structuring.programme import Programme
from structuring.skyband import skyband
from structuring.stack import SMALLEST, Stack, Wish, bounds, usable

#: The best and so many others at most.
STACKS = 4
#: Another stack is worth showing where it covers, or has agreed, this share of what the best does.
WORTH = 0.75


@dataclass(frozen=True)
class Composed:
    """The stacks of a wish, the best first; none where the choices leave none.

    candidates : how many parties could be in a stack at all.
    weaker : whether a further one differs, but covers too little to be worth showing.
    """

    wish: Wish
    candidates: int
    stacks: tuple[Stack, ...]
    weaker: bool = False


def compose(parties: Sequence[Party], wish: Wish, stacks: int = STACKS) -> Composed:
    """Return the best stack for a wish and up to ``stacks - 1`` others, each the best that differs.

    Each is exactly the best of all parties: who is left out beforehand is beaten in score and in
    both ends of its ticket by so many of its kind that one of these is always free to take its
    place, and whoever is in an earlier stack is never left out.

    Raises
    ------
    ValueError
        For an ask that is not above zero.

    """
    if not wish.ask_usd_m > 0:
        raise ValueError("an ask has to be above zero")
    able = usable(parties, wish)
    best = Programme(_contenders(able, wish, _kept(wish), _worth), wish).solve()
    found = Composed(wish, len(able), () if best is None else (best,))
    return further(parties, found, stacks)


def further(parties: Sequence[Party], found: Composed, stacks: int = STACKS) -> Composed:
    """Return what was composed with others that differ in substance, up to ``stacks`` in all.

    Apart from ``compose``, so that the best can be shown while the others are looked for.
    """
    wish, known, weaker = found.wish, list(found.stacks), found.weaker
    able = usable(parties, wish)
    while known and len(known) < stacks and not weaker:
        named = _kept(wish).union(*(stack.investors for stack in known))
        programme = Programme(_contenders(able, wish, named, _form), wish)
        for earlier in known:
            programme.differ(earlier)
        stack = programme.solve()
        if stack is None:
            break
        weaker = _secured(stack) < WORTH * _secured(known[0])
        if not weaker:
            known.append(stack)
    return replace(found, stacks=tuple(known), weaker=weaker)


def _contenders(
    parties: Sequence[Party],
    wish: Wish,
    named: Collection[str],
    kind: Callable[[Party, Form, Wish], Hashable],
) -> list[Party]:
    """Return the parties, each with the forms in which it may be in a best stack.

    Who is beaten by as many others as a stack has parties, in a form of the same kind, can be
    replaced by one of them, so it need not be looked at in that form. Those ``named`` always are.
    """
    options = [
        (party, form)
        for party in parties
        if party.investor_id not in named
        for form in {kind(party, form, wish): form for form in reversed(party.forms)}.values()
    ]
    found = [party for party in parties if party.investor_id in named]
    if not options:
        return found
    limits = np.array([bounds(party, wish.ask_usd_m) for party, _form in options])
    scores = np.array([party.score for party, _form in options])
    # A tranche is no sliver, so a smallest ticket below that binds nobody.
    least = np.maximum(limits[:, 0], SMALLEST * wish.ask_usd_m)
    merits = np.column_stack([scores, -least, limits[:, 1]])
    chosen = skyband([kind(*option, wish) for option in options], merits, wish.most)
    left: dict[str, set[Form]] = {}
    for (party, form), best in zip(options, chosen.tolist(), strict=True):
        if best:
            left.setdefault(party.investor_id, set()).add(form)
    return found + [
        replace(party, forms=tuple(each for each in party.forms if each in left[party.investor_id]))
        for party in parties
        if party.investor_id in left
    ]


def _worth(party: Party, form: Form, wish: Wish) -> Hashable:
    """Return all of a form that decides what it is worth and what may stand beside it."""
    return (
        form.family in wish.families,
        form.sought,
        form.islamic,
        form.interest,
        party.bound and form.owns,
        party.bound,
        party.open,
    )


def _form(party: Party, form: Form, _wish: Wish) -> Hashable:
    """Return the form itself: another one makes another mix."""
    return form, party.bound, party.open


def _kept(wish: Wish) -> frozenset[str]:
    return frozenset(each.investor_id for each in wish.keep)


def _secured(stack: Stack) -> float:
    return stack.covered_usd_m + stack.agreed_usd_m / 2
