"""The two kinds of records, ready to be narrowed, sorted and shown.

What is prepared here is worked out once per data version; what a page then does for a click is a
few array operations, whatever the number of records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st

from matching.catalogue import INVESTING_ROLES
from matching.columns import BoolArray, FloatArray, IntArray, read_numbers
from matching.facets import NO, YES, Facet, FacetIndex
from matching.names import NameIndex
from matching.vocabulary import Vocabulary
from ui.finder import Side
from ui.session import KEPT_VERSIONS, Dashboard

#: Where amounts part, in USD million: from a small ticket to a project of the state.
EDGES = (0, 5, 20, 50, 100, 250, 500, 1000)
#: An amount, a count or a date of these columns sorts the list.
SORTED_BY = {
    "project": ("ask_usd_m", "total_cost_usd_m", "last_word"),
    "investor": ("deals", "ticket_max_usd_m", "last_word"),
}


@dataclass(frozen=True)
class Kind:
    """Records of one side.

    frame : with the columns of the data dictionary, and ``last_word`` (year and part of it, a
        number that grows with the date), ``fresh`` (``yes`` or ``no``) and, for investors,
        ``deals`` (how many on record).
    """

    side: Side
    frame: pd.DataFrame
    index: FacetIndex
    names: NameIndex

    @cached_property
    def _places(self) -> dict[str, int]:
        return {str(name): row for row, name in enumerate(self.frame.index)}

    @cached_property
    def _by_name(self) -> IntArray:
        order: IntArray = np.argsort(
            self.frame["name"].str.casefold().to_numpy(dtype=object), kind="stable"
        )
        return order

    @cached_property
    def _numbers(self) -> dict[str, FloatArray]:
        return {name: read_numbers(self.frame[name]) for name in SORTED_BY[self.side]}

    def searched(self, text: str) -> IntArray:
        """Positions of the records that a text may mean, best first."""
        hits = self.names.search(text, len(self.frame))
        return np.array([self._places[hit.id] for hit in hits], dtype=np.int64)

    def ordered(self, rows: BoolArray, by: str, hits: IntArray | None) -> IntArray:
        """Positions of the rows, in the order of ``by``; what is not known stands last.

        ``by`` is ``best`` (of the search), ``name``, a column, or a column behind a minus sign
        for the largest first.
        """
        if by == "best" and hits is not None:
            return hits[rows[hits]]
        start = self._by_name[rows[self._by_name]]
        if by in {"best", "name"}:
            return start
        value = self._numbers[by.lstrip("-")][start]
        order: IntArray = np.argsort(-value if by.startswith("-") else value, kind="stable")
        return start[order]


def kind(dashboard: Dashboard, side: Side) -> Kind:
    """Records of one side as of the dashboard's data version."""
    return _kind(dashboard.version, side, date.today().year, dashboard)  # noqa: DTZ011 - the reader's calendar year


@st.cache_resource(show_spinner=False, max_entries=2 * KEPT_VERSIONS)
def _kind(version: str, side: Side, year: int, _dashboard: Dashboard) -> Kind:
    """Prepare it; version, side and year are the key of the cache."""
    del version
    vocabularies = _dashboard.matcher.catalogue_.vocabularies
    if side == "project":
        frame = _with_dates(_dashboard.projects, ("status_as_of", "as_of"), year)
        facets = _project_facets(vocabularies)
        return Kind(side, frame, FacetIndex(frame, facets), _dashboard.project_names)
    frame = _with_dates(_dashboard.investors, ("as_of",), year)
    own = _dashboard.deals["role_kind"].isin(INVESTING_ROLES)
    counts = _dashboard.deals.loc[own, "investor_id"].value_counts()
    frame = frame.assign(deals=counts.reindex(frame.index).fillna(0).astype(int))
    facets = _investor_facets(vocabularies)
    return Kind(side, frame, FacetIndex(frame, facets), _dashboard.investor_names)


def _with_dates(frame: pd.DataFrame, columns: tuple[str, ...], year: int) -> pd.DataFrame:
    """Add when the record was last heard of, and whether that is within two years."""
    dates = frame[columns[0]]
    for name in columns[1:]:
        dates = dates.fillna(frame[name])
    parts = dates.astype("str").str.extract(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?").astype(float)
    last_word = parts[0] + parts[1].fillna(0) / 100 + parts[2].fillna(0) / 10_000
    fresh = pd.Series(np.where(parts[0] >= year - 2, YES, NO), index=frame.index)
    return frame.assign(last_word=last_word, fresh=fresh.where(parts[0].notna(), None))


def _project_facets(vocabularies: Mapping[str, Vocabulary]) -> tuple[Facet, ...]:
    return (
        Facet("sector", ("sector", "subsector"), tree=vocabularies.get("sector")),
        Facet("status", ("opportunity",)),
        Facet("region", ("region", "other_regions")),
        Facet("corridor", ("corridor",)),
        Facet("ask", ("ask_usd_m",), edges=EDGES),
        Facet("cost", ("total_cost_usd_m",), edges=EDGES),
        Facet("instrument", ("instruments",), tree=vocabularies.get("instrument")),
        Facet("stage", ("stage",), tree=vocabularies.get("stage")),
        Facet("theme", ("themes",)),
        Facet("verified", ("verified",)),
        Facet("fresh", ("fresh",)),
    )


def _investor_facets(vocabularies: Mapping[str, Vocabulary]) -> tuple[Facet, ...]:
    return (
        Facet("sector", ("sectors", "specialisms"), tree=vocabularies.get("sector")),
        Facet("type", ("type",)),
        Facet("country", ("hq_country",)),
        Facet("ticket", ("ticket_min_usd_m", "ticket_max_usd_m"), edges=EDGES),
        Facet("instrument", ("instruments",), tree=vocabularies.get("instrument")),
        Facet("focus", ("regions_focus",)),
        Facet("theme", ("themes",)),
        Facet("stage", ("stages",), tree=vocabularies.get("stage")),
        Facet("presence", ("kz_presence",)),
        Facet("aifc", ("aifc_participant",)),
        Facet("verified", ("verified",)),
        Facet("fresh", ("fresh",)),
    )
