"""Reasons for and against a match in words, from the values of its criteria and the records.

The matcher gives numbers; here they become short sentences. A criterion speaks for a pair where
it lifts the score above that of the average pair, and against it where it lowers it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ui.format import known, span, usd
from ui.session import Dashboard
from ui.words import _, _n

#: Points of a hundred below which a criterion neither speaks for nor against.
TELLING = 0.5
STRONG, FAIR = 0.85, 0.6


@dataclass(frozen=True)
class Pair:
    """The two records of a match and what the criteria made of them."""

    dashboard: Dashboard
    project: Any
    investor: Any
    match: Mapping[str, Any]

    def value(self, criterion: str) -> float:
        """Value of a criterion, 0..1."""
        return float(self.match[f"value_{criterion}"])


def speaks(pair: Pair, weights: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """Short reasons for and against, strongest first."""
    effects = {
        name: 100 * weight * (pair.value(name) - pair.dashboard.matcher.neutral_[name])
        for name, weight in weights.items()
        if pair.match[f"known_{name}"]
    }
    ordered = sorted(effects, key=lambda name: -abs(effects[name]))
    pros = [TEXTS[name](pair) for name in ordered if effects[name] > TELLING]
    cons = [TEXTS[name](pair) for name in ordered if effects[name] < -TELLING]
    return [text for text in pros if text], [text for text in cons if text]


def _sector(pair: Pair) -> str:
    labels, value = pair.dashboard.labels, pair.value("sector")
    sector = labels("sector", next(iter(pair.project.sector), None))
    if value >= STRONG:
        field = pair.project.subsector if known(pair.project.subsector) else None
        return _("{field} is its field", field=labels("sector", field) if field else sector)
    if value >= FAIR:
        return _("{sector} is in its mandate", sector=sector)
    if value > 0:
        return _("works elsewhere in {sector}", sector=sector)
    return _("{sector} is not in its mandate", sector=sector)


def _geography(pair: Pair) -> str:
    if not known(pair.investor.regions_focus):
        return _("has worked in the same region")
    focus = pair.dashboard.labels.several("geography", pair.investor.regions_focus)
    if pair.value("geography") >= pair.dashboard.matcher.neutral_["geography"]:
        return _("focus on {places}", places=focus)
    if "global" in set(pair.investor.regions_focus):
        return _("no special focus on the region")
    return _("focus only on {places}", places=focus)


def _ticket(pair: Pair) -> str:
    fits = pair.value("ticket") >= STRONG
    asked = known(pair.project.ask_usd_m)
    amount = usd(pair.project.ask_usd_m if asked else pair.project.total_cost_usd_m)
    low, high = pair.investor.ticket_min_usd_m, pair.investor.ticket_max_usd_m
    if not (known(low) or known(high)):
        return (
            _("has done deals of this size")
            if fits
            else _("its deals were of another size than {amount}", amount=amount)
        )
    ticket = span(low, high)
    if asked:
        return (
            _("{amount} fits its ticket, {ticket}", amount=amount, ticket=ticket)
            if fits
            else _("{amount} misses its ticket, {ticket}", amount=amount, ticket=ticket)
        )
    return (
        _("a part of the {amount} cost fits its ticket, {ticket}", amount=amount, ticket=ticket)
        if fits
        else _("the {amount} cost is far from its ticket, {ticket}", amount=amount, ticket=ticket)
    )


def _instruments(pair: Pair) -> str:
    shared = [code for code in pair.project.instruments if code in set(pair.investor.instruments)]
    if shared:
        return _(
            "offers {instruments}", instruments=pair.dashboard.labels.several("instrument", shared)
        )
    if pair.value("instruments") >= FAIR:
        return _("offers the same kind of instrument")
    return _("its instruments differ from those sought")


def _stage(pair: Pair) -> str:
    stage = pair.dashboard.labels("stage", pair.project.stage)
    if pair.value("stage") >= FAIR:
        return _("comes in at this stage: {stage}", stage=stage)
    return _("comes in at other stages than {stage}", stage=stage)


def _themes(pair: Pair) -> str:
    shared = [code for code in pair.project.themes if code in set(pair.investor.themes)]
    if shared:
        return _("shares the theme {themes}", themes=pair.dashboard.labels.several("theme", shared))
    return _("no theme in common")


def _description(pair: Pair) -> str:
    if pair.value("description") >= pair.dashboard.matcher.neutral_["description"]:
        return _("both descriptions speak of the same things")
    return _("the descriptions have little in common")


def _track_record(pair: Pair) -> str:
    if pair.value("track_record") < pair.dashboard.matcher.neutral_["track_record"]:
        return _("its past deals were of another kind")
    key = (pair.investor.investor_id, pair.project.subsector)
    done, talks = pair.dashboard.deals_by_field[key], pair.dashboard.talks_by_field[key]
    if not done and not talks:
        return _("past deals of a similar kind")
    field = pair.dashboard.labels(
        "sector",
        pair.project.subsector
        if known(pair.project.subsector)
        else next(iter(pair.project.sector), None),
    )
    if not done:
        return _n(
            "{count} deal announced or in talks in {field}",
            "{count} deals announced or in talks in {field}",
            talks,
            field=field,
        )
    return _n("{count} deal in {field}", "{count} deals in {field}", done, field=field)


TEXTS: Mapping[str, Callable[[Pair], str]] = {
    "sector": _sector,
    "geography": _geography,
    "ticket": _ticket,
    "instruments": _instruments,
    "stage": _stage,
    "themes": _themes,
    "description": _description,
    "track_record": _track_record,
}
