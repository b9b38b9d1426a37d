"""What is different about a stack, beside another: who, what, on which terms, how sure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from structuring.stack import Stack, Tranche

#: Shares that differ by less are not worth a word: of the money in a kind, of what is covered.
SHIFTED, TOLD = 0.25, 0.1


@dataclass(frozen=True)
class Shift:
    """The kind that grew most, with its share of the money before and after, 0..1."""

    kind: str
    before: float
    after: float


@dataclass(frozen=True)
class Difference:
    """What is different about one stack, beside another; a part is None where it is the same.

    others, brought : investors that are not in the other, and their share of the money.
    instruments, kinds : how families of instruments and kinds of investors shifted.
    interest : whether it bears interest. published, secured : share of the ask on published
        tickets, and covered by any, in the other and in this one.
    """

    others: tuple[str, ...]
    brought: float
    instruments: Shift | None
    kinds: Shift | None
    interest: bool | None
    published: tuple[float, float] | None
    covered: tuple[float, float] | None


def difference(one: Stack, other: Stack, kinds: Mapping[str, str]) -> Difference:
    """Compare a stack with another; ``kinds`` has the kind of each investor, by id."""
    new = [each for each in one.tranches if each.party.investor_id not in other.investors]
    whole = one.covered_usd_m + one.agreed_usd_m
    return Difference(
        others=tuple(each.party.investor_id for each in new),
        brought=sum(each.whole_usd_m for each in new) / whole if whole > 0 else 0.0,
        instruments=_shift(one, other, lambda each: each.form.family),
        kinds=_shift(one, other, lambda each: kinds.get(each.party.investor_id, "")),
        interest=None if one.interest == other.interest else one.interest,
        published=_told(
            other.published_usd_m / other.ask_usd_m, one.published_usd_m / one.ask_usd_m
        ),
        covered=_told(other.covered_usd_m / other.ask_usd_m, one.covered_usd_m / one.ask_usd_m),
    )


def _shift(one: Stack, other: Stack, of: Callable[[Tranche], str]) -> Shift | None:
    now, before = _shares(one, of), _shares(other, of)
    changes = {name: now.get(name, 0.0) - before.get(name, 0.0) for name in sorted({*now, *before})}
    grew = max(changes, key=changes.__getitem__)
    if changes[grew] < SHIFTED:
        return None
    return Shift(grew, before.get(grew, 0.0), now.get(grew, 0.0))


def _shares(stack: Stack, of: Callable[[Tranche], str]) -> dict[str, float]:
    whole = stack.covered_usd_m + stack.agreed_usd_m
    shares: dict[str, float] = {}
    for each in stack.tranches:
        shares[of(each)] = shares.get(of(each), 0.0) + (each.whole_usd_m / whole if whole else 0.0)
    return shares


def _told(before: float, now: float) -> tuple[float, float] | None:
    return (before, now) if abs(now - before) >= TOLD else None
