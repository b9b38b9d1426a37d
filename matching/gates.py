"""Gates: reasons why a pair cannot be, checked before any score."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Protocol

import numpy as np
from scipy.sparse import csr_array

from matching.catalogue import Catalogue
from matching.columns import combine
from matching.criteria.base import Facts
from matching.criteria.instruments import family_fit
from matching.encoding import Selection
from matching.limits import Limits
from matching.offers import INTEREST_BEARING, NOT_FINANCE, Families, read_asks, read_offers
from matching.owners import own_projects
from matching.sides import Looked
from matching.table import BoolArray

Direction = Literal["projects", "investors"]
About = Literal["pair", "project", "investor"]

#: Lists of investors for a project, and of projects for an investor.
EVERY_LIST: frozenset[Direction] = frozenset({"projects", "investors"})
#: What makes a project no opportunity decides what an investor is shown, not who fits the project.
INVESTOR_LISTS: frozenset[Direction] = frozenset({"investors"})


#: Kinds of codes that an investor may exclude, and the columns of a project that hold them.
TRAITS = {
    "sector": ("sector", "subsector"),
    "theme": ("themes",),
    "instrument": ("instruments",),
    "geography": ("region", "other_regions", "macro_region"),
}


class Gate(Protocol):
    """One reason, over all pairs. Built from a catalogue."""

    code: ClassVar[str]
    #: Whose record gives the reason.
    about: ClassVar[About]
    #: For whom lists go through it.
    for_: ClassVar[frozenset[Direction]]
    #: A gate that states a fact about the list itself cannot be switched off.
    optional: ClassVar[bool]

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Tell for projects ``rows`` x investors ``columns`` which pairs it takes out."""

    def limits(self) -> Limits:
        """Return all that it takes out, the same as ``stops`` tells."""

    def detail(self, project: int, investor: int) -> Facts:
        """Return the fields that it looked at for one pair."""


class AlreadyTogether:
    """The two have a deal, of whatever role and status: nothing is left to suggest."""

    code: ClassVar[str] = "already_together"
    about: ClassVar[About] = "pair"
    for_: ClassVar[frozenset[Direction]] = EVERY_LIST
    optional: ClassVar[bool] = False

    def __init__(self, catalogue: Catalogue) -> None:
        self._together = catalogue.together
        self._deals = catalogue.deals

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop pairs with a deal."""
        return np.asarray(self._together[rows][:, columns].toarray() > 0)

    def limits(self) -> Limits:
        """Return the pairs with a deal."""
        return Limits(pairs=self._together)

    def detail(self, project: int, investor: int) -> Facts:
        """Return the deals between the two."""
        deals = self._deals
        both = np.flatnonzero((deals.project == project) & (deals.investor == investor))
        return {"deals": [deals.ids[row] for row in both]}


class OwnProject:
    """The investor is named as the project's sponsor: it seeks the money."""

    code: ClassVar[str] = "own_project"
    about: ClassVar[About] = "pair"
    for_: ClassVar[frozenset[Direction]] = EVERY_LIST
    optional: ClassVar[bool] = False

    def __init__(self, catalogue: Catalogue) -> None:
        self._projects = catalogue.projects
        self._own = own_projects(catalogue.projects, catalogue.investors)

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop a sponsor's own project."""
        return np.asarray(self._own[rows][:, columns].toarray() > 0)

    def limits(self) -> Limits:
        """Return sponsors with their own projects."""
        return Limits(pairs=self._own)

    def detail(self, project: int, investor: int) -> Facts:  # noqa: ARG002
        """Return the sponsor as written."""
        return {"sponsor": self._projects.text_at("sponsor", project) or None}


class _OfProject:
    """Base of gates that a project meets whoever the investor is."""

    code: ClassVar[str]
    about: ClassVar[About] = "project"
    for_: ClassVar[frozenset[Direction]] = INVESTOR_LISTS
    optional: ClassVar[bool] = True

    def __init__(self, catalogue: Catalogue, stopped: BoolArray) -> None:
        self._projects = catalogue.projects
        self._stopped = stopped
        self._investors = len(catalogue.investors)

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop the project for every investor."""
        width = _width(columns, self._investors)
        stopped = self._stopped[rows]
        return np.broadcast_to(stopped[:, None], (len(stopped), width))

    def limits(self) -> Limits:
        """Return the stopped projects."""
        return Limits(projects=self._stopped)

    def detail(self, project: int, investor: int) -> Facts:
        """Return the project's fields behind it."""
        raise NotImplementedError


class NotOpen(_OfProject):
    """The project is no opportunity: under way, financed, operating or listed."""

    code: ClassVar[str] = "not_open"

    def __init__(self, catalogue: Catalogue, wanted: tuple[str, ...]) -> None:
        super().__init__(
            catalogue,
            catalogue.projects.matches("opportunity", lambda text: text and text not in wanted),
        )

    def detail(self, project: int, investor: int) -> Facts:  # noqa: ARG002
        """Return what kind of opportunity the project is."""
        return {"opportunity": self._projects.text_at("opportunity", project) or None}


class Taken(_OfProject):
    """No ask is published, and a funder or owner is there already."""

    code: ClassVar[str] = "taken"

    def __init__(self, catalogue: Catalogue) -> None:
        deals = catalogue.deals
        self._deals = deals
        codes, financiers = catalogue.projects.mandates("financiers")
        financed = (financiers.lengths > 0)[codes]
        financed[deals.project[deals.taking]] = True
        super().__init__(catalogue, _announced(catalogue) & financed)

    def detail(self, project: int, investor: int) -> Facts:  # noqa: ARG002
        """Return the deals, and the financiers as the project names them."""
        deals = self._deals
        taking = np.flatnonzero((deals.project == project) & deals.taking)
        return {
            "deals": [deals.ids[row] for row in taking],
            "financiers": "; ".join(self._projects.list_at("financiers", project)) or None,
        }


class OutOfDate(_OfProject):
    """No ask is published, and the announcement is too old to be taken for a plan."""

    code: ClassVar[str] = "out_of_date"

    def __init__(self, catalogue: Catalogue) -> None:
        stale = catalogue.projects.flags("stale")
        super().__init__(catalogue, _announced(catalogue) & stale)

    def detail(self, project: int, investor: int) -> Facts:  # noqa: ARG002
        """Return when the record and its status were last known to hold."""
        return {
            column: self._projects.text_at(column, project) or None
            for column in ("as_of", "status_as_of")
        }


class Screening:
    """A record is flagged: check for sanctions before any contact."""

    code: ClassVar[str] = "screening"
    about: ClassVar[About] = "pair"
    for_: ClassVar[frozenset[Direction]] = EVERY_LIST
    optional: ClassVar[bool] = True

    def __init__(self, catalogue: Catalogue) -> None:
        self._projects, self._investors = catalogue.projects, catalogue.investors
        self._rows = self._projects.matches("screening", bool)
        self._columns = self._investors.matches("screening", bool)

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop every pair of a flagged record."""
        return np.logical_or.outer(self._rows[rows], self._columns[columns])

    def limits(self) -> Limits:
        """Return the flagged records of both sides."""
        return Limits(projects=self._rows, investors=self._columns)

    def detail(self, project: int, investor: int) -> Facts:
        """Return the reasons on both sides."""
        return {
            "investor_screening": self._investors.text_at("screening", investor) or None,
            "project_screening": self._projects.text_at("screening", project) or None,
        }


class Exclusion:
    """The investor excludes the project's sector, subsector, theme, instrument or place."""

    code: ClassVar[str] = "exclusion"
    about: ClassVar[About] = "investor"
    for_: ClassVar[frozenset[Direction]] = EVERY_LIST
    optional: ClassVar[bool] = True

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._codes, self._excluded = catalogue.investors.mandates("exclusions")
        column = {code: place for place, code in enumerate(self._excluded.names)}
        self._projects = _hit(catalogue, column)
        self._lists = self._excluded.matrix().T.tocsc()

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop pairs where an exclusion hits."""
        codes = self._codes[columns]
        if isinstance(columns, slice):
            return np.asarray((self._projects[rows] @ self._lists).toarray()[:, codes] > 0)
        return np.asarray((self._projects[rows] @ self._lists[:, codes]).toarray() > 0)

    def limits(self) -> Limits:
        """Return what each project has and each list excludes."""
        lists = self._lists.toarray().astype(np.float32)
        return Limits(asks=self._projects.tocsr(), mandates=Looked(lists, self._codes))

    def detail(self, project: int, investor: int) -> Facts:
        """Return all exclusions and those that hit."""
        excluded = self._catalogue.investors.list_at("exclusions", investor)
        traits = _traits(self._catalogue, project)
        return {
            "exclusions": list(excluded),
            "hit": [code for code in excluded if code in traits],
        }


class _ByInstruments:
    """Base of gates that compare the families of what is offered with those of what is sought."""

    code: ClassVar[str]
    about: ClassVar[About] = "pair"
    for_: ClassVar[frozenset[Direction]] = EVERY_LIST
    optional: ClassVar[bool] = True

    def __init__(self, catalogue: Catalogue) -> None:
        asks, offers = read_asks(catalogue), read_offers(catalogue)
        self._vocabulary = catalogue.vocabulary("instrument")
        self._asks, self._offers = asks, offers
        kinds, first = combine(offers.family, offers.bound)
        self._stopped = np.array(
            [
                [
                    self.stop(
                        wanted, offers.families[offers.family[kind]], bool(offers.bound[kind])
                    )
                    for kind in first
                ]
                for wanted in asks.families
            ],
            dtype=np.bool_,
        )
        self._rows = asks.family[asks.codes]
        self._columns = kinds[offers.codes]

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Look up each ask in each mandate."""
        return self._stopped[self._rows[rows]][:, self._columns[columns]]

    def limits(self) -> Limits:
        """Return the kinds of asks and the kinds of mandates that do not meet."""
        # An ask that every mandate meets has no entry.
        hit = np.asarray(self._stopped.any(axis=1))[self._rows]
        place = (np.flatnonzero(hit), self._rows[hit])
        ones = np.ones(len(place[0]), dtype=np.float32)
        asks = csr_array((ones, place), shape=(len(self._rows), len(self._stopped)))
        mandates = Looked(self._stopped.astype(np.float32), self._columns)
        return Limits(asks=asks, mandates=mandates)

    def detail(self, project: int, investor: int) -> Facts:
        """Return what is sought and offered, and the families of both."""
        ask = self._asks.codes[project]
        offered, bound = self._offers.mandate(investor)
        families = self._offers.families[self._offers.family[self._offers.codes[investor]]]
        return {
            "sought": list(self._asks.instruments[ask]),
            "sought_families": sorted(self._asks.families[self._asks.family[ask]]),
            "offered": list(offered),
            "offered_families": sorted(families),
            "shariah_only": bound,
        }

    @staticmethod
    def stop(wanted: Families, offered: Families, bound: bool) -> bool:  # noqa: FBT001 - a fact
        """Tell whether who offers these families cannot meet who wants those."""
        raise NotImplementedError


class NotAFinancier(_ByInstruments):
    """The investor only builds, supplies, operates or advises, and that is not what is sought."""

    code: ClassVar[str] = "not_a_financier"

    @staticmethod
    def stop(wanted: Families, offered: Families, bound: bool) -> bool:  # noqa: ARG004, FBT001
        """Stop mandates without finance, unless the ask itself is for such a service."""
        return bool(offered) and offered <= NOT_FINANCE and not offered & wanted


class ShariahOnly(_ByInstruments):
    """A Shariah-only institution, and an ask for interest-bearing money alone."""

    code: ClassVar[str] = "shariah_only"

    @staticmethod
    def stop(wanted: Families, offered: Families, bound: bool) -> bool:  # noqa: ARG004, FBT001
        """Stop conventional-only asks; an ask that names no instrument may still be met."""
        money = wanted - NOT_FINANCE
        return bound and bool(money) and money <= INTEREST_BEARING


class NoCommonInstrument(_ByInstruments):
    """Both sides name finance, and nothing offered is or goes with anything sought."""

    code: ClassVar[str] = "no_common_instrument"

    @staticmethod
    def stop(wanted: Families, offered: Families, bound: bool) -> bool:  # noqa: ARG004, FBT001
        """Stop pairs whose finance families have nothing to do with each other."""
        money, given = wanted - NOT_FINANCE, offered - NOT_FINANCE
        return bool(money) and bool(given) and not family_fit(money, given)


#: In the order in which a pair meets them.
GATE_CODES = (
    "already_together",
    "own_project",
    "not_open",
    "taken",
    "out_of_date",
    "screening",
    "exclusion",
    "not_a_financier",
    "shariah_only",
    "no_common_instrument",
)
OPTIONAL_GATES = frozenset(GATE_CODES) - {"already_together", "own_project"}


def build_gates(catalogue: Catalogue, opportunities: tuple[str, ...]) -> tuple[Gate, ...]:
    """Build all gates in the order of ``GATE_CODES``."""
    return (
        AlreadyTogether(catalogue),
        OwnProject(catalogue),
        NotOpen(catalogue, opportunities),
        Taken(catalogue),
        OutOfDate(catalogue),
        Screening(catalogue),
        Exclusion(catalogue),
        NotAFinancier(catalogue),
        ShariahOnly(catalogue),
        NoCommonInstrument(catalogue),
    )


def _announced(catalogue: Catalogue) -> BoolArray:
    return catalogue.projects.matches("opportunity", lambda text: text == "announced")


def _traits(catalogue: Catalogue, project: int) -> set[str]:
    """Return every code that an exclusion could hit, with all that lies above it."""
    return {
        above
        for kind, columns in TRAITS.items()
        for column in columns
        for code in catalogue.projects.list_at(column, project)
        for above in catalogue.vocabulary(kind).steps_up(code)
    }


def _hit(catalogue: Catalogue, column: dict[str, int]) -> Any:  # noqa: ANN401
    """Return which of the codes excluded by anyone each project has, projects x codes (sparse)."""
    hit = csr_array((len(catalogue.projects), len(column)), dtype=np.float32)
    for kind, names in TRAITS.items():
        above = catalogue.vocabulary(kind).steps_up
        for name in names:
            codes, lists = catalogue.projects.mandates(name)
            pairs = [
                (place, column[code])
                for place, held in enumerate(lists.names)
                for code in above(held)
                if code in column
            ]
            lies_in = _ones(pairs, (len(lists.names), len(column)))
            hit = hit + (lists.matrix() @ lies_in)[codes]
    return hit


def _ones(pairs: list[tuple[int, int]], shape: tuple[int, int]) -> Any:  # noqa: ANN401
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return csr_array((np.ones(len(pairs), dtype=np.float32), (rows, columns)), shape=shape)


def _width(columns: Selection, total: int) -> int:
    return len(range(total)[columns]) if isinstance(columns, slice) else len(columns)
