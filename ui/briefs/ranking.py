"""A match list on one printed page, and the whole of it as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd
from reportlab.platypus import Flowable

from data.pipeline import Pair
from data.rows import each_row
from matching.matcher import Matcher
from matching.results import Shortlist
from ui.briefs import facts
from ui.briefs.origin import footer, weights_told
from ui.format import UNKNOWN, country, known, points, usd
from ui.gates import GATES, gate_detail
from ui.pipeline import adding
from ui.query import Query
from ui.reasons import Pair as Sides
from ui.reasons import speaks
from ui.session import Dashboard
from ui.takeaway.blocks import Align, Type, shortened
from ui.takeaway.pdf import Paper, joined, link, on_one_page
from ui.takeaway.provenance import Provenance
from ui.takeaway.xlsx import Column, Sheet, workbook
from ui.weights import CRITERIA
from ui.words import _, _n, language

#: Size of the type in points and matches shown: each attempt is tighter.
ATTEMPTS = ((8.2, 15), (7.6, 15), (7.2, 14), (7.0, 12), (6.8, 11), (6.8, 9), (6.6, 7))

NUMBERS: Final = (0, 2)
SIDES: Final[Sequence[Align]] = ["right" if at in NUMBERS else "left" for at in range(9)]


def brief(
    dashboard: Dashboard,
    matcher: Matcher,
    query: Query,
    matches: pd.DataFrame,
    origin: Provenance,
) -> bytes:
    """Set the best of a match list on one landscape page."""
    paper = Paper(
        title=origin.title,
        head=_("Investor matchmaking for Kazakhstan: brief of a match list"),
        footer=footer(origin),
        author=origin.made_by or "",
        landscape=True,
        language=language(),
    )
    stands = adding.standings(dashboard)
    rows = [
        _row(dashboard, matcher, match, stands) for match in each_row(matches.head(ATTEMPTS[0][1]))
    ]

    def story(turn: int) -> list[Flowable]:
        size, most = ATTEMPTS[turn]
        return _story(dashboard, query, rows[:most], len(matches), Type(paper.width, size))

    return on_one_page(paper, story, tries=len(ATTEMPTS))


def sheets(
    dashboard: Dashboard,
    matcher: Matcher,
    query: Query,
    matches: pd.DataFrame,
    shortlist: Shortlist,
    origin: Provenance,
) -> bytes:
    """Write the whole list, and who was taken out and why, as a workbook."""
    stands = adding.standings(dashboard)
    rows = [_row(dashboard, matcher, match, stands) for match in each_row(matches)]
    weights = (_("Weights in points"), weights_told(matcher))
    origin = replace(origin, filters=(*origin.filters, weights))
    listed = Sheet(_("Matches"), pd.DataFrame(rows, columns=_names(matcher)), _columns(matcher))
    return workbook(origin, [listed, _gated(dashboard, query, shortlist)])


def _row(
    dashboard: Dashboard, matcher: Matcher, match: Mapping[str, Any], stands: adding.Standing
) -> dict[str, Any]:
    project = dashboard.project(match["project_id"])
    investor = dashboard.investor(match["investor_id"])
    pros, cons = speaks(Sides(dashboard, project, investor, match), matcher.weights_)
    stands_at = stands.get(Pair(match["project_id"], match["investor_id"]))
    return {
        "rank": match["rank"],
        "investor": investor["name"],
        "project": project["name"],
        "score": 100 * match["score"],
        "low": 100 * match["score_low"],
        "high": 100 * match["score_high"],
        "band": f"{points(match['score_low'])}–{points(match['score_high'])}",
        "pros": " · ".join(reason.text for reason in pros),
        "cons": " · ".join(reason.text for reason in cons),
        "pipeline": adding.told(stands_at) if stands_at is not None else None,
        "type": dashboard.labels("investor_type", investor["type"]),
        "country": country(investor["hq_country"]),
        "last_deal": dashboard.last_deals.get(investor["investor_id"]),
        "status": dashboard.labels("opportunity", project["opportunity"]),
        "region": dashboard.labels("geography", project["region"]),
        "ask": project["ask_usd_m"],
        "cost": project["total_cost_usd_m"],
        "investor_id": investor["investor_id"],
        "project_id": project["project_id"],
        "investor_source": investor["source_url"],
        "investor_as_of": investor["as_of"],
        "investor_verified": investor["verified"],
        "project_source": project["source_url"],
        "project_as_of": project["as_of"],
        "project_verified": project["verified"],
        **{f"points_{name}": 100 * match[f"contribution_{name}"] for name in matcher.weights_},
    }


def _columns(matcher: Matcher) -> list[Column]:
    return [
        Column("rank", _("Rank"), "integer"),
        Column("investor", _("Investor")),
        Column("project", _("Project")),
        Column("score", _("Points of 100"), "number"),
        Column("low", _("At least"), "number"),
        Column("high", _("At most"), "number"),
        Column("pros", _("Speaks for it")),
        Column("cons", _("Speaks against it")),
        Column("pipeline", _("Pipeline")),
        Column("type", _("Type")),
        Column("country", _("Country")),
        Column("last_deal", _("Last deal")),
        Column("status", _("Status")),
        Column("region", _("Region")),
        Column("ask", _("Ask, USD m"), "number"),
        Column("cost", _("Total cost, USD m"), "number"),
        *(
            Column(
                f"points_{name}", _("{criterion}, points", criterion=_(CRITERIA[name])), "number"
            )
            for name in matcher.weights_
        ),
        Column("investor_source", _("Source of the investor")),
        Column("investor_as_of", _("Investor as of"), "date"),
        Column("investor_verified", _("Investor verified")),
        Column("project_source", _("Source of the project")),
        Column("project_as_of", _("Project as of"), "date"),
        Column("project_verified", _("Project verified")),
        Column("investor_id", _("Investor id")),
        Column("project_id", _("Project id")),
    ]


def _names(matcher: Matcher) -> list[str]:
    return [column.name for column in _columns(matcher)]


def _gated(dashboard: Dashboard, query: Query, shortlist: Shortlist) -> Sheet:
    records = dashboard.investors if query.other == "investor" else dashboard.projects
    gated = shortlist.gated
    frame = pd.DataFrame(
        {
            "name": [records["name"].get(each) for each in gated[f"{query.other}_id"]],
            "why": [_(GATES[code]) for code in gated["gate"]],
            "detail": [gate_detail(dashboard, detail) for detail in gated["detail"]],
            "id": list(gated[f"{query.other}_id"]),
        }
    )
    columns = [
        Column("name", _("Name")),
        Column("why", _("Reason")),
        Column("detail", _("What the record says")),
        Column("id", _("Id")),
    ]
    return Sheet(_("Not in the list"), frame, columns)


def _story(
    dashboard: Dashboard, query: Query, rows: list[dict[str, Any]], count: int, kind: Type
) -> list[Flowable]:
    if query.side == "project":
        record = dashboard.project(query.record_id)
        title = _("Investors for {name}", name=record["name"])
        told = facts.project_facts(dashboard, record)
    else:
        record = dashboard.investor(query.record_id)
        title = _("Projects for {name}", name=record["name"])
        told = facts.investor_facts(dashboard, record)
    records = dashboard.investors if query.other == "investor" else dashboard.projects
    listed = [records.loc[row[f"{query.other}_id"]] for row in rows]
    cited = facts.sources([record, *listed])
    numbers = {url: at for at, (url, _as_of) in enumerate(cited, start=1)}
    shown = _n("The first {count} of {all}.", "The first {count} of {all}.", len(rows), all=count)
    return [
        *kind.title(title, " · ".join(f"{name}: {value}" for name, value in told)),
        kind.table(
            _head(query),
            [_cells(query, row, numbers) for row in rows],
            [0.03, 0.17, 0.05, 0.06, 0.24, 0.18, 0.14, 0.08, 0.05],
            SIDES,
        )
        if rows
        else kind.text(_("No candidate passes every gate and filter.")),
        kind.note(shown),
        kind.note(
            joined(
                [
                    joined([f"[{at}]\u00a0", link(url), f" ({as_of})"], "")
                    for at, (url, as_of) in enumerate(cited, start=1)
                ],
                "  ",
            )
        ),
    ]


def _head(query: Query) -> list[str]:
    investors = query.other == "investor"
    return [
        "#",
        _("Investor") if investors else _("Project"),
        _("Points"),
        _("Band"),
        _("Speaks for it"),
        _("Speaks against it"),
        _("Last deal") if investors else _("Status, ask"),
        _("Ladder"),
        _("Source"),
    ]


def _cells(query: Query, row: Mapping[str, Any], numbers: Mapping[str, int]) -> list[object]:
    if query.other == "investor":
        name, more = row["investor"], row["last_deal"] or UNKNOWN
    else:
        ask = usd(row["ask"]) if known(row["ask"]) else _("ask not published")
        name, more = row["project"], f"{row['status']}, {ask}"
    at = numbers.get(str(row[f"{query.other}_source"]))
    return [
        str(row["rank"]),
        shortened(name, 80),
        points(row["score"] / 100),
        row["band"],
        shortened(row["pros"] or UNKNOWN, 120),
        shortened(row["cons"] or UNKNOWN, 90),
        shortened(more, 80),
        shortened(row["pipeline"] or UNKNOWN, 60),
        f"[{at}]" if at else UNKNOWN,
    ]
