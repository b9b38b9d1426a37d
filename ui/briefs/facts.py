"""Facts of both sides, reasons and gaps of a match, as plain text for a page or a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data.rows import each_row
from matching.gaps import narrows
from matching.results import Explanation
from ui.deals import amount_told
from ui.facts import INVESTOR_SAYS, PROJECT_SAYS
from ui.format import UNKNOWN, converted, country, known, number, points, span, when
from ui.session import Dashboard
from ui.weights import CRITERIA
from ui.why import FIELDS
from ui.words import _

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+!|<>~$:^=-])")


def bare(markdown: str) -> str:
    """Take the escapes out of text that was made safe for markdown."""
    return _ESCAPED.sub(r"\1", markdown)


def project_facts(dashboard: Dashboard, project: pd.Series) -> list[tuple[str, str]]:
    """What a project is and asks."""
    labels = dashboard.labels
    field = (
        project["subsector"] if known(project["subsector"]) else next(iter(project["sector"]), None)
    )
    return [
        (_("Ask"), converted(project, "ask") or _("not published")),
        (_("Total cost"), converted(project, "total_cost") or _("not published")),
        (_("Sector"), labels("sector", field)),
        (_("Region"), labels("geography", project["region"])),
        (_("Status"), labels("opportunity", project["opportunity"])),
        (_("Sponsor"), project["sponsor"] if known(project["sponsor"]) else _("not published")),
        (_("As of"), _as_of(project)),
    ]


def investor_facts(dashboard: Dashboard, investor: pd.Series) -> list[tuple[str, str]]:
    """What an investor is and offers."""
    labels = dashboard.labels
    ticket = span(investor["ticket_min_usd_m"], investor["ticket_max_usd_m"])
    return [
        (_("Type"), labels("investor_type", investor["type"])),
        (_("Country"), country(investor["hq_country"])),
        (_("Ticket"), _("not published") if ticket == UNKNOWN else ticket),
        (_("Instruments"), labels.several("instrument", investor["instruments"])),
        (_("Sectors"), labels.several("sector", investor["sectors"])),
        (_("Regions"), labels.several("geography", investor["regions_focus"])),
        (_("As of"), _as_of(investor)),
    ]


def criteria(dashboard: Dashboard, explanation: Explanation) -> list[tuple[str, str, str, str]]:
    """Each criterion that counts: its name, what either side says, its points and their basis."""
    return [
        (
            _(CRITERIA[reason.criterion]),
            PROJECT_SAYS[reason.criterion](dashboard.labels, reason.project_says),
            INVESTOR_SAYS[reason.criterion](dashboard.labels, reason.investor_says),
            _(
                "{points} of {weight}, {basis}",
                points=number(100 * reason.contribution, 1),
                weight=number(100 * reason.weight, 1),
                basis=_("unknown")
                if not reason.known
                else _("inferred")
                if reason.inferred
                else _("stated"),
            ),
        )
        for reason in explanation.criteria
        if reason.weight
    ]


def past_deals(
    dashboard: Dashboard, explanation: Explanation, most: int
) -> tuple[list[dict[str, Any]], int]:
    """Deals of the investor, those that speak most for the match first, and how many there are."""
    telling = {deal.deal_id: deal.share for deal in explanation.past_deals}
    own = dashboard.deals[dashboard.deals["investor_id"] == explanation.investor_id]
    own = own.assign(share=[telling.get(key, 0.0) for key in own["deal_id"]]).sort_values(
        ["share", "year", "deal_id"], ascending=[False, False, True]
    )
    return each_row(own.head(most)), len(own)


def deal_told(dashboard: Dashboard, deal: Mapping[str, Any]) -> tuple[str, str]:
    """A deal's project, year and role, and its amount."""
    name = dashboard.projects["name"].get(deal["project_id"], deal["project_id"])
    year = str(int(deal["year"])) if pd.notna(deal["year"]) else _("undated")
    said = [str(deal[field]) for field in ("role", "status") if known(deal[field])]
    return f"{name}, {year}: {', '.join(said)}", bare(amount_told(deal))


def unknown(dashboard: Dashboard, explanation: Explanation) -> list[str]:
    """What is not known, what would settle most first."""
    weights = {reason.criterion: reason.weight for reason in explanation.criteria}
    gaps = sorted(
        (gap for gap in explanation.unknown if weights[gap.criterion]),
        key=lambda gap: (-narrows(explanation, gap), -weights[gap.criterion], gap.side),
    )
    told = []
    for gap in gaps:
        frame = dashboard.projects if gap.side == "project" else dashboard.investors
        fields = [_(FIELDS.get(field, field)) for field in gap.fields]
        named = fields[0] if len(fields) == 1 else " / ".join(fields)
        told.append(
            _(
                "{fields} of {name}: up to {points} points",
                fields=named,
                name=frame.at[gap.record_id, "name"],
                points=points(narrows(explanation, gap)),
            )
        )
    return told


def sources(records: Sequence[Mapping[str, Any] | pd.Series]) -> list[tuple[str, str]]:
    """Addresses behind the records in their order, each once, with date and doubt."""
    found: dict[str, str] = {}
    for record in records:
        for name in ("source_url", "source_url_2"):
            url = record.get(name)
            if known(url) and str(url).startswith(("http://", "https://")):
                found.setdefault(str(url), _as_of(record))
    return list(found.items())


def _as_of(record: Mapping[str, Any] | pd.Series) -> str:
    dated = record.get("as_of")
    told = when(dated) if known(dated) else _("undated")
    if record.get("verified") == "no":
        return f"{told}, {_('unverified')}"
    if record.get("verified") == "partial":
        return f"{told}, {_('partly verified')}"
    return told
