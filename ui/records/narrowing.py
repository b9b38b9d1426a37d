"""Facets of the records in words."""

from __future__ import annotations

from collections.abc import Callable

from ui.corridors import corridor_name
from ui.facets import Shown
from ui.finder import Side
from ui.format import country, span
from ui.session import Dashboard
from ui.words import _, mark

YES_NO = {"yes": mark("yes"), "no": mark("no")}
VERIFIED = {
    "yes": mark("verified"),
    "partial": mark("partly verified"),
    "no": mark("unverified"),
}
#: Kinds of opportunity, short enough for a column.
STATUS = {
    "open": mark("Open"),
    "announced": mark("Announced"),
    "under way": mark("Under way"),
    "track record": mark("Track record"),
}
FRESH = {"yes": mark("news within two years"), "no": mark("older")}


def shown(dashboard: Dashboard, side: Side) -> dict[str, Shown]:
    """Title and values of every facet of one side."""
    labels = dashboard.labels

    def coded(kind: str) -> Callable[[str], str]:
        return lambda code: labels(kind, code)

    both = {
        "sector": Shown(_("Sector"), coded("sector")),
        "instrument": Shown(_("Instrument"), coded("instrument")),
        "stage": Shown(_("Stage"), coded("stage")),
        "theme": Shown(_("Theme"), coded("theme")),
        "verified": Shown(_("Verified"), lambda code: _(VERIFIED.get(code, code))),
        "fresh": Shown(_("Last word"), lambda code: _(FRESH[code])),
    }
    if side == "project":
        return both | {
            "status": Shown(_("Status"), lambda code: _(STATUS.get(code, code))),
            "region": Shown(_("Region"), coded("geography")),
            "corridor": Shown(_("Corridor"), lambda code: corridor_name(dashboard, code)),
            "ask": Shown(_("Ask"), band),
            "cost": Shown(_("Total cost"), band),
        }
    return both | {
        "type": Shown(_("Type of investor"), coded("investor_type")),
        "country": Shown(_("Country"), country),
        "ticket": Shown(_("Ticket"), band),
        "focus": Shown(_("Works in"), coded("geography")),
        "presence": Shown(_("Present in Kazakhstan"), lambda code: _(YES_NO.get(code, code))),
        "aifc": Shown(_("AIFC participant"), lambda code: _(YES_NO.get(code, code))),
    }


def band(code: str) -> str:
    """A band of amounts in USD million, given as it stands in the address."""
    low, _dash, high = code.partition("-")
    return span(float(low) or None, float(high) if high else None)
