"""One match on one printed page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from reportlab.platypus import Flowable

from matching.matcher import Matcher
from matching.results import Explanation
from ui.briefs import facts
from ui.briefs.origin import footer
from ui.format import points, signed
from ui.query import Query
from ui.reasons import Reason, explained
from ui.session import Dashboard
from ui.takeaway import pictures
from ui.takeaway.blocks import Type, shortened
from ui.takeaway.pdf import Paper, Rich, joined, link, muted, on_one_page
from ui.takeaway.provenance import Provenance
from ui.weights import CRITERIA
from ui.why import INFERRED, STATED, UNKNOWN_BAR
from ui.words import _, _n, language

#: Size of the type in points, deals, reasons and gaps shown: each attempt is tighter.
ATTEMPTS = ((8.6, 6, 4, 5), (8.2, 5, 3, 4), (7.8, 4, 3, 3), (7.4, 3, 3, 3), (7.0, 2, 2, 2))
#: Letters of what one side says on a criterion.
SAID = 150


def brief(
    dashboard: Dashboard, matcher: Matcher, query: Query, chosen: str, origin: Provenance
) -> bytes:
    """Set the match of the record asked about with the one chosen."""
    explanation = matcher.explain(*query.pair(chosen), for_=query.direction)
    paper = Paper(
        title=origin.title,
        head=_("Investor matchmaking for Kazakhstan: brief of a match"),
        footer=footer(origin),
        author=origin.made_by or "",
        language=language(),
    )
    return on_one_page(
        paper,
        lambda turn: _story(dashboard, matcher, explanation, paper.width, turn),
        tries=len(ATTEMPTS),
    )


def _story(
    dashboard: Dashboard, matcher: Matcher, explanation: Explanation, width: float, turn: int
) -> list[Flowable]:
    size, deals, reasons, gaps = ATTEMPTS[turn]
    kind = Type(width, size)
    left, right = kind.part(0.5), kind.part(0.5)
    project = dashboard.project(explanation.project_id)
    investor = dashboard.investor(explanation.investor_id)
    pros, cons = explained(dashboard, matcher, explanation)
    told, count = facts.past_deals(dashboard, explanation, deals)
    cited = facts.sources([project, investor, *told])
    return [
        *kind.title(f"{investor['name']} × {project['name']}", _score(explanation)),
        *_screened(kind, project, investor),
        kind.beside(
            [left.heading(investor["name"]), left.facts(facts.investor_facts(dashboard, investor))],
            [right.heading(project["name"]), right.facts(facts.project_facts(dashboard, project))],
        ),
        kind.gap(0.4),
        kind.beside(
            [
                left.heading(_("Speaks for it")),
                *left.bullets(_reasons(pros, reasons)),
                left.heading(_("Speaks against it")),
                *left.bullets(_reasons(cons, reasons)),
            ],
            [
                right.heading(_("Where the points come from")),
                _picture(explanation, right),
                right.note(_legend()),
            ],
        ),
        kind.heading(_("What both sides say")),
        kind.table(
            [_("Criterion"), _("Project"), _("Investor"), _("Points")],
            [
                [name, shortened(ours, SAID), shortened(theirs, SAID), told_points]
                for name, ours, theirs, told_points in facts.criteria(dashboard, explanation)
            ],
            [0.13, 0.33, 0.36, 0.18],
        ),
        *_deals(dashboard, kind, told, count, cited),
        *_unknown(dashboard, kind, explanation, gaps),
        kind.heading(_("Sources")),
        kind.note(_sources(cited)),
    ]


def _legend() -> str:
    return _("Dark: stated by both sides. Light: inferred. Grey: unknown, counts as average.")


def _score(explanation: Explanation) -> str:
    if all(reason.known for reason in explanation.criteria if reason.weight):
        return _(
            "{score} of 100 points; every criterion that counts is known on both sides",
            score=points(explanation.score),
        )
    return _(
        "{score} of 100 points, between {low} and {high} depending on what is unknown",
        score=points(explanation.score),
        low=points(explanation.score_low),
        high=points(explanation.score_high),
    )


def _screened(kind: Type, *records: pd.Series) -> list[Flowable]:
    reasons = [record["screening"] for record in records if isinstance(record["screening"], str)]
    return [kind.text(_("Screen before contact: {reason}", reason=each)) for each in reasons]


def _reasons(told: Sequence[Reason], most: int) -> list[str]:
    shown = [f"{each.text} ({signed(each.effect)})" for each in told[:most]]
    return shown or [_("nothing known")]


def _picture(explanation: Explanation, kind: Type) -> Flowable:
    counted = [reason for reason in explanation.criteria if reason.weight]
    colours = [
        UNKNOWN_BAR if not reason.known else INFERRED if reason.inferred else STATED
        for reason in counted
    ]
    return pictures.contributions(
        [_(CRITERIA[reason.criterion]) for reason in counted],
        [100 * reason.contribution for reason in counted],
        colours,
        (_("Score"), 100 * explanation.score),
        kind.width,
        0.9 * kind.size,
    )


def _deals(
    dashboard: Dashboard,
    kind: Type,
    told: Sequence[Mapping[str, Any]],
    count: int,
    cited: Sequence[tuple[str, str]],
) -> list[Flowable]:
    title = _n("{count} deal on record", "{count} deals on record", count)
    if not told:
        return [kind.heading(title), kind.text(_("No deal of this investor is on record."))]
    numbers = {url: at for at, (url, _as_of) in enumerate(cited, start=1)}
    rows = []
    for deal in told:
        what, amount = facts.deal_told(dashboard, deal)
        at = numbers.get(str(deal["source_url"]))
        rows.append([shortened(what, 130), amount, f"[{at}]" if at else _("no source")])
    shown = [
        kind.heading(title),
        kind.table(
            [_("Those nearest to this match"), _("Amount"), _("Source")], rows, [0.64, 0.26, 0.10]
        ),
    ]
    if count > len(rows):
        more = _n("{count} more deal", "{count} more deals", count - len(rows))
        shown.append(kind.note(more))
    return shown


def _unknown(
    dashboard: Dashboard, kind: Type, explanation: Explanation, most: int
) -> list[Flowable]:
    gaps = facts.unknown(dashboard, explanation)
    if not gaps:
        return []
    return [kind.heading(_("What is unknown")), *kind.bullets(gaps[:most])]


def _sources(cited: Sequence[tuple[str, str]]) -> Rich:
    if not cited:
        return muted(_("no source that can be cited"))
    parts = [
        joined([f"[{at}]\u00a0", link(url), f" ({as_of})"], "")
        for at, (url, as_of) in enumerate(cited, start=1)
    ]
    return joined(parts, "  ")


def file_name(*parts: str) -> str:
    """Name of a file from ids: letters that every system takes."""
    return "-".join("".join(c if c.isalnum() or c in "-_" else "-" for c in p) for p in parts)
