"""Codes of marks as words: groups by what they are split by, parts, colours."""

from __future__ import annotations

from collections.abc import Iterable

from matching.summary.gap import SIZES
from matching.summary.scope import INTERNATIONAL
from matching.summary.sums import OTHERS, UNSTATED
from ui import figures as charts
from ui.format import country, number
from ui.session import Dashboard
from ui.words import _, _n, mark

#: One colour per meaning, on every chart: asked, planned, capital; done, not yet.
ASKED, PLANNED, CAPITAL = charts.ACCENT, charts.QUIET, "#86BB1B"
DONE, NOT_YET = charts.ACCENT, charts.QUIET
NEEDS_ATTENTION = "#D99A00"

#: The theme's colours for sectors, in its order (.streamlit/config.toml).
SET = (
    *("#0095B6", "#505058", "#86BB1B", "#C2B88E", "#A51D09", "#117446"),
    *("#8134F4", "#A8B3FA", "#D0438E", "#72CAC4", "#910888", "#7E8613"),
)

GAP_PARTS = {
    "open": mark("Asked, published"),
    "announced": mark("Announced cost, no ask published"),
    "capital": mark("Tickets of investors"),
}
GAP_COLOURS = {"open": ASKED, "announced": PLANNED, "capital": CAPITAL}

DEAL_PARTS = {"came_about": mark("Closed or signed"), "announced": mark("Announced only")}
DEAL_COLOURS = {"came_about": DONE, "announced": NOT_YET}

BOUND_PARTS = {"came_about": mark("Bound"), "not_bound": mark("Not bound")}
BOUND_COLOURS = {"came_about": DONE, "not_bound": NOT_YET}

CORRIDOR_PARTS = {"sought": mark("Open and announced projects")} | DEAL_PARTS
CORRIDOR_COLOURS = {"sought": NEEDS_ATTENTION} | DEAL_COLOURS

STANDINGS = {
    "talks": mark("In talks"),
    "announced": mark("Announced"),
    "signed": mark("Signed"),
    "closed": mark("Closed"),
    "lapsed": mark("Lapsed"),
}

RUNGS = {
    "suggested": mark("Suggested"),
    "contacted": mark("Contacted"),
    "interested": mark("Interested"),
    "mou": mark("Memorandum"),
    "binding": mark("Binding"),
    "disbursed": mark("Disbursed"),
    "declined": mark("Declined"),
}

ROUTES = {
    "debt": mark("Debt on AIX"),
    "cross_listing": mark("Cross-listing on AIX"),
    "ipo_spo": mark("Share offering on AIX"),
    "listed_fund": mark("Fund listed on AIX"),
    "structured": mark("Structured product on AIX"),
    "belt_and_road": mark("Belt and Road segment of AIX"),
    "mining": mark("Mining segment of AIX"),
    "no_listing": mark("AIFC company, no listing on AIX"),
    UNSTATED: mark("Route not read"),
}
ROUTE_PARTS = {"done": mark("Done or under way"), "sought": mark("Open or announced")}
ROUTE_COLOURS = {"done": DONE, "sought": NEEDS_ATTENTION}

CHECKS = {
    "projects_verified": mark("Projects: verified at their source"),
    "investors_verified": mark("Investors: verified at their source"),
    "deals_verified": mark("Deals: verified at their source"),
    "plans_fresh": mark("Plans: news within two years"),
    "asks_known": mark("Open projects: ask published"),
    "tickets_known": mark("Investors: ticket size stated"),
    "own_amounts_known": mark("Deals: own commitment known"),
}
CHECK_PARTS = {
    "good": mark("Yes"),
    "half": mark("In part, or seen in deals"),
    "missing": mark("No"),
}
CHECK_COLOURS = {"good": DONE, "half": "#C2B88E", "missing": NEEDS_ATTENTION}

SHORT_PARTS = {"none": mark("Nobody fits"), "few": mark("Fewer than ten fit")}
SHORT_COLOURS = {"none": NEEDS_ATTENTION, "few": charts.QUIET}


def groups(
    dashboard: Dashboard, split: str, codes: Iterable[str], heaped: int = 0
) -> dict[str, str]:
    """Labels of the groups of a split, in the order given."""
    return {code: group(dashboard, split, code, heaped) for code in dict.fromkeys(codes)}


def group(dashboard: Dashboard, split: str, code: str, heaped: int = 0) -> str:
    """Label of one group."""
    if code == OTHERS:
        return _n("{count} other", "{count} others", heaped) if heaped else _("others")
    if code == UNSTATED:
        return _("not stated")
    if split == "ticket":
        return _size(code)
    if split == "hq_country":
        return _("International institutions") if code == INTERNATIONAL else country(code)
    if split == "year":
        return code
    kind = {"region": "geography", "type": "investor_type"}.get(split, split)
    return dashboard.labels(kind, code)


def of_several_states() -> str:
    """Why some institutions stand under no country."""
    return _(
        "International institutions, which several states own (IFC, EBRD, ADB and others), stand "
        "apart: their seat does not say whose money it is."
    )


def words(table: dict[str, str]) -> dict[str, str]:
    """A table of marked words in the reader's language."""
    return {code: _(word) for code, word in table.items()}


def _size(code: str) -> str:
    sizes = list(SIZES)
    at = sizes.index(code)
    low = SIZES[sizes[at - 1]] if at else 0.0
    if at == len(sizes) - 1:
        return _("over USD {low}m", low=number(low))
    if not at:
        return _("up to USD {high}m", high=number(SIZES[code]))
    return _("USD {low}m to {high}m", low=number(low), high=number(SIZES[code]))
