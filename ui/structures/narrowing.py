"""What the deals are narrowed to, in a liaison's terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from matching.facets import Facet, FacetIndex
from matching.vocabulary import Vocabulary
from structuring.record import NONE, Structure
from ui.facets import Shown
from ui.format import country, usd
from ui.records.narrowing import band
from ui.session import Dashboard
from ui.structures.book import Book, book
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
#: Values that stand above others in a facet, or that several fields make together.
UNCHECKED, AIX_DEBT, ISLAMIC, SUKUK_UNREAD = "unchecked", "aix_debt", "islamic", "sukuk_unread"
GROUPS = {
    UNCHECKED: mark("not yet checked"),
    AIX_DEBT: mark("Debt on the AIX (any route)"),
    ISLAMIC: mark("Islamic terms (any contract)"),
    SUKUK_UNREAD: mark("sukuk, contract not read"),
}
#: Instruments that are debt where they are listed, whatever the route.
DEBT = frozenset({"bond", "sukuk", "convertible"})
AMOUNTS = (5, 20, 50, 100, 500, 1000)


def index(dashboard: Dashboard, deals: Mapping[str, Deal]) -> FacetIndex:
    """The deals, ready to be narrowed."""
    return _index(version(dashboard), dashboard, deals)


@st.cache_resource(show_spinner=False, max_entries=2)
def _index(of: tuple[str, str], _dashboard: Dashboard, _deals: Mapping[str, Deal]) -> FacetIndex:
    del of
    countries = _dashboard.investors["hq_country"]
    rows = [_row(deal, countries) for deal in _deals.values()]
    return FacetIndex(pd.DataFrame(rows), _facets(book(_dashboard)))


def _facets(told: Book) -> list[Facet]:
    contracts = [*(code for code in told.codes("islamic_contract") if code != NONE), SUKUK_UNREAD]
    trees = {
        "state": _tree(UNCHECKED, [state for state in STATES if state != "checked"], ["checked"]),
        "aix_route": _tree(AIX_DEBT, ["debt"], told.codes("aix_route")),
        "islamic_contract": _tree(ISLAMIC, contracts, [NONE]),
    }
    return [
        Facet("state", ("state",), tree=trees["state"]),
        Facet("sector", ("sector",)),
        *(Facet(name, (name,), tree=trees.get(name)) for name in FIELDS),
        Facet("amount_from", ("amount",), edges=AMOUNTS, upward=True),
        Facet("size", ("amount",), edges=(0, *AMOUNTS)),
        Facet("finding", ("finding",)),
        Facet("readiness", ("readiness",)),
        Facet("stage", ("stage",)),
        Facet("country", ("country",)),
    ]


def _tree(group: str, within: Sequence[str], others: Iterable[str]) -> Vocabulary:
    """A group with what lies within it, and the other values after it, in this order."""
    parents: dict[str, tuple[str, ...]] = {group: (), **dict.fromkeys(within, (group,))}
    order = dict.fromkeys([group, *within, *others])
    return Vocabulary(
        {code: parents.get(code, ()) for code in order},
        {code: place for place, code in enumerate(order)},
    )


def shown(dashboard: Dashboard, told: Book) -> dict[str, Shown]:
    """Title and values of every facet."""
    labels, silent = dashboard.labels, _("not read")
    # A field that nobody has read yet says so, instead of missing among the facets.
    fields = {
        name: Shown(told.label(name), partial(_value, told, name), silent, always=True)
        for name in FIELDS
    }
    return fields | {
        name: replace(facet, always=True)
        for name, facet in {
            "state": Shown(_("Checked or not"), _state),
            "sector": Shown(_("Sector"), lambda code: labels("sector", code)),
            "amount_from": Shown(_("Amount, at least"), _at_least, _("not published")),
            "size": Shown(_("Ask, offer or cost"), band, _("not published")),
            "finding": Shown(_("Worst finding"), lambda code: _(LEVELS[code]), _("nothing found")),
            "readiness": Shown(_("Readiness"), lambda code: _(READINESS[code])),
            "stage": Shown(_("Stage"), lambda code: labels("stage", code)),
            "country": Shown(_("Investor's country"), country, _("no investor on record")),
        }.items()
    }


def _value(told: Book, name: str, code: str) -> str:
    return _(GROUPS[code]) if code in GROUPS else told.value(name, code)


def _state(code: str) -> str:
    return _(GROUPS[code]) if code in GROUPS else _(STATES[code])  # type: ignore[index]


def _at_least(code: str) -> str:
    return _("{amount} or more", amount=usd(float(code.rstrip("-"))))


def _row(deal: Deal, countries: pd.Series) -> dict[str, object]:
    missing = len(deal.readiness.missing)
    return {name: deal.structure.get(name) for name in FIELDS} | {
        "aix_route": _route(deal.structure),
        "islamic_contract": _contract(deal.structure),
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


def _route(structure: Structure) -> list[str] | None:
    """The route; a listed bond or sukuk is debt on the AIX by whatever route it came."""
    route = structure.get("aix_route")
    if route is None:
        return None
    debt = route != NONE and structure.one_of("instrument", *DEBT)
    return [route, AIX_DEBT] if debt else [route]


def _contract(structure: Structure) -> str | None:
    """The contract; a sukuk has one, also where nobody has read which."""
    contract = structure.get("islamic_contract")
    unread = contract is None and structure.one_of("instrument", "sukuk")
    return SUKUK_UNREAD if unread else contract


def _readiness(missing: int) -> str:
    if not missing:
        return "ready"
    if missing < 5:  # noqa: PLR2004 - the bounds stand in the words above
        return "few"
    return "some" if missing < 10 else "many"  # noqa: PLR2004 - as above
