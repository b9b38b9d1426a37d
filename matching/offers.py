"""What projects seek and investors offer, in instruments and in their families."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from matching.catalogue import Catalogue
from matching.columns import Codes, Lists, combine
from matching.table import BoolArray

#: Families that move no money into a project.
NOT_FINANCE = frozenset({"contract", "advisory"})
#: Families that pay or imply interest: what a Shariah-only institution cannot offer.
INTEREST_BEARING = frozenset({"debt", "bond", "guarantee"})
ISLAMIC = "islamic"

#: What an investor offers, and whether it is bound to Shariah.
Mandate = tuple[tuple[str, ...], bool]
Families = frozenset[str]


@dataclass(frozen=True)
class Offers:
    """Every investor's offer by its number among the distinct ones.

    ``codes`` gives each investor its offer: ``instruments[offer]`` (sorted) and whether it is
    ``bound`` to Shariah. ``family[offer]`` is the number of what it offers in ``families``.
    """

    codes: Codes
    instruments: Lists
    bound: BoolArray
    family: Codes
    families: tuple[Families, ...]

    def mandate(self, investor: int) -> Mandate:
        """Return what one investor offers."""
        offer = self.codes[investor : investor + 1]
        (codes,) = self.instruments.take(offer).tuples()
        return codes, bool(self.bound[offer[0]])


@dataclass(frozen=True)
class Asks:
    """Every project's ask by its number among the distinct ones, as in ``Offers``."""

    codes: Codes
    instruments: list[tuple[str, ...]]
    family: Codes
    families: tuple[Families, ...]


def read_asks(catalogue: Catalogue) -> Asks:
    """Return the instruments that each project seeks, sorted."""
    vocabulary = catalogue.vocabulary("instrument")
    codes, lists = catalogue.projects.mandates("instruments")
    again, lists = lists.sorted().distinct()
    asks = lists.tuples()
    family, families = _numbered([vocabulary.roots(ask) for ask in asks])
    return Asks(again[codes], asks, family, families)


def read_offers(catalogue: Catalogue) -> Offers:
    """Return what each investor offers: what it says, and what its own deals have shown."""
    vocabulary = catalogue.vocabulary("instrument")
    said, lists = _said_and_shown(catalogue)
    bound = catalogue.investors.flags("shariah_only")
    codes, first = combine(said, bound)
    lists, bound = lists.take(said[first]), bound[first]
    # Few families come together in many different lists of instruments.
    roots = [vocabulary.roots([name]) for name in lists.names]
    names = sorted({family for each in roots for family in each})
    holds = np.array([[name in each for each in roots] for name in names], dtype=np.bool_)
    offered = lists.best(holds.reshape(len(names), len(roots)))
    mixed, kinds = combine(*offered, bound)
    family, families = _numbered(
        [
            offered_families(
                frozenset(names[row] for row in np.flatnonzero(offered[:, kind])), bool(bound[kind])
            )
            for kind in kinds
        ]
    )
    return Offers(codes, lists, bound, family[mixed], families)


def offered_families(roots: Families, bound: bool) -> Families:  # noqa: FBT001 - a fact, no mode
    """Return the families offered; what a Shariah-only institution lends is Islamic finance."""
    if bound and roots & INTEREST_BEARING:
        return (roots - INTEREST_BEARING) | {ISLAMIC}
    return roots


def _said_and_shown(catalogue: Catalogue) -> tuple[Codes, Lists]:
    """Join what investors say with the instruments of their deals, sorted."""
    deals = catalogue.deals
    codes, lists = catalogue.investors.mandates("instruments")
    used, shown = deals.table.mandates("instrument")
    counted = np.flatnonzero(deals.weight > 0)
    shown = shown.take(used[counted])
    # Only those with deals have a list of their own; all others share the lists that they state.
    owner = deals.investor[counted][shown.rows]
    active = np.unique(owner)
    stated = lists.take(codes[active])
    names = tuple(sorted({*lists.names, *shown.names}))
    said = _renamed(lists, names)
    entries = np.concatenate(
        [
            np.searchsorted(active, owner) * len(names) + _renamed(shown, names).codes,
            stated.rows * len(names) + _renamed(stated, names).codes,
        ]
    )
    entries = np.unique(entries)
    lengths = np.bincount(entries // max(len(names), 1), minlength=len(active))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    joined = Lists(starts, (entries % max(len(names), 1)).astype(np.int32), names)
    whole = Lists(
        np.concatenate([said.starts, said.starts[-1] + joined.starts[1:]]),
        np.concatenate([said.codes, joined.codes]),
        names,
    )
    numbers = codes.astype(np.int64)
    numbers[active] = len(lists) + np.arange(len(active))
    again, distinct = whole.sorted().distinct()
    kept, kinds = pd.factorize(again[numbers])
    return kept.astype(np.int32), distinct.take(kinds)


def _renamed(lists: Lists, names: tuple[str, ...]) -> Lists:
    """Return the same lists with codes of a wider set of names."""
    place = {name: code for code, name in enumerate(names)}
    codes = np.array([place[name] for name in lists.names], dtype=np.int32)
    return Lists(lists.starts, codes[lists.codes], names)


def _numbered(sets: list[Families]) -> tuple[Codes, tuple[Families, ...]]:
    distinct = tuple(dict.fromkeys(sets))
    number = {each: place for place, each in enumerate(distinct)}
    return np.array([number[each] for each in sets], dtype=np.int32), distinct
