"""Instruments: does the investor offer what the project seeks, or something near it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot
from matching.offers import Asks, Offers, read_asks, read_offers
from matching.sides import looked
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


class Instruments:
    """Exact instruments, then families, then families that go together."""

    name: ClassVar[str] = "instruments"
    default_weight: ClassVar[float] = 0.12
    project_fields: ClassVar[tuple[str, ...]] = ("instruments",)
    investor_fields: ClassVar[tuple[str, ...]] = ("instruments",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Look up each distinct set of instruments sought in each distinct set offered."""
        asks, offers = read_asks(catalogue), read_offers(catalogue)
        sought = [asks.instruments[code] for code in asks.codes]
        projects, columns = one_hot([(ask,) if ask else () for ask in sought])
        number = {ask: code for code, ask in enumerate(asks.instruments)}
        rated = rate_offers(asks, offers, catalogue.vocabulary("instrument"))
        rated = rated[np.array([number[ask] for ask in columns], dtype=np.int64)]
        offering = (offers.instruments.lengths > 0)[offers.codes]
        said, stated = catalogue.investors.mandates("instruments")
        return Encoding(
            projects=projects,
            investors=looked(rated, offers.codes),
            project_known=projects.sum(axis=1) > 0,
            investor_known=offering,
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=offering & (stated.lengths == 0)[said],
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the instruments sought and their families."""
        codes = sorted(catalogue.projects.list_at("instruments", project))
        return {"instruments": codes, "families": families(codes, catalogue)}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:  # noqa: ARG002
        """Return what is stated, what deals show beside it, and the families of both."""
        codes, shariah_only = read_offers(catalogue).mandate(investor)
        stated = catalogue.investors.list_at("instruments", investor)
        return {
            "instruments": list(stated or codes),
            "basis": "stated" if stated else "deals" if codes else None,
            "shown_by_deals": [code for code in codes if code not in stated],
            "families": families(codes, catalogue),
            "shariah_only": shariah_only,
        }


def families(codes: Collection[str], catalogue: Catalogue) -> list[str]:
    """Return the families of some instruments, sorted."""
    return sorted(catalogue.vocabulary("instrument").roots(codes))


def family_fit(one: Collection[str], other: Collection[str]) -> float:
    """Return how well the best pair of families goes together, 0..1."""
    if set(one) & set(other):
        return SAME_FAMILY
    return max((NEAR_FAMILIES.get(frozenset((a, b)), 0.0) for a in one for b in other), default=0.0)


def rate_offers(asks: Asks, offers: Offers, vocabulary: Vocabulary) -> NDArray[np.float32]:
    """Return how well each distinct offer meets each distinct ask, asks x offers."""
    fits = np.array(
        [[family_fit(one, other) for other in offers.families] for one in asks.families],
        dtype=np.float32,
    )
    near = fits[asks.family[:, None], offers.family[None, :]]
    names = offers.instruments.names
    held = offers.instruments.matrix().toarray() > 0
    # The same code counts only where its family is really on offer (not a Shariah-bound "loan").
    on_offer = np.array(
        [[bool(vocabulary.roots([name]) & each) for name in names] for each in offers.families],
        dtype=np.bool_,
    ).reshape(len(offers.families), len(names))
    held &= on_offer[offers.family]
    same = _asked(asks, names) @ held.T.astype(np.float32)
    # A code that is itself a family says no more than the family.
    exact = np.array([not vocabulary.is_root(name) for name in names], dtype=np.bool_)
    finer = _asked(asks, names) @ (held & exact).T.astype(np.float32)
    # Between plain families, equality is the most that can be said.
    lengths = np.array([len(ask) for ask in asks.instruments])
    whole = (same > 0) & (same == lengths[:, None])
    return np.where((finer > 0) | whole, np.float32(SAME_INSTRUMENT), near)


def _asked(asks: Asks, names: tuple[str, ...]) -> NDArray[Any]:
    return np.array(
        [[name in ask for name in names] for ask in asks.instruments], dtype=np.float32
    ).reshape(len(asks.instruments), len(names))
