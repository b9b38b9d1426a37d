"""The nearest stack that there is where the choices leave none: which of them it gives up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from structuring.compose import Composed, compose
from structuring.parties import Party
from structuring.stack import Keep, Wish, usable


@dataclass(frozen=True)
class Partial:
    """What was composed, and what of the wish it does not hold; the wish within is what it holds.

    given_up : choices that are not kept; without their amount or instrument where that is enough.
    no_instrument : whether no tranche is in the instruments that one was to be in.
    single : whether a single party is all there is.
    no_islamic : whether no tranche is Islamic finance, though none bears interest, as was wished.
    """

    composed: Composed
    given_up: tuple[Keep, ...] = ()
    no_instrument: bool = False
    single: bool = False
    no_islamic: bool = False

    @property
    def whole(self) -> bool:
        """Whether all that was wished is held."""
        return not (self.given_up or self.no_instrument or self.single or self.no_islamic)


def nearest(parties: Sequence[Party], wish: Wish, unfit: Collection[str] = ()) -> Partial:
    """Return the best stack that gives up least: choices first, the smallest parts of them.

    ``unfit`` names the investors whose choice cannot be by itself (``structuring.choices``): these
    are loosened before any other. Exclusions are never given up, and no interest is brought in
    where Islamic terms are wished. Whatever is composed further takes ``usable`` parties alone.
    """
    for loosened in _loosened(parties, wish, unfit):
        found = compose(parties, loosened.composed.wish, stacks=1)
        if found.stacks:
            return replace(loosened, composed=found)
    if wish.terms == "islamic":
        free = nearest(usable(parties, wish), replace(wish, terms="any"), unfit)
        if free.composed.stacks:
            return replace(free, no_islamic=True)
    return Partial(compose(parties, wish, stacks=1))


def _loosened(parties: Sequence[Party], wish: Wish, unfit: Collection[str]) -> Iterator[Partial]:
    """Give wishes that ask for less and less."""
    able = {party.investor_id: party for party in usable(parties, wish)}
    freer = replace(wish, families=frozenset())
    for each in dict.fromkeys((wish, freer)):
        for single in (False, True):
            asked = replace(each, fewest=1) if single else each
            for keep in _choices(wish, able, unfit):
                changed = tuple(one for one in wish.keep if one not in keep)
                kept = replace(asked, keep=keep)
                yield Partial(Composed(kept, 0, ()), changed, each != wish, single)


def _choices(
    wish: Wish, able: Collection[str], unfit: Collection[str]
) -> Iterator[tuple[Keep, ...]]:
    """Give the choices with fewer and fewer kept; those that cannot be at all are never tried."""
    steps: tuple[Callable[[Keep], Keep], ...] = (
        lambda keep: keep,
        lambda keep: replace(keep, amount_usd_m=None),
        lambda keep: Keep(keep.investor_id),
    )
    seen: set[tuple[Keep, ...]] = set()
    for names in (set(unfit), {each.investor_id for each in wish.keep}):
        for step in steps:
            found = tuple(
                step(each) if each.investor_id in names else each
                for each in wish.keep
                if each.investor_id in able
            )
            if len(found) <= wish.most and found not in seen:
                seen.add(found)
                yield found
    possible = [Keep(each.investor_id) for each in wish.keep if each.investor_id in able]
    for count in range(min(len(possible) - 1, wish.most), -1, -1):
        yield from combinations(possible, count)
