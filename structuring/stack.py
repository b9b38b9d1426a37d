"""Capital stacks: two to four investors whose tranches together cover an ask.

A stack obeys, always:

- every party passes the gates of the project (``structuring.parties``);
- one tranche per party, in a form that its offer allows for what the project seeks;
- a tranche lies within the party's ticket. Where no largest ticket is known, only the smallest one
  counts as covered, and the party may stand for the rest, which is *to be agreed*; one party at
  most does (more only where they are kept on purpose). No bound is made up;
- no slivers: a tranche is at least ``SMALLEST`` of the ask. A party whose largest ticket is below
  that is no candidate; where it is kept on purpose, it takes all that it can;
- a Shariah-only institution never takes a tranche that bears interest, and never owns a part of a
  company that borrows at interest in the same stack. Islamic finance beside a conventional loan is
  allowed: each finances a part of its own (to be confirmed by the institution's Shariah board).

Among these the best one maximises, all shares being of the ask and scores 0..1::

    COVERED * share covered + AGREED * share to be agreed
    + sum(score * share) - NEAR * share in instruments that only go with those sought
    - PARTY * parties - SPREAD * largest share

for these reasons:

- *Coverage first.* Two stacks that differ by more than a hundredth of the ask are told apart by
  coverage alone: no score makes up for money that is missing.
- *To be agreed counts half* of what is covered: somebody who fits stands for it, nobody has said a
  figure.
- *The joint score is weighted by tranche*: who brings most of the money matters most.
- *Fewer parties*: one more costs 2.5 points, as each has its own committee, counsel and calendar.
- *No party too large*: ten per cent of the ask more on the largest tranche cost 2.5 points. A
  stack that hangs on one party is a loan with company.
- *Sought instruments* before those that can stand in for them: five points for the whole ask.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from structuring.parties import Form, Party

Terms = Literal["any", "islamic", "conventional"]
TERMS: tuple[Terms, ...] = ("any", "islamic", "conventional")

FEWEST, MOST = 2, 4
COVERED, AGREED = 100.0, 50.0
NEAR, PARTY, SPREAD = 0.05, 0.025, 0.25
SMALLEST = 0.05
#: Another stack has so much of its money from others, so many at least, or in other instruments.
DIFFERENT, OTHERS = 0.5, 2
#: Shares of the ask that differ by less are the same.
SAME = 1e-6


@dataclass(frozen=True)
class Keep:
    """A choice that is kept: the investor, its family where given, its amount where given."""

    investor_id: str
    family: str | None = None
    amount_usd_m: float | None = None


@dataclass(frozen=True)
class Wish:
    """What is asked of a stack.

    ask_usd_m : the amount to cover, USD million, above zero.
    keep : choices that every stack has.
    without : investors that no stack has.
    terms : ``islamic`` stacks bear no interest and have an Islamic tranche; ``conventional`` ones
        have neither an Islamic tranche nor a Shariah-only party.
    families : where there are any, one tranche at least is in one of these families.
    """

    ask_usd_m: float
    keep: tuple[Keep, ...] = ()
    without: frozenset[str] = frozenset()
    terms: Terms = "any"
    families: frozenset[str] = frozenset()
    fewest: int = FEWEST
    most: int = MOST


@dataclass(frozen=True)
class Tranche:
    """One party's part: what its ticket covers, and what is to be agreed; both USD million."""

    party: Party
    form: Form
    amount_usd_m: float
    agreed_usd_m: float = 0.0

    @property
    def whole_usd_m(self) -> float:
        """Amount with what is to be agreed."""
        return self.amount_usd_m + self.agreed_usd_m


@dataclass(frozen=True)
class Stack:
    """Tranches that together cover an ask, or as much of it as can be; the largest first."""

    ask_usd_m: float
    tranches: tuple[Tranche, ...]

    @property
    def covered_usd_m(self) -> float:
        """What tickets cover."""
        return sum(each.amount_usd_m for each in self.tranches)

    @property
    def agreed_usd_m(self) -> float:
        """What a party stands for whose ticket is not known."""
        return sum(each.agreed_usd_m for each in self.tranches)

    @property
    def uncovered_usd_m(self) -> float:
        """What nobody stands for; zero where it is less than a rounding error."""
        left = self.ask_usd_m - self.covered_usd_m - self.agreed_usd_m
        return left if left > SAME * self.ask_usd_m else 0.0

    @property
    def covers(self) -> bool:
        """Whether tickets alone cover the ask."""
        return self.ask_usd_m - self.covered_usd_m <= SAME * self.ask_usd_m

    @property
    def inferred_usd_m(self) -> float:
        """What is covered by tickets that were seen in deals rather than stated."""
        return sum(each.amount_usd_m for each in self.tranches if each.party.inferred)

    @property
    def published_usd_m(self) -> float:
        """What is covered by tickets that the parties have published."""
        return self.covered_usd_m - self.inferred_usd_m

    @property
    def joint_score(self) -> float:
        """Score of the parties, weighted by tranche, 0..1."""
        whole = sum(each.whole_usd_m for each in self.tranches)
        if whole <= 0:
            return 0.0
        return sum(each.party.score * each.whole_usd_m for each in self.tranches) / whole

    @property
    def kinds(self) -> frozenset[tuple[str, bool]]:
        """Families of its instruments, each with whether it is on Islamic terms."""
        return frozenset(each.form.kind for each in self.tranches)

    @property
    def mix(self) -> dict[tuple[str, bool], float]:
        """Share of its money in each of ``kinds``."""
        whole = self.covered_usd_m + self.agreed_usd_m
        shares: dict[tuple[str, bool], float] = {}
        for each in self.tranches:
            share = each.whole_usd_m / whole if whole > 0 else 0.0
            shares[each.form.kind] = shares.get(each.form.kind, 0.0) + share
        return shares

    @property
    def investors(self) -> frozenset[str]:
        """Ids of its parties."""
        return frozenset(each.party.investor_id for each in self.tranches)

    @property
    def interest(self) -> bool:
        """Whether a tranche bears interest."""
        return any(each.form.interest for each in self.tranches)

    @property
    def islamic(self) -> bool:
        """Whether a tranche is Islamic finance."""
        return any(each.form.islamic for each in self.tranches)

    @property
    def value(self) -> float:
        """What is maximised; see the module."""
        ask = self.ask_usd_m
        whole = [each.whole_usd_m / ask for each in self.tranches]
        joint = sum(
            (each.party.score - NEAR * (not each.form.sought)) * share
            for each, share in zip(self.tranches, whole, strict=True)
        )
        return (
            COVERED * self.covered_usd_m / ask
            + AGREED * self.agreed_usd_m / ask
            + joint
            - PARTY * len(whole)
            - SPREAD * max(whole, default=0.0)
        )


def differs(one: Stack, other: Stack, keep: Collection[str] = ()) -> bool:
    """Tell whether a stack differs from an earlier one in substance: more than in one name.

    It does where, leaving out investors kept on purpose, most of its investors, two at least, are
    not in the other and bring at least half of its money; or where at least half of its money is
    in other instruments or on other terms.
    """
    slack = 10 * SAME * one.ask_usd_m
    free = [each for each in one.tranches if each.party.investor_id not in keep]
    new = [each for each in free if each.party.investor_id not in other.investors]
    most = len(new) >= max(OTHERS, len(free) - len(new) + 1)
    brought = sum(each.whole_usd_m for each in new)
    enough = brought >= DIFFERENT * sum(each.whole_usd_m for each in free) - slack
    return (most and enough) or moved(one, other) >= DIFFERENT - 10 * SAME


def moved(one: Stack, other: Stack) -> float:
    """Share of the money of a stack, 0..1, that is in other instruments or on other terms."""
    before = other.mix
    return sum(max(share - before.get(kind, 0.0), 0.0) for kind, share in one.mix.items())


def breaks(stack: Stack, wish: Wish) -> list[str]:
    """Name the rules of the module that a stack breaks; none for any that is ever returned."""
    ask = stack.ask_usd_m
    slack = 10 * SAME * ask
    found = []
    if not wish.fewest <= len(stack.tranches) <= wish.most:
        found.append("count")
    if len(stack.investors) != len(stack.tranches) or stack.investors & wish.without:
        found.append("parties")
    if stack.covered_usd_m + stack.agreed_usd_m > ask + slack:
        found.append("more than the ask")
    for each in stack.tranches:
        low, high = bounds(each.party, ask)
        if each.form not in each.party.forms:
            found.append("instrument")
        if not low - slack <= each.amount_usd_m <= high + slack:
            found.append("ticket")
        if each.agreed_usd_m > slack and not each.party.open:
            found.append("agreed with a known ticket")
        if each.whole_usd_m < min(SMALLEST * ask, high if not each.party.open else ask) - slack:
            found.append("sliver")
        if each.party.bound and (each.form.interest or (each.form.owns and stack.interest)):
            found.append("Shariah")
    return found + _unkept(stack, wish, slack)


def bounds(party: Party, ask: float) -> tuple[float, float]:
    """Return the least and the most that a party's tranche can cover of an ask, USD million.

    The least is above the most where its smallest ticket lies above the ask. Of a party whose
    largest ticket is not known, the smallest one is covered, and nothing where that is unknown too.
    """
    smallest = party.low or 0.0
    if party.high is None:
        return smallest, smallest
    most = min(party.high, ask)
    return max(smallest, min(most, SMALLEST * ask)), most


def _unkept(stack: Stack, wish: Wish, slack: float) -> list[str]:
    tranches: Mapping[str, Tranche] = {each.party.investor_id: each for each in stack.tranches}
    found = []
    for keep in wish.keep:
        tranche = tranches.get(keep.investor_id)
        if tranche is None or (keep.family is not None and tranche.form.family != keep.family):
            found.append("kept choice")
        elif keep.amount_usd_m is not None:
            amount = tranche.whole_usd_m
            if abs(amount - keep.amount_usd_m) > slack:
                found.append("kept amount")
    if wish.terms == "islamic" and (stack.interest or not stack.islamic):
        found.append("terms")
    if wish.terms == "conventional" and stack.islamic:
        found.append("terms")
    if wish.families and not wish.families & {each.form.family for each in stack.tranches}:
        found.append("wanted instrument")
    return found


def usable(parties: Sequence[Party], wish: Wish) -> list[Party]:
    """Return the parties that can be in a stack at all: ticket, terms and exclusions."""
    kept = {each.investor_id for each in wish.keep}
    found = []
    for party in parties:
        if party.investor_id in wish.without:
            continue
        forms = tuple(form for form in party.forms if _on_terms(party, form, wish.terms))
        low, high = bounds(party, wish.ask_usd_m)
        fits = low <= min(high, wish.ask_usd_m) and (
            party.open or high >= SMALLEST * wish.ask_usd_m or party.investor_id in kept
        )
        if forms and fits:
            found.append(party if forms == party.forms else replace(party, forms=forms))
    return found


def _on_terms(party: Party, form: Form, terms: Terms) -> bool:
    if terms == "islamic":
        return not form.interest and (form.family != "" or party.bound)
    if terms == "conventional":
        return not form.islamic and not party.bound
    return True
