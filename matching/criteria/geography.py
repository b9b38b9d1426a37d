"""Geography: how closely the investor's focus encloses the place of the project."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.catalogue import Catalogue
from matching.columns import Lists, lists_of
from matching.criteria.base import Facts
from matching.encoding import Encoding, Sparse, one_hot, shown
from matching.sides import Looked
from matching.table import BoolArray, FloatArray, IntArray
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
        codes, said = catalogue.investors.mandates("regions_focus")
        silent = (said.lengths == 0)[codes]
        shown_at, seen = _places_of_deals(catalogue, silent)
        # Both kinds of focus side by side; then the same again for who is present.
        near = np.hstack([lists.best(_closeness(places, lists, world)) for lists in (said, seen)])
        table = np.hstack([near, _lifted(near)])
        which = codes.astype(np.int64)
        which[shown_at] = len(said) + np.arange(len(shown_at))
        placed = np.hstack([_placed(said, world), _placed(seen, world)])[which]
        which[_present(catalogue)] += near.shape[1]
        # Who is in no known place: by the regions of its deals, or not at all.
        unplaced = silent & ~placed
        by_deals = np.flatnonzero(unplaced & catalogue.active())
        which[unplaced] = table.shape[1]
        which[by_deals] = table.shape[1] + 1 + np.arange(len(by_deals))
        seen_at = _by_deals(catalogue, projects, by_deals).astype(np.float32)
        table = np.hstack([table, np.zeros((len(table), 1), dtype=np.float32), seen_at])
        return Encoding(
            projects=projects,
            investors=Looked(table, which.astype(np.int32)),
            project_known=projects.sum(axis=1) > 0,
            investor_known=~silent | catalogue.active(),
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=silent,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return where the project is."""
        table = catalogue.projects
        return {
            "region": table.text_at("region", project) or None,
            "other_regions": list(table.list_at("other_regions", project)),
            "macro_region": table.text_at("macro_region", project) or None,
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
            "regions_focus": list(table.list_at("regions_focus", investor)),
            "kz_presence": table.text_at("kz_presence", investor) or None,
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


def _places_of_deals(catalogue: Catalogue, silent: BoolArray) -> tuple[IntArray, Lists]:
    """Return who says nothing but has deals, and what the regions of those lie in.

    That is every place from the region itself up to the country.
    """
    world, deals = catalogue.vocabulary("geography"), catalogue.deals
    places = lists_of(project_places(catalogue))
    above = {
        place: [code for code, steps in world.steps_up(place).items() if steps < len(STEPS)]
        for place in places.names
        if place in world
    }
    names = tuple(sorted({code for codes in above.values() for code in codes}))
    column = {name: code for code, name in enumerate(names)}
    lies_in = np.array(
        [
            (row, column[code])
            for row, place in enumerate(places.names)
            for code in above.get(place, ())
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    counted = (deals.weight > 0) & silent[deals.investor]
    investors, row = np.unique(deals.investor[counted], return_inverse=True)
    done = _marks(np.column_stack([row, deals.project[counted]]), (len(investors), len(places)))
    near = done @ places.matrix() @ _marks(lies_in, (len(places.names), len(names)))
    near.sort_indices()
    return investors, Lists(near.indptr.astype(np.int64), near.indices.astype(np.int32), names)


def _marks(pairs: IntArray, shape: tuple[int, int]) -> Any:  # noqa: ANN401 - scipy has no types
    ones = np.ones(len(pairs), dtype=np.float32)
    return csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=shape)


def _by_deals(catalogue: Catalogue, projects: Sparse, investors: IntArray) -> FloatArray:
    """Rate places by an investor's deals in them and in the macro-regions around them."""
    weights = catalogue.weights[:, investors]
    inferred = shown((projects.T @ weights).toarray(), HALF_INFERRED)
    macro, macro_places = one_hot(_around(catalogue))
    if macro_places:
        near = shown((macro.T @ weights).toarray(), HALF_INFERRED)
        above = (projects.T @ macro).toarray()
        above /= np.maximum(above.sum(axis=1, keepdims=True), 1.0)
        inferred = np.maximum(inferred, MACRO_REGION_SHARE * (above @ near))
    return inferred


def _placed(focus: Lists, world: Vocabulary) -> BoolArray:
    """Tell which lists have places that the vocabulary knows, so that steps can be counted."""
    known = np.array([[name in world for name in focus.names]], dtype=np.bool_)
    return np.asarray(focus.best(known)[0], dtype=np.bool_)


def _around(catalogue: Catalogue) -> list[tuple[str, ...]]:
    return [(macro,) if macro else () for macro in catalogue.projects.texts("macro_region")]


def _present(catalogue: Catalogue) -> BoolArray:
    """Tell who is in the country: by its own word, or by a deal there where it says nothing."""
    investors = catalogue.investors
    silent = investors.matches("kz_presence", lambda word: not word)
    says_so = investors.matches("kz_presence", lambda word: word == "yes")
    return says_so | (silent & catalogue.active())


def _closeness(places: list[str], focus: Lists, world: Vocabulary) -> NDArray[np.float32]:
    return np.array(
        [[_to_term(place, term, world) for term in focus.names] for place in places],
        dtype=np.float32,
    ).reshape(len(places), len(focus.names))


def _lifted(closeness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the closeness for who is present in the country."""
    lifted = closeness + (COUNTRY - closeness) * PRESENCE_LIFT
    return np.where(closeness < COUNTRY, lifted, closeness).astype(np.float32)


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
