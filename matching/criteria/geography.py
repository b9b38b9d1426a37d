"""Geography: how closely the investor's focus encloses the place of the project."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot, rate_mandates, shown
from matching.table import BoolArray
from matching.vocabulary import Vocabulary

#: Closeness by the steps from the project's region up to a place of focus: the region itself,
#: its macro-region, the country. A national project stands where a macro-region does.
STEPS = (1.0, 0.97, 0.95)
NATIONAL = "national"
#: Beyond the country: a grouping says less about this place the more other places it names
#: (Central Asia more than the emerging markets).
GROUPING = 0.65
GROUPING_OF_ONE = 0.85
#: A focus on the whole world is a weak statement about any one place.
WORLD = 0.55
#: The focus lies inside the project's place: a national programme, a fund for one region.
INSIDE = 0.8
ELSEWHERE = 0.1

#: An office in the country closes this share of the gap between a focus and the country itself.
PRESENCE_LIFT = 0.6
COUNTRY = 0.95

#: As many weighted deals in the very region infer half a fit where no focus is stated.
HALF_INFERRED = 4.0
MACRO_REGION_SHARE = 0.5

#: What an investor says: places of focus, and whether it is present in Kazakhstan.
Mandate = tuple[tuple[str, ...], bool]


class Geography:
    """Steps up a graph of places from the project's region to the investor's focus."""

    name: ClassVar[str] = "geography"
    default_weight: ClassVar[float] = 0.14
    project_fields: ClassVar[tuple[str, ...]] = ("region",)
    investor_fields: ClassVar[tuple[str, ...]] = ("regions_focus",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Give each project its regions, and each investor a closeness per region."""
        projects, places = one_hot(project_places(catalogue))
        world = catalogue.vocabulary("geography")
        present = _present(catalogue)
        said = catalogue.investors.lists("regions_focus")
        shown_places = _places_of_deals(catalogue)
        focus = [terms or shown_places.get(row, ()) for row, terms in enumerate(said)]
        stated = rate_mandates(
            list(zip(focus, present, strict=True)),
            lambda mandate: np.array([_closeness(place, mandate, world) for place in places]),
            len(places),
        )
        silent = np.array([not terms for terms in said], dtype=np.bool_)
        inferred = shown((projects.T @ catalogue.weights).toarray(), HALF_INFERRED)
        macro, macro_places = one_hot(_around(catalogue))
        if macro_places:
            near = shown((macro.T @ catalogue.weights).toarray(), HALF_INFERRED)
            above = (projects.T @ macro).toarray()
            above /= np.maximum(above.sum(axis=1, keepdims=True), 1.0)
            inferred = np.maximum(inferred, MACRO_REGION_SHARE * (above @ near))
        return Encoding(
            projects=projects,
            investors=np.where(silent & ~_placed(focus, world), inferred, stated),
            project_known=projects.sum(axis=1) > 0,
            investor_known=~silent | catalogue.active(),
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=silent,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return where the project is."""
        table = catalogue.projects
        return {
            "region": table.texts("region")[project] or None,
            "other_regions": list(table.lists("other_regions")[project]),
            "macro_region": table.texts("macro_region")[project] or None,
        }

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:
        """Return the focus, the presence, and own deals in the same region."""
        table, deals = catalogue.investors, catalogue.deals
        places = project_places(catalogue)
        alike = [
            deals.ids[row]
            for row in np.flatnonzero((deals.investor == investor) & (deals.weight > 0))
            if set(places[deals.project[row]]) & set(places[project])
        ]
        return {
            "regions_focus": list(table.lists("regions_focus")[investor]),
            "kz_presence": table.texts("kz_presence")[investor] or None,
            "deals": alike,
        }


def project_places(catalogue: Catalogue) -> list[tuple[str, ...]]:
    """Return the regions of each project, or its macro-region where it names none."""
    table = catalogue.projects
    rows = zip(
        table.texts("region"),
        table.lists("other_regions"),
        table.texts("macro_region"),
        strict=True,
    )
    return [
        tuple(dict.fromkeys(((region,) if region else ()) + others)) or ((macro,) if macro else ())
        for region, others, macro in rows
    ]


def _places_of_deals(catalogue: Catalogue) -> dict[int, tuple[str, ...]]:
    """Return the regions of each investor's deals and, up to the country, what they lie in."""
    world = catalogue.vocabulary("geography")
    places = project_places(catalogue)
    deals = catalogue.deals
    found: dict[int, set[str]] = {}
    for row in np.flatnonzero(deals.weight > 0):
        for place in places[deals.project[row]]:
            above = world.steps_up(place).items()
            near = {code for code, steps in above if steps < len(STEPS) and place in world}
            found.setdefault(int(deals.investor[row]), set()).update(near)
    return {investor: tuple(sorted(codes)) for investor, codes in found.items()}


def _placed(focus: list[tuple[str, ...]], world: Vocabulary) -> BoolArray:
    """Tell which investors' places the vocabulary knows, so that steps can be counted."""
    return np.array([any(term in world for term in terms) for terms in focus], dtype=np.bool_)


def _around(catalogue: Catalogue) -> list[tuple[str, ...]]:
    return [(macro,) if macro else () for macro in catalogue.projects.texts("macro_region")]


def _present(catalogue: Catalogue) -> list[bool]:
    """Tell who is in the country: by its own word, or by a deal there where it says nothing."""
    words = catalogue.investors.texts("kz_presence")
    return [
        word == "yes" or (not word and bool(active))
        for word, active in zip(words, catalogue.active(), strict=True)
    ]


def _closeness(place: str, mandate: Mandate, world: Vocabulary) -> float:
    focus, present = mandate
    best = max((_to_term(place, term, world) for term in focus), default=0.0)
    if present and best < COUNTRY:
        best += (COUNTRY - best) * PRESENCE_LIFT
    return best


def _to_term(place: str, term: str, world: Vocabulary) -> float:
    steps = world.steps_up(place).get(term)
    if steps is None:
        return INSIDE if place in world.steps_up(term) else ELSEWHERE
    if steps and world.is_root(term):
        return WORLD
    if steps and place == NATIONAL:
        steps += 1
    if steps < len(STEPS):
        return STEPS[steps]
    return GROUPING + (GROUPING_OF_ONE - GROUPING) / max(len(world.children(term)), 1)
