"""Who could take part in the capital of a project, with what tranche, and on what terms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from sklearn.utils.validation import check_is_fitted

from matching.criteria.instruments import NEAR_FAMILIES
from matching.criteria.ticket import STATED, Range, ticket_ranges
from matching.faults import UnknownRecord
from matching.matcher import Matcher
from matching.offers import (
    INTEREST_BEARING,
    ISLAMIC,
    NOT_FINANCE,
    Families,
    Offers,
    offered_families,
    read_offers,
)
from matching.vocabulary import Vocabulary

#: Points (0..1) from which a candidate is a suggestion; those below are listed for completeness.
SUGGESTED = 0.5
#: A guarantee stands behind a tranche, it pays none of the ask.
NOT_FUNDING = NOT_FINANCE | {"guarantee"}
#: What goes with a loan of somebody and pays none of the ask itself.
BESIDE_A_LOAN = frozenset({"interest subsidy", "interest rate swap"})
#: Families that pay a part of an ask only where it names them: an investor's ticket is not the
#: size of its grants, and what it commits to a fund goes into no single project.
ONLY_SOUGHT = frozenset({"grant", "fund"})
#: Gates that say that nothing offered goes with anything sought.
GATES_ON_INSTRUMENTS = frozenset({"no_common_instrument", "shariah_only"})
#: Families that make their holder an owner of the company that borrows.
OWNING = frozenset({"equity", "fund"})
#: Basis of a range that tells how large projects were, not what the investor put into them.
WHOLE_PROJECTS = "projects"
#: Family of a tranche whose instrument neither side has published.
TO_BE_AGREED = ""


@dataclass(frozen=True, order=True)
class Form:
    """One way in which a party can take a tranche.

    family : family of instruments, ``TO_BE_AGREED`` where neither side names one.
    sought : whether the project seeks the family itself, rather than one that goes with it.
    islamic, interest : whether the tranche is Islamic finance, and whether it bears interest.
    owns : whether its holder becomes an owner of the company.
    instruments : the codes behind it, those that the project seeks first.
    """

    family: str
    sought: bool
    islamic: bool
    interest: bool
    owns: bool
    instruments: tuple[str, ...] = field(default=(), compare=False)

    @property
    def kind(self) -> tuple[str, bool]:
        """Family, and whether it is on Islamic terms."""
        return self.family, self.islamic


@dataclass(frozen=True)
class Party:
    """An investor that passes every gate of a project.

    score : of the match, 0..1.
    low, high : its ticket in USD million; None where nothing is known of that end.
    basis : where the ticket comes from: ``stated``, ``observed`` or inferred from the amounts of
        its own ``deals``. Where only the sizes of ``projects`` it took part in are known, or
        nothing (empty), it has no ticket: the size of a project says little about one tranche.
    bound : whether it is a Shariah-only institution.
    forms : the tranches it can take, at least one.
    """

    investor_id: str
    score: float
    low: float | None
    high: float | None
    basis: str
    bound: bool
    forms: tuple[Form, ...]

    @property
    def open(self) -> bool:
        """Whether no largest ticket is known: what it takes above its smallest is to be agreed."""
        return self.high is None

    @property
    def inferred(self) -> bool:
        """Whether its ticket was seen in deals rather than stated."""
        return self.basis not in ("", STATED, WHOLE_PROJECTS)


class Market:
    """What a fitted matcher knows of every investor's terms, read once for any number of asks."""

    def __init__(self, matcher: Matcher) -> None:
        check_is_fitted(matcher)
        self.matcher = matcher
        catalogue = matcher.catalogue_
        self._investors, self._projects = catalogue.investors, catalogue.projects
        self._vocabulary = catalogue.vocabulary("instrument")
        self._ranges: Range = ticket_ranges(catalogue)
        self._offers: Offers = read_offers(catalogue)
        self._forms: dict[tuple[int, tuple[str, ...], Families], tuple[Form, ...]] = {}

    def sought(self, project_id: str) -> tuple[str, ...]:
        """Return the instruments that a project seeks.

        Raises
        ------
        UnknownRecord
            For a project that no record has.

        """
        projects = self._projects
        if project_id not in projects:
            raise UnknownRecord("project", project_id, projects.ids)
        return projects.list_at("instruments", projects.position(project_id))

    def parties(
        self,
        project_id: str,
        least: float = SUGGESTED,
        also: Collection[str] = (),
        added: Collection[str] = (),
    ) -> list[Party]:
        """Return who passes the project's gates with at least some points, the best first.

        ``also`` names investors that are returned whatever their points. ``added`` are families of
        instruments that the project is taken to seek as well, where it names any. Whoever offers
        no instrument that pays a part of the ask is left out.

        Raises
        ------
        UnknownRecord
            For a project that no record has.

        """
        sought, matcher = self.sought(project_id), self.matcher
        if added and sought:
            sought = (*sought, *sorted(added))
            # Both gates read what is sought; ``forms`` is as strict on what is sought here.
            matcher = matcher.with_gates_off({*matcher.switched_off, *GATES_ON_INSTRUMENTS})
        ranked = matcher.rank("projects", [project_id], top=max(len(self._investors), 1))
        wanted = ranked[(ranked["score"] >= least) | ranked["investor_id"].isin(list(also))]
        rows = self._investors.positions(list(wanted["investor_id"]))
        found = [
            self._party(identifier, row, score, sought)
            for identifier, row, score in zip(
                wanted["investor_id"], rows.tolist(), wanted["score"].tolist(), strict=True
            )
        ]
        return [party for party in found if party.forms]

    def funding_families(self) -> list[str]:
        """Return the families of instruments that pay a part of an ask, sorted."""
        names = self._offers.instruments.names
        return sorted(self._vocabulary.roots(names) - NOT_FUNDING)

    def _party(self, identifier: str, row: int, score: float, sought: tuple[str, ...]) -> Party:
        offer = int(self._offers.codes[row])
        families = self._vocabulary.roots(sought) - NOT_FINANCE
        stated = self._investors.list_at("instruments", row)
        key = (offer, stated, families)
        if key not in self._forms:
            codes, bound = self._offers.mandate(row)
            codes = (*stated, *(code for code in codes if code not in stated))
            self._forms[key] = forms(codes, sought, self._vocabulary, bound=bound)
        basis = self._ranges.bases[self._ranges.basis[row]]
        own = basis != WHOLE_PROJECTS
        return Party(
            str(identifier),
            score,
            _known(self._ranges.low[row]) if own else None,
            _known(self._ranges.high[row]) if own else None,
            basis,
            bool(self._offers.bound[offer]),
            self._forms[key],
        )


def forms(
    offered: tuple[str, ...], sought: tuple[str, ...], vocabulary: Vocabulary, *, bound: bool
) -> tuple[Form, ...]:
    """Return the tranches that an offer allows for what is sought, in instrument codes.

    A family that is sought, or that goes with one that is, can be a tranche; where nothing is
    sought, any that pays, but for those of ``ONLY_SOUGHT``. A Shariah-only institution is never
    given one that bears interest, and what is debt as well (a convertible, mezzanine) bears
    interest as equity too.
    Where the offer is not published, the tranche is in what is sought, if that is one family, else
    to be agreed.
    """
    wanted = vocabulary.roots(sought) - NOT_FINANCE
    if not offered:
        return (_unpublished(wanted, bound=bound),)
    paying = tuple(code for code in offered if _pays(code, vocabulary))
    families = offered_families(vocabulary.roots(paying), bound) - NOT_FUNDING
    families -= ONLY_SOUGHT - wanted
    found = []
    # In the investor's own order: what it names first is its main business.
    first = [family for code in paying for family in sorted(vocabulary.roots([code]))]
    for family in sorted(
        families, key=lambda each: (first.index(each) if each in first else -1, each)
    ):
        near = any(frozenset((family, other)) in NEAR_FAMILIES for other in wanted)
        if not wanted or family in wanted or near:
            codes = _behind(family, paying, sought, vocabulary, bound=bound)
            found.append(
                Form(
                    family,
                    sought=not wanted or family in wanted,
                    islamic=family == ISLAMIC or bound,
                    interest=not bound and all(_is_debt(code, vocabulary) for code in codes),
                    owns=_owns(family, codes, vocabulary),
                    instruments=codes,
                )
            )
    return tuple(found)


def _known(amount: float) -> float | None:
    return None if np.isnan(amount) else float(amount)


def _unpublished(wanted: Families, *, bound: bool) -> Form:
    """Take what is sought for what would be agreed; strict on Shariah, as nothing is known."""
    paying = wanted - NOT_FUNDING
    family = next(iter(paying)) if len(paying) == 1 else TO_BE_AGREED
    interest = family in INTEREST_BEARING and not bound
    islamic = bound or family == ISLAMIC
    return Form(family, sought=True, islamic=islamic, interest=interest, owns=bound)


def _behind(
    family: str,
    offered: tuple[str, ...],
    sought: tuple[str, ...],
    vocabulary: Vocabulary,
    *,
    bound: bool,
) -> tuple[str, ...]:
    codes = [
        code for code in offered if family in offered_families(vocabulary.roots([code]), bound)
    ]
    if family not in INTEREST_BEARING:
        codes = [code for code in codes if not _is_debt(code, vocabulary)] or codes
    return tuple(sorted(codes, key=lambda code: (code not in sought, vocabulary.is_root(code))))


def _pays(code: str, vocabulary: Vocabulary) -> bool:
    return code not in BESIDE_A_LOAN and not vocabulary.roots([code]) & NOT_FUNDING


def _is_debt(code: str, vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.roots([code]) & INTEREST_BEARING)


def _owns(family: str, codes: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """Tell whether all that stands behind a tranche makes its holder an owner."""
    return family in OWNING or (
        bool(codes) and all(vocabulary.roots([code]) & OWNING for code in codes)
    )
