"""Composing the capital of an ask: the best stack, and others that differ in substance."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from structuring.parties import Form, Party
from structuring.programme import Programme
from structuring.skyband import skyband
from structuring.stack import MOST, SMALLEST, Stack, Wish, bounds, usable

#: The best and so many others at most.
STACKS = 4
#: Another stack is worth showing where it covers, or has agreed, this share of what the best does.
WORTH = 0.75
#: Tranches among which other stacks are looked for.
LOOKED_AT = 48


@dataclass(frozen=True)
class Composed:
    """The stacks of a wish, the best first; none where the choices leave none.

    candidates : how many parties could be in a stack at all.
    """

    wish: Wish
    candidates: int
    stacks: tuple[Stack, ...]


def compose(parties: Sequence[Party], wish: Wish, stacks: int = STACKS) -> Composed:
    """Return the best stack for a wish and up to ``stacks - 1`` others, each the best that differs.

    The first is exactly the best of all parties: who is left out beforehand is beaten in score and
    in both ends of its ticket by so many of its kind that one of these is always free to take its
    place. The others are the best among the ``LOOKED_AT`` tranches with the highest scores.

    Raises
    ------
    ValueError
        For an ask that is not above zero.

    """
    if not wish.ask_usd_m > 0:
        raise ValueError("an ask has to be above zero")
    able = usable(parties, wish)
    best = Programme(_contenders(able, wish, MOST, _worth), wish).solve()
    found = [] if best is None else [best]
    while found and len(found) < stacks:
        # A stack of four and the parties of all earlier ones may be taken.
        contenders = _contenders(able, wish, MOST * (1 + len(found)), _form)
        programme = Programme(_highest(contenders, found), wish)
        for earlier in found:
            programme.differ(earlier)
        stack = programme.solve()
        if stack is None or _secured(stack) < WORTH * _secured(found[0]):
            break
        found.append(stack)
    return Composed(wish, len(able), tuple(found))


def _contenders(
    parties: Sequence[Party],
    wish: Wish,
    depth: int,
    kind: Callable[[Party, Form], Hashable],
) -> list[Party]:
    """Return the parties, each with the forms in which it may be in a best stack.

    Who is beaten by ``depth`` others that take a form of the same kind can be replaced by one of
    them, so it need not be looked at in that form.
    """
    kept = {each.investor_id for each in wish.keep}
    options = [
        (party, form)
        for party in parties
        if party.investor_id not in kept
        for form in {kind(party, form): form for form in reversed(party.forms)}.values()
    ]
    found = [party for party in parties if party.investor_id in kept]
    if not options:
        return found
    limits = np.array([bounds(party, wish.ask_usd_m) for party, _form in options])
    scores = np.array([party.score for party, _form in options])
    # A tranche is no sliver, so a smallest ticket below that binds nobody.
    least = np.maximum(limits[:, 0], SMALLEST * wish.ask_usd_m)
    merits = np.column_stack([scores, -least, limits[:, 1]])
    chosen = skyband([kind(*option) for option in options], merits, depth)
    left: dict[str, set[Form]] = {}
    for (party, form), best in zip(options, chosen.tolist(), strict=True):
        if best:
            left.setdefault(party.investor_id, set()).add(form)
    return found + [
        replace(party, forms=tuple(each for each in party.forms if each in left[party.investor_id]))
        for party in parties
        if party.investor_id in left
    ]


def _worth(party: Party, form: Form) -> Hashable:
    """Return all of a form that decides what it is worth and what may stand beside it."""
    return (
        form.sought,
        form.islamic,
        form.interest,
        party.bound and form.owns,
        party.bound,
        party.open,
    )


def _form(party: Party, form: Form) -> Hashable:
    """Return the form itself: another one makes another mix."""
    return form, party.bound, party.open


def _highest(parties: Sequence[Party], found: Sequence[Stack]) -> list[Party]:
    """Return the parties with the highest scores, and those of the stacks found."""
    taken = {name for stack in found for name in stack.investors}
    ordered = sorted(parties, key=lambda party: (party.investor_id not in taken, -party.score))
    chosen, tranches = [], 0
    for party in ordered:
        if tranches + len(party.forms) > LOOKED_AT and party.investor_id not in taken:
            break
        chosen.append(party)
        tranches += len(party.forms)
    return chosen


def _secured(stack: Stack) -> float:
    return stack.covered_usd_m + stack.agreed_usd_m / 2
