"""What both sides of a match say on each criterion, in words, with source and date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.rows import each_row
from data.store import Store
from matching.results import CriterionReason
from ui.format import UNKNOWN, known, plain, source, span, usd
from ui.labels import Labels
from ui.session import Dashboard
from ui.words import _, _n

EXCERPT = 160
DEALS_CITED = 2

#: Columns whose own source, where there is one, stands behind a criterion.
FIELDS_BEHIND = {
    ("ticket", "project"): ("ask_usd_m", "total_cost_usd_m"),
    ("ticket", "investor"): ("ticket_min_usd_m", "ticket_max_usd_m"),
}


@dataclass(frozen=True)
class Told:
    """One side's facts on one criterion and where they come from, both as markdown."""

    text: str
    source: str


def project_told(dashboard: Dashboard, project: pd.Series, reason: CriterionReason) -> Told:
    """What the project says on a criterion."""
    text = PROJECT_SAYS[reason.criterion](dashboard.labels, reason.project_says)
    return Told(plain(text), _source(dashboard.store, "project", project, reason.criterion))


def investor_told(dashboard: Dashboard, investor: pd.Series, reason: CriterionReason) -> Told:
    """What the investor says on a criterion, or what its deals say for it."""
    text = INVESTOR_SAYS[reason.criterion](dashboard.labels, reason.investor_says)
    if reason.criterion == "ticket" and reason.investor_says["basis"] in {"deals", "projects"}:
        return Told(plain(text), _deal_sources(dashboard, reason.investor_says["deals"]))
    return Told(plain(text), _source(dashboard.store, "investor", investor, reason.criterion))


def _deal_sources(dashboard: Dashboard, deal_ids: Sequence[str]) -> str:
    deals = dashboard.deals[dashboard.deals["deal_id"].isin(deal_ids[:DEALS_CITED])]
    cited = [
        f"{plain(dashboard.projects['name'].get(deal['project_id'], deal['project_id']))}, "
        + source(deal["source_url"], None, deal["verified"])
        for deal in each_row(deals)
    ]
    more = len(deal_ids) - len(cited)
    return "; ".join(cited) + (f" (+{more})" if more else "")


def _source(store: Store, kind: str, record: pd.Series, criterion: str) -> str:
    fields = FIELDS_BEHIND.get((criterion, kind))
    if fields:
        sources = store.frame("field_sources", kind=kind, id=record[f"{kind}_id"])
        for own in each_row(sources[sources["field"].isin(fields)])[:1]:
            return source(own["source_url"], own["as_of"], own["verified"])
    return source(record["source_url"], record["as_of"], record["verified"])


def _p_sector(labels: Labels, says: Mapping[str, Any]) -> str:
    sectors = labels.several("sector", says["sector"])
    if says["subsector"]:
        return f"{labels('sector', says['subsector'])} ({sectors})"
    return sectors


def _p_geography(labels: Labels, says: Mapping[str, Any]) -> str:
    places = [says["region"], *says["other_regions"]] if says["region"] else []
    return labels.several("geography", places)


def _p_ticket(labels: Labels, says: Mapping[str, Any]) -> str:  # noqa: ARG001 - one shape for all
    if says["basis"] == "ask":
        return _("ask {amount}", amount=usd(says["ask_usd_m"]))
    if says["basis"] == "total_cost":
        return _(
            "ask not published; total cost {amount} stands in", amount=usd(says["total_cost_usd_m"])
        )
    return _("ask and cost not published")


def _p_instruments(labels: Labels, says: Mapping[str, Any]) -> str:
    return (
        labels.several("instrument", says["instruments"])
        if says["instruments"]
        else _("not stated")
    )


def _p_stage(labels: Labels, says: Mapping[str, Any]) -> str:
    return labels("stage", says["stage"])


def _p_themes(labels: Labels, says: Mapping[str, Any]) -> str:
    if not says["themes"]:
        return UNKNOWN
    return _("{themes} (by rule)", themes=labels.several("theme", says["themes"]))


def _p_description(labels: Labels, says: Mapping[str, Any]) -> str:  # noqa: ARG001 - one shape for all
    return _excerpt(says["description"])


def _p_track_record(labels: Labels, says: Mapping[str, Any]) -> str:  # noqa: ARG001 - one shape for all
    return _("compared with the investor's past projects")


def _i_sector(labels: Labels, says: Mapping[str, Any]) -> str:
    parts = [labels.several("sector", says["sectors"])]
    if says["specialisms"]:
        parts.append(
            _(
                "inferred from its description: {fields}",
                fields=labels.several("sector", says["specialisms"]),
            )
        )
    if says["deals"]:
        count = len(says["deals"])
        parts.append(_n("{count} deal in this field", "{count} deals in this field", count))
    return "; ".join(parts)


def _i_geography(labels: Labels, says: Mapping[str, Any]) -> str:
    parts = [labels.several("geography", says["regions_focus"])]
    if says["kz_presence"] == "yes":
        parts.append(_("present in Kazakhstan"))
    if says["deals"]:
        count = len(says["deals"])
        parts.append(
            _n("{count} deal in the same region", "{count} deals in the same region", count)
        )
    return "; ".join(parts)


def _i_ticket(labels: Labels, says: Mapping[str, Any]) -> str:  # noqa: ARG001 - one shape for all
    if says["basis"] is None:
        return _("ticket not published, no deal amounts on record")
    ticket = span(says["ticket_min_usd_m"], says["ticket_max_usd_m"])
    if says["basis"] == "stated":
        return _("{ticket} (stated)", ticket=ticket)
    if says["basis"] == "observed":
        return _("{ticket} (seen in deals, not a stated policy)", ticket=ticket)
    count = len(says["deals"])
    if says["basis"] == "deals":
        return _n(
            "{ticket} (inferred: a fifth to twice the size of {count} deal)",
            "{ticket} (inferred: a fifth of the smallest to twice the largest of {count} deals)",
            count,
            ticket=ticket,
        )
    return _n(
        "{ticket} (inferred: a fifth to twice the size of {count} project it took part in)",
        "{ticket} (inferred: a fifth of the smallest to twice the largest of {count} projects it "
        "took part in)",
        count,
        ticket=ticket,
    )


def _i_instruments(labels: Labels, says: Mapping[str, Any]) -> str:
    if not says["instruments"]:
        return _("not published")
    text = labels.several("instrument", says["instruments"])
    if says["basis"] == "deals":
        text = _("{instruments} (inferred from its deals)", instruments=text)
    if says["shariah_only"]:
        text += "; " + _("Shariah-compliant terms only")
    return text


def _i_stage(labels: Labels, says: Mapping[str, Any]) -> str:
    return labels.several("stage", says["stages"]) if says["stages"] else _("not published")


def _i_themes(labels: Labels, says: Mapping[str, Any]) -> str:
    return labels.several("theme", says["themes"]) if says["themes"] else _("not published")


def _i_description(labels: Labels, says: Mapping[str, Any]) -> str:  # noqa: ARG001 - one shape for all
    text = _excerpt(says["description"])
    if says["shared_words"]:
        text += " " + _("(in common: {words})", words=", ".join(says["shared_words"][:8]))
    return text


def _i_track_record(labels: Labels, says: Mapping[str, Any]) -> str:  # noqa: ARG001 - one shape for all
    if not says["deals"]:
        return _("no deals on record")
    count = len(says["deals"])
    return _n(
        "{count} deal on record, listed below", "{count} deals on record, listed below", count
    )


def _excerpt(text: object) -> str:
    if not known(text):
        return UNKNOWN
    words = str(text)
    return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"


_Teller = Callable[[Labels, Mapping[str, Any]], str]

PROJECT_SAYS: Mapping[str, _Teller] = {
    "sector": _p_sector,
    "geography": _p_geography,
    "ticket": _p_ticket,
    "instruments": _p_instruments,
    "stage": _p_stage,
    "themes": _p_themes,
    "description": _p_description,
    "track_record": _p_track_record,
}

INVESTOR_SAYS: Mapping[str, _Teller] = {
    "sector": _i_sector,
    "geography": _i_geography,
    "ticket": _i_ticket,
    "instruments": _i_instruments,
    "stage": _i_stage,
    "themes": _i_themes,
    "description": _i_description,
    "track_record": _i_track_record,
}
