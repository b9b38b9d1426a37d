"""What the deals are narrowed to, in a liaison's terms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from matching.facets import Facet, FacetIndex
from ui.facets import Shown
from ui.format import country
from ui.records.narrowing import band
from ui.session import Dashboard
from ui.structures.book import Book
from ui.structures.deal import STATES, Deal, version
from ui.structures.sentences import LEVELS
from ui.words import _, mark

#: Structure fields that are facets, in the order in which a liaison asks.
FIELDS = (
    "legal_form",
    "afsa_status",
    "instrument",
    "aix_route",
    "islamic_contract",
    "dispute_forum",
    "green_category",
    "governing_law",
    "fund_class",
    "tax_basis",
    "kz_regime",
)
READINESS = {
    "ready": mark("nothing missing"),
    "few": mark("1 to 4 missing"),
    "some": mark("5 to 9 missing"),
    "many": mark("10 or more missing"),
}
FACETS = (
    Facet("state", ("state",)),
    Facet("sector", ("sector",)),
    *(Facet(name, (name,)) for name in FIELDS),
    Facet("amount", ("amount",), edges=(0, 5, 20, 50, 100, 500, 1000)),
    Facet("finding", ("finding",)),
    Facet("readiness", ("readiness",)),
    Facet("stage", ("stage",)),
    Facet("country", ("country",)),
)


def index(dashboard: Dashboard, deals: Mapping[str, Deal]) -> FacetIndex:
    """The deals, ready to be narrowed."""
    return _index(version(dashboard), dashboard, deals)


@st.cache_resource(show_spinner=False, max_entries=2)
def _index(of: tuple[str, str], _dashboard: Dashboard, _deals: Mapping[str, Deal]) -> FacetIndex:
    del of
    countries = _dashboard.investors["hq_country"]
    rows = [_row(deal, countries) for deal in _deals.values()]
    return FacetIndex(pd.DataFrame(rows), FACETS)


def shown(dashboard: Dashboard, told: Book) -> dict[str, Shown]:
    """Title and values of every facet."""
    labels, silent = dashboard.labels, _("not read")
    # A field that nobody has read yet says so, instead of missing among the facets.
    fields = {
        name: Shown(told.label(name), partial(told.value, name), silent, always=True)
        for name in FIELDS
    }
    return fields | {
        "state": Shown(_("Checked or not"), lambda code: _(STATES[code])),  # type: ignore[index]
        "sector": Shown(_("Sector"), lambda code: labels("sector", code)),
        "amount": Shown(_("Ask, offer or cost"), band, _("not published")),
        "finding": Shown(_("Worst finding"), lambda code: _(LEVELS[code]), _("nothing found")),
        "readiness": Shown(_("Readiness"), lambda code: _(READINESS[code])),
        "stage": Shown(_("Stage"), lambda code: labels("stage", code)),
        "country": Shown(_("Investor's country"), country, _("no investor on record")),
    }


def _row(deal: Deal, countries: pd.Series) -> dict[str, object]:
    missing = len(deal.readiness.missing)
    return {name: deal.structure.get(name) for name in FIELDS} | {
        "state": deal.state,
        "sector": list(deal.project["sector"]),
        "amount": deal.amount_usd_m,
        "finding": deal.worst,
        "readiness": _readiness(missing),
        "stage": deal.project["stage"],
        "country": [
            countries[each]
            for each in deal.investor_ids
            if each in countries.index and isinstance(countries[each], str)
        ],
    }


def _readiness(missing: int) -> str:
    if not missing:
        return "ready"
    if missing < 5:  # noqa: PLR2004 - the bounds stand in the words above
        return "few"
    return "some" if missing < 10 else "many"  # noqa: PLR2004 - as above
