"""Instruments: does the investor offer what the project seeks, or something near it."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot, rate_mandates
from matching.vocabulary import Vocabulary

SAME_INSTRUMENT = 1.0
SAME_FAMILY = 0.85

#: Families that can stand beside or in for each other in a financing, and how well. Any other
#: two families have nothing in common.
NEAR_FAMILIES = {
    frozenset(pair): fit
    for pair, fit in {
        ("debt", "bond"): 0.6,
        ("debt", "guarantee"): 0.5,
        ("bond", "guarantee"): 0.5,
        ("equity", "fund"): 0.5,
        ("equity", "contract"): 0.5,
        ("grant", "debt"): 0.3,
        ("grant", "guarantee"): 0.3,
    }.items()
}

#: Families that move no money into a project.
NOT_FINANCE = frozenset({"contract", "advisory"})
#: Families that pay or imply interest: what a Shariah-only institution cannot offer.
INTEREST_BEARING = frozenset({"debt", "bond", "guarantee"})
ISLAMIC = "islamic"

#: What an investor offers, and whether it is bound to Shariah.
Mandate = tuple[tuple[str, ...], bool]


class Instruments:
    """Exact instruments, then families, then families that go together."""

    name: ClassVar[str] = "instruments"
    default_weight: ClassVar[float] = 0.12
    project_fields: ClassVar[tuple[str, ...]] = ("instruments",)
    investor_fields: ClassVar[tuple[str, ...]] = ("instruments",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Look up each distinct set of instruments sought in each distinct set offered."""
        vocabulary = catalogue.vocabulary("instrument")
        projects, asks = one_hot([(ask,) if ask else () for ask in sought(catalogue)])
        stated = catalogue.investors.lists("instruments")
        mandates = offers(catalogue)
        rated = rate_mandates(
            mandates,
            lambda mandate: np.array([_fit(ask, mandate, vocabulary) for ask in asks]),
            len(asks),
        )
        return Encoding(
            projects=projects,
            investors=rated,
            project_known=projects.sum(axis=1) > 0,
            investor_known=np.array([bool(offer) for offer, _ in mandates], dtype=np.bool_),
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=np.array(
                [bool(offer) and not own for (offer, _), own in zip(mandates, stated, strict=True)],
                dtype=np.bool_,
            ),
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the instruments sought and their families."""
        codes = sought(catalogue)[project]
        return {"instruments": list(codes), "families": families(codes, catalogue)}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:  # noqa: ARG002
        """Return what is stated, what deals show beside it, and the families of both."""
        codes, shariah_only = offers(catalogue)[investor]
        stated = catalogue.investors.lists("instruments")[investor]
        return {
            "instruments": list(stated or codes),
            "basis": "stated" if stated else "deals" if codes else None,
            "shown_by_deals": [code for code in codes if code not in stated],
            "families": families(codes, catalogue),
            "shariah_only": shariah_only,
        }


def sought(catalogue: Catalogue) -> list[tuple[str, ...]]:
    """Return the instruments that each project seeks, sorted."""
    return [tuple(sorted(codes)) for codes in catalogue.projects.lists("instruments")]


def offers(catalogue: Catalogue) -> list[Mandate]:
    """Return what each investor offers: what it says, and what its own deals have shown."""
    used: dict[int, set[str]] = {}
    deals = catalogue.deals
    for row in np.flatnonzero(deals.weight > 0):
        used.setdefault(int(deals.investor[row]), set()).update(deals.instruments[row])
    stated = catalogue.investors.lists("instruments")
    shariah_only = catalogue.investors.flags("shariah_only")
    return [
        (tuple(sorted({*codes, *used.get(investor, ())})), bool(bound))
        for investor, (codes, bound) in enumerate(zip(stated, shariah_only, strict=True))
    ]


def families(codes: Collection[str], catalogue: Catalogue) -> list[str]:
    """Return the families of some instruments, sorted."""
    return sorted(catalogue.vocabulary("instrument").roots(codes))


def offered_families(mandate: Mandate, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the families offered; what a Shariah-only institution lends is Islamic finance."""
    codes, shariah_only = mandate
    roots = vocabulary.roots(codes)
    if shariah_only and roots & INTEREST_BEARING:
        return (roots - INTEREST_BEARING) | {ISLAMIC}
    return roots


def family_fit(one: Collection[str], other: Collection[str]) -> float:
    """Return how well the best pair of families goes together, 0..1."""
    if set(one) & set(other):
        return SAME_FAMILY
    return max((NEAR_FAMILIES.get(frozenset((a, b)), 0.0) for a in one for b in other), default=0.0)


def _fit(ask: tuple[str, ...], mandate: Mandate, vocabulary: Vocabulary) -> float:
    codes, _ = mandate
    offered = offered_families(mandate, vocabulary)
    wanted = vocabulary.roots(ask)
    # The same code counts only where its family is really on offer (not a Shariah-bound "loan").
    same = {code for code in set(ask) & set(codes) if vocabulary.roots([code]) & offered}
    # A code that is itself a family says no more than the family.
    if any(not vocabulary.is_root(code) for code in same):
        return SAME_INSTRUMENT
    # Between plain families, equality is the most that can be said.
    if same and set(ask) <= same:
        return SAME_INSTRUMENT
    return family_fit(wanted, offered)
