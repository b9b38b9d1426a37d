"""Reasons for and against a match in words, from the values of its criteria and the records.

The matcher gives numbers; here they become short sentences. A criterion speaks for a pair where
it lifts the score above that of the average pair, and against it where it lowers it; what a
sentence says goes by that, so that it never contradicts the contribution behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.matcher import Matcher
from matching.results import Explanation
from ui.format import known, span, usd
from ui.session import Dashboard
from ui.words import _, _n

#: Points of a hundred below which a criterion neither speaks for nor against.
TELLING = 0.5
STRONG, FAIR = 0.85, 0.6
#: Words that two descriptions share, named at most.
MOST_WORDS = 4
#: Shorter words (a currency, a form of company) say little by themselves.
SHORTEST_WORD = 4


@dataclass(frozen=True)
class Pair:
    """The two records of a match and what the criteria made of them.

    ``match`` holds ``value_*`` and ``known_*`` of each criterion and, where it is known,
    ``shared_words`` of both descriptions.
    """

    dashboard: Dashboard
    project: Any
    investor: Any
    match: Mapping[str, Any]

    def value(self, criterion: str) -> float:
        """Value of a criterion, 0..1."""
        return float(self.match[f"value_{criterion}"])

    def lifts(self, criterion: str) -> bool:
        """Tell whether a criterion lifts the pair above the average one."""
        return self.value(criterion) > self.dashboard.matcher.neutral_[criterion]


@dataclass(frozen=True)
class Reason:
    """A criterion in words, and the points of a hundred by which it moves the average pair."""

    criterion: str
    text: str
    effect: float


def speaks(pair: Pair, weights: Mapping[str, float]) -> tuple[list[Reason], list[Reason]]:
    """Short reasons for and against, strongest first."""
    neutral = pair.dashboard.matcher.neutral_
    effects = {
        name: 100 * weight * (pair.value(name) - neutral[name])
        for name, weight in weights.items()
        if pair.match[f"known_{name}"]
    }
    told = [
        Reason(name, TEXTS[name](pair), effects[name])
        for name in sorted(effects, key=lambda name: -abs(effects[name]))
        if abs(effects[name]) > TELLING
    ]
    return (
        [reason for reason in told if reason.effect > 0],
        [reason for reason in told if reason.effect < 0],
    )


def explained(
    dashboard: Dashboard, matcher: Matcher, explanation: Explanation
) -> tuple[list[Reason], list[Reason]]:
    """Reasons for and against an explained match, strongest first, by the matcher's weights."""
    told: dict[str, Any] = {}
    for reason in explanation.criteria:
        told[f"value_{reason.criterion}"] = reason.value
        told[f"known_{reason.criterion}"] = reason.known
        if reason.criterion == "description" and reason.known:
            told["shared_words"] = reason.investor_says["shared_words"]
    project = dashboard.project(explanation.project_id)
    investor = dashboard.investor(explanation.investor_id)
    return speaks(Pair(dashboard, project, investor, told), matcher.weights_)


def _sector(pair: Pair) -> str:
    labels, value = pair.dashboard.labels, pair.value("sector")
    sector = labels("sector", next(iter(pair.project.sector), None))
    if not known(pair.investor.sectors):
        return _sector_of_deals(pair, sector)
    if not pair.lifts("sector"):
        return (
            _("works elsewhere in {sector}", sector=sector)
            if value > 0
            else _("{sector} is not in its mandate", sector=sector)
        )
    if value >= STRONG:
        field = pair.project.subsector if known(pair.project.subsector) else None
        return _("{field} is its field", field=labels("sector", field) if field else sector)
    if value >= FAIR:
        return _("{sector} is in its mandate", sector=sector)
    return _("works in {sector}, in another field", sector=sector)


def _sector_of_deals(pair: Pair, sector: str) -> str:
    if pair.lifts("sector"):
        return _("has done deals in {sector}", sector=sector)
    return _("has done few or no deals in {sector}", sector=sector)


def _geography(pair: Pair) -> str:
    lifts = pair.lifts("geography")
    if not known(pair.investor.regions_focus):
        if lifts:
            return _("has done deals in the same part of the world")
        return _("its deals lie elsewhere")
    focus = pair.dashboard.labels.several("geography", pair.investor.regions_focus)
    worldwide = set(pair.investor.regions_focus) == {"global"}
    if lifts:
        return _("works worldwide") if worldwide else _("focus on {places}", places=focus)
    if worldwide or "global" in set(pair.investor.regions_focus):
        return _("no special focus on the region")
    return _("focus only on {places}", places=focus)


def _ticket(pair: Pair) -> str:
    fits, lifts = pair.value("ticket") >= STRONG, pair.lifts("ticket")
    asked = known(pair.project.ask_usd_m)
    amount = usd(pair.project.ask_usd_m if asked else pair.project.total_cost_usd_m)
    low, high = pair.investor.ticket_min_usd_m, pair.investor.ticket_max_usd_m
    if not (known(low) or known(high)):
        if not lifts:
            return _("its deals were of another size than {amount}", amount=amount)
        return _("has done deals of this size") if fits else _("has done deals of about this size")
    ticket = span(low, high)
    if not lifts:
        return (
            _("{amount} misses its ticket, {ticket}", amount=amount, ticket=ticket)
            if asked
            else _(
                "much of the {amount} cost misses its ticket, {ticket}",
                amount=amount,
                ticket=ticket,
            )
        )
    if not fits:
        return _("{amount} comes near its ticket, {ticket}", amount=amount, ticket=ticket)
    return (
        _("{amount} fits its ticket, {ticket}", amount=amount, ticket=ticket)
        if asked
        else _(
            "a part of the {amount} cost fits its ticket, {ticket}", amount=amount, ticket=ticket
        )
    )


def _instruments(pair: Pair) -> str:
    labels, sought = pair.dashboard.labels, list(pair.project.instruments)
    shared = [code for code in sought if code in set(pair.investor.instruments)]
    if not pair.lifts("instruments"):
        if shared:
            return _(
                "offers {instruments} only in part or on terms of its own",
                instruments=labels.several("instrument", shared),
            )
        return _("does not offer {sought}", sought=labels.several("instrument", sought))
    if shared:
        return _("offers {instruments}", instruments=labels.several("instrument", shared))
    if pair.value("instruments") >= STRONG:
        return _("offers the same kind of instrument")
    return _("offers instruments that go with those sought")


def _stage(pair: Pair) -> str:
    stage = pair.dashboard.labels("stage", pair.project.stage)
    if not pair.lifts("stage"):
        return _("comes in at other stages than {stage}", stage=stage)
    if pair.value("stage") >= STRONG:
        return _("comes in at this stage: {stage}", stage=stage)
    return _("comes in near this stage: {stage}", stage=stage)


def _themes(pair: Pair) -> str:
    shared = [code for code in pair.project.themes if code in set(pair.investor.themes)]
    themes = pair.dashboard.labels.several("theme", shared)
    if not pair.lifts("themes"):
        if shared:
            return _("shares only the theme {themes}", themes=themes)
        return _("no theme in common")
    return _("shares the theme {themes}", themes=themes)


def _description(pair: Pair) -> str:
    if not pair.lifts("description"):
        return _("the descriptions have little in common")
    shared = pair.match.get("shared_words") or ()
    words = [word for word in shared if len(word) >= SHORTEST_WORD]
    if words:
        return _("both descriptions speak of {words}", words=", ".join(words[:MOST_WORDS]))
    return _("both descriptions speak of the same things")


def _track_record(pair: Pair) -> str:
    field_code = pair.project.subsector if known(pair.project.subsector) else None
    field = pair.dashboard.labels("sector", field_code or next(iter(pair.project.sector), None))
    key = (pair.investor.investor_id, pair.project.subsector)
    done, talks = pair.dashboard.deals_by_field[key], pair.dashboard.talks_by_field[key]
    if not pair.lifts("track_record"):
        if done:
            return _n(
                "only {count} deal in {field}", "only {count} deals in {field}", done, field=field
            )
        return _("its past deals were of another kind")
    if done:
        return _n("{count} deal in {field}", "{count} deals in {field}", done, field=field)
    if talks:
        return _n(
            "{count} deal announced or in talks in {field}",
            "{count} deals announced or in talks in {field}",
            talks,
            field=field,
        )
    return _("past deals of a similar kind")


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
