"""Gates: reasons why a pair cannot be, checked before any score."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal, Protocol

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.criteria.instruments import (
    INTEREST_BEARING,
    NOT_FINANCE,
    Mandate,
    family_fit,
    offered_families,
    offers,
    sought,
)
from matching.encoding import Selection, one_hot, rate_mandates, scatter
from matching.names import aliases, fold
from matching.table import BoolArray, FloatArray
from matching.vocabulary import Vocabulary

Direction = Literal["projects", "investors"]
About = Literal["pair", "project", "investor"]

#: Lists of investors for a project, and of projects for an investor.
EVERY_LIST: frozenset[Direction] = frozenset({"projects", "investors"})
#: What makes a project no opportunity decides what an investor is shown, not who fits the project.
INVESTOR_LISTS: frozenset[Direction] = frozenset({"investors"})


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
        owners: dict[str, list[int]] = {}
        for investor, name in enumerate(catalogue.investors.texts("name")):
            for folded in {fold(alias) for alias in aliases(name)} - {""}:
                owners.setdefault(folded, []).append(investor)
        self._sponsors = catalogue.projects.texts("sponsor")
        pairs = sorted(
            {
                (project, investor)
                for project, sponsor in enumerate(self._sponsors)
                for alias in sponsor_names(sponsor)
                for investor in owners.get(fold(alias), ())
            }
        )
        shape = (len(catalogue.projects), len(catalogue.investors))
        self._own = scatter([(project, investor, 1.0) for project, investor in pairs], shape)

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop a sponsor's own project."""
        return np.asarray(self._own[rows][:, columns].toarray() > 0)

    def detail(self, project: int, investor: int) -> Facts:  # noqa: ARG002
        """Return the sponsor as written."""
        return {"sponsor": self._sponsors[project] or None}


class _OfProject:
    """Base of gates that a project meets whoever the investor is."""

    code: ClassVar[str]
    about: ClassVar[About] = "project"
    for_: ClassVar[frozenset[Direction]] = INVESTOR_LISTS
    optional: ClassVar[bool] = True

    def __init__(self, catalogue: Catalogue, stopped: list[bool]) -> None:
        self._stopped = np.array(stopped, dtype=np.bool_)
        self._investors = len(catalogue.investors)

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop the project for every investor."""
        width = _width(columns, self._investors)
        return np.repeat(self._stopped[rows][:, None], width, axis=1)

    def detail(self, project: int, investor: int) -> Facts:
        """Return the project's fields behind it."""
        raise NotImplementedError


class NotOpen(_OfProject):
    """The project is no opportunity: under way, financed, operating or listed."""

    code: ClassVar[str] = "not_open"

    def __init__(self, catalogue: Catalogue, opportunities: tuple[str, ...]) -> None:
        self._opportunity = catalogue.projects.texts("opportunity")
        super().__init__(
            catalogue, [bool(text) and text not in opportunities for text in self._opportunity]
        )

    def detail(self, project: int, investor: int) -> Facts:  # noqa: ARG002
        """Return what kind of opportunity the project is."""
        return {"opportunity": self._opportunity[project] or None}


class Taken(_OfProject):
    """No ask is published, and a funder or owner is there already."""

    code: ClassVar[str] = "taken"

    def __init__(self, catalogue: Catalogue) -> None:
        deals = catalogue.deals
        self._deals: dict[int, list[str]] = {}
        for row in np.flatnonzero(deals.taking):
            self._deals.setdefault(int(deals.project[row]), []).append(deals.ids[row])
        self._financiers = catalogue.projects.lists("financiers")
        super().__init__(
            catalogue,
            [
                announced and (project in self._deals or bool(self._financiers[project]))
                for project, announced in enumerate(_announced(catalogue))
            ],
        )

    def detail(self, project: int, investor: int) -> Facts:  # noqa: ARG002
        """Return the deals, and the financiers as the project names them."""
        return {
            "deals": list(self._deals.get(project, ())),
            "financiers": "; ".join(self._financiers[project]) or None,
        }


class OutOfDate(_OfProject):
    """No ask is published, and the announcement is too old to be taken for a plan."""

    code: ClassVar[str] = "out_of_date"

    def __init__(self, catalogue: Catalogue) -> None:
        self._dates = {
            column: catalogue.projects.texts(column) for column in ("as_of", "status_as_of")
        }
        stale = catalogue.projects.flags("stale")
        super().__init__(
            catalogue,
            [
                announced and bool(old)
                for announced, old in zip(_announced(catalogue), stale, strict=True)
            ],
        )

    def detail(self, project: int, investor: int) -> Facts:  # noqa: ARG002
        """Return when the record and its status were last known to hold."""
        return {column: texts[project] or None for column, texts in self._dates.items()}


class Screening:
    """A record is flagged: check for sanctions before any contact."""

    code: ClassVar[str] = "screening"
    about: ClassVar[About] = "pair"
    for_: ClassVar[frozenset[Direction]] = EVERY_LIST
    optional: ClassVar[bool] = True

    def __init__(self, catalogue: Catalogue) -> None:
        self._projects = catalogue.projects.texts("screening")
        self._investors = catalogue.investors.texts("screening")
        self._rows = np.array([bool(text) for text in self._projects], dtype=np.bool_)
        self._columns = np.array([bool(text) for text in self._investors], dtype=np.bool_)

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop every pair of a flagged record."""
        return np.logical_or.outer(self._rows[rows], self._columns[columns])

    def detail(self, project: int, investor: int) -> Facts:
        """Return the reasons on both sides."""
        return {
            "investor_screening": self._investors[investor] or None,
            "project_screening": self._projects[project] or None,
        }


class Exclusion:
    """The investor excludes the project's sector, subsector, theme, instrument or place."""

    code: ClassVar[str] = "exclusion"
    about: ClassVar[About] = "investor"
    for_: ClassVar[frozenset[Direction]] = EVERY_LIST
    optional: ClassVar[bool] = True

    def __init__(self, catalogue: Catalogue) -> None:
        self._traits = _traits(catalogue)
        self._excluded = catalogue.investors.lists("exclusions")
        codes = {
            code: row for row, code in enumerate(sorted({c for e in self._excluded for c in e}))
        }
        self._projects = _membership([traits & codes.keys() for traits in self._traits], codes)
        self._investors = _membership([set(each) for each in self._excluded], codes).T.tocsc()

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Stop pairs where an exclusion hits."""
        return np.asarray((self._projects[rows] @ self._investors[:, columns]).toarray() > 0)

    def detail(self, project: int, investor: int) -> Facts:
        """Return all exclusions and those that hit."""
        excluded = self._excluded[investor]
        return {
            "exclusions": list(excluded),
            "hit": [code for code in excluded if code in self._traits[project]],
        }


class _ByInstruments:
    """Base of gates that compare what is offered with what is sought."""

    code: ClassVar[str]
    about: ClassVar[About] = "pair"
    for_: ClassVar[frozenset[Direction]] = EVERY_LIST
    optional: ClassVar[bool] = True

    def __init__(self, catalogue: Catalogue) -> None:
        self._vocabulary = catalogue.vocabulary("instrument")
        self._sought = sought(catalogue)
        self._offers = offers(catalogue)
        self._lookup, asks = one_hot([(ask,) for ask in self._sought])
        self._stopped: FloatArray = rate_mandates(
            self._offers,
            lambda mandate: np.array(
                [float(self.stop(ask, mandate, self._vocabulary)) for ask in asks]
            ),
            len(asks),
        )

    def stops(self, rows: Selection, columns: Selection) -> BoolArray:
        """Look up each ask in each mandate."""
        return np.asarray(self._lookup[rows] @ self._stopped[:, columns]) > 0

    def detail(self, project: int, investor: int) -> Facts:
        """Return what is sought and offered, and the families of both."""
        ask, mandate = self._sought[project], self._offers[investor]
        return {
            "sought": list(ask),
            "sought_families": sorted(self._vocabulary.roots(ask)),
            "offered": list(mandate[0]),
            "offered_families": sorted(offered_families(mandate, self._vocabulary)),
            "shariah_only": mandate[1],
        }

    @staticmethod
    def stop(ask: tuple[str, ...], mandate: Mandate, vocabulary: Vocabulary) -> bool:
        """Tell whether this mandate cannot meet this ask."""
        raise NotImplementedError


class NotAFinancier(_ByInstruments):
    """The investor only builds, supplies, operates or advises, and that is not what is sought."""

    code: ClassVar[str] = "not_a_financier"

    @staticmethod
    def stop(ask: tuple[str, ...], mandate: Mandate, vocabulary: Vocabulary) -> bool:
        """Stop mandates without finance, unless the ask itself is for such a service."""
        offered = offered_families(mandate, vocabulary)
        return bool(offered) and offered <= NOT_FINANCE and not offered & vocabulary.roots(ask)


class ShariahOnly(_ByInstruments):
    """A Shariah-only institution, and an ask for interest-bearing money alone."""

    code: ClassVar[str] = "shariah_only"

    @staticmethod
    def stop(ask: tuple[str, ...], mandate: Mandate, vocabulary: Vocabulary) -> bool:
        """Stop conventional-only asks; an ask that names no instrument may still be met."""
        wanted = vocabulary.roots(ask) - NOT_FINANCE
        return mandate[1] and bool(wanted) and wanted <= INTEREST_BEARING


class NoCommonInstrument(_ByInstruments):
    """Both sides name finance, and nothing offered is or goes with anything sought."""

    code: ClassVar[str] = "no_common_instrument"

    @staticmethod
    def stop(ask: tuple[str, ...], mandate: Mandate, vocabulary: Vocabulary) -> bool:
        """Stop pairs whose finance families have nothing to do with each other."""
        wanted = vocabulary.roots(ask) - NOT_FINANCE
        offered = offered_families(mandate, vocabulary) - NOT_FINANCE
        return bool(wanted) and bool(offered) and not family_fit(wanted, offered)


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


def sponsor_names(sponsor: str) -> list[str]:
    """Return the names in a sponsor field, without stakes: ``A 51%; B (the fund) 49%``."""
    parts = re.split(r"[;,]| and | / | with ", sponsor)
    cleaned = [re.sub(r"\d+(?:\.\d+)?\s*%", "", part).strip() for part in parts]
    return [alias for part in cleaned for alias in aliases(part)]


def _announced(catalogue: Catalogue) -> list[bool]:
    return [text == "announced" for text in catalogue.projects.texts("opportunity")]


def _traits(catalogue: Catalogue) -> list[set[str]]:
    """Return every code that an exclusion could hit, with all that lies above it."""
    table = catalogue.projects
    kinds = {
        "sector": ("sector", "subsector"),
        "theme": ("themes",),
        "instrument": ("instruments",),
        "geography": ("region", "other_regions", "macro_region"),
    }
    traits: list[set[str]] = [set() for _ in table.ids]
    for kind, columns in kinds.items():
        above = catalogue.vocabulary(kind).steps_up
        for column in columns:
            for row, codes in enumerate(table.lists(column)):
                for code in codes:
                    traits[row].update(above(code))
    return traits


def _membership(sets: list[set[str]], codes: dict[str, int]) -> Any:  # noqa: ANN401
    entries = [(row, codes[code], 1.0) for row, each in enumerate(sets) for code in sorted(each)]
    return scatter(entries, (len(sets), max(len(codes), 1)))


def _width(columns: Selection, total: int) -> int:
    return len(range(total)[columns]) if isinstance(columns, slice) else len(columns)
