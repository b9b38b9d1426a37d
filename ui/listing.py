"""The ranked list of one project's investors or one investor's projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from data.rows import each_row
from matching.matcher import Matcher
from matching.results import Shortlist
from ui import address
from ui.finder import Side, link_to
from ui.format import (
    UNKNOWN,
    converted,
    country,
    known,
    link,
    number,
    plain,
    points,
    source,
    usd,
    when,
)
from ui.reasons import Pair, speaks
from ui.session import Dashboard
from ui.words import _, _n, mark

GATES = {
    "already_together": mark("have a deal already"),
    "own_project": mark("is the sponsor itself"),
    "not_open": mark("no open or announced opportunity"),
    "screening": mark("screen before contact"),
    "exclusion": mark("excluded by the mandate"),
    "not_a_financier": mark("builds, supplies or advises only"),
    "shariah_only": mark("Shariah-only, conventional ask"),
    "no_common_instrument": mark("no compatible instrument"),
}

#: The same gates where a pair passed them.
PASSED = {
    "already_together": mark("no deal between them yet"),
    "own_project": mark("not its own project"),
    "not_open": mark("open or announced"),
    "screening": mark("no flag for screening"),
    "exclusion": mark("not excluded by the mandate"),
    "not_a_financier": mark("provides capital or what is sought"),
    "shariah_only": mark("terms compatible"),
    "no_common_instrument": mark("instruments compatible"),
}

STANDINGS = {
    "open": mark("open project"),
    "announced": mark("announced project"),
    "under way": mark("under way"),
    "track record": mark("completed or financed"),
}

INVESTOR_COLUMNS = (
    "rank",
    "name",
    "score",
    "band",
    "parts",
    "pros",
    "cons",
    "more",
    "kind",
    "place",
)
PROJECT_COLUMNS = (
    "rank",
    "name",
    "score",
    "kind",
    "more",
    "pros",
    "cons",
    "parts",
    "band",
    "place",
)
ROW_HEIGHT = 35
ROWS_IN_SIGHT = 12


@dataclass(frozen=True)
class Query:
    """Whose matches are shown: one record, and the side it is on."""

    side: Side
    record_id: str

    @property
    def other(self) -> Side:
        """The side that is ranked."""
        return "investor" if self.side == "project" else "project"

    def shortlist(self, matcher: Matcher) -> Shortlist:
        """The other side, ranked for this record."""
        if self.side == "project":
            return matcher.shortlist(project_id=self.record_id)
        return matcher.shortlist(investor_id=self.record_id)


def addressed(dashboard: Dashboard) -> Query | None:
    """The record in the address; one that does not exist is said, with the nearest names."""
    sides: tuple[Side, Side] = ("project", "investor")
    given = [side for side in sides if address.text(side)]
    if len(given) > 1:
        st.info(
            _("The address names a project and an investor; the project's investors are shown.")
        )
    for side in given[:1]:
        record_id = address.text(side) or ""
        known_ids = (dashboard.projects if side == "project" else dashboard.investors).index
        if record_id in known_ids:
            return Query(side, record_id)
        _not_found(dashboard, side, record_id)
    return None


def heading(dashboard: Dashboard, query: Query) -> None:
    """Name and facts of the record whose matches are listed, with its source."""
    if query.side == "project":
        _project_heading(dashboard, dashboard.project(query.record_id))
    else:
        _investor_heading(dashboard, dashboard.investor(query.record_id))


def funnel(query: Query, shortlist: Shortlist) -> None:
    """How many candidates each gate took out, and how many are ranked."""
    start = (
        _n("{count} investor", "{count} investors", shortlist.candidates)
        if query.other == "investor"
        else _n("{count} project", "{count} projects", shortlist.candidates)
    )
    steps = [
        _("{count} {reason}", count=f"**−{number(step.removed)}**", reason=_(GATES[step.gate]))
        for step in shortlist.funnel
        if step.removed
    ]
    ranked = _n("{count} ranked", "{count} ranked", len(shortlist.matches))
    st.markdown(" → ".join([start, *steps, f"**{ranked}**"]))


def listing(
    dashboard: Dashboard, query: Query, shortlist: Shortlist, matcher: Matcher
) -> dict[str, Any] | None:
    """Show the ranked list and return the chosen match; the first where none is chosen."""
    matches = shortlist.matches
    if not len(matches):
        st.info(
            _(
                "No candidate passes every gate. The list of who was taken out, and why, is below; "
                "gates can be switched off in the side bar."
            ),
            icon=":material/filter_alt_off:",
        )
        return None
    ids = list(matches[f"{query.other}_id"])
    rows = _rows(dashboard, query, matches, matcher)
    wanted = address.text("match")
    at = ids.index(wanted) if wanted in ids else 0
    chosen = st.dataframe(
        rows,
        key=f"list_{query.side}_{query.record_id}",
        hide_index=True,
        height=ROW_HEIGHT * (min(len(rows), ROWS_IN_SIGHT) + 1) + 3,
        column_order=INVESTOR_COLUMNS if query.other == "investor" else PROJECT_COLUMNS,
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [at]}},
        column_config=_columns(query),
        alt=_("Ranked list with scores, reasons for and against; choose a row to see why."),
    )
    picked = chosen["selection"]["rows"]
    record_id = ids[picked[0]] if picked else ids[at]
    if wanted is not None and wanted not in ids:
        st.caption(_("The match in the address is not in this list; the first one is shown."))
    if record_id != (wanted or ids[0]):
        address.go(match=record_id)
    return each_row(matches)[ids.index(record_id)]


def removed(dashboard: Dashboard, query: Query, shortlist: Shortlist) -> None:
    """The candidates that a gate took out, each with its reason."""
    gated = shortlist.gated
    if not len(gated):
        return
    names = (dashboard.investors if query.other == "investor" else dashboard.projects)["name"]
    label = _n("{count} not in the list, and why", "{count} not in the list, and why", len(gated))
    with st.expander(label):
        st.dataframe(
            pd.DataFrame(
                {
                    "name": [names[key] for key in gated[f"{query.other}_id"]],
                    "why": [_(GATES[code]) for code in gated["gate"]],
                    "detail": [gate_detail(dashboard, d) for d in gated["detail"]],
                }
            ),
            hide_index=True,
            column_config={
                "name": st.column_config.TextColumn(_("Name"), width="medium"),
                "why": st.column_config.TextColumn(_("Reason"), width="medium"),
                "detail": st.column_config.TextColumn(_("What the record says"), width="large"),
            },
        )


def gate_detail(dashboard: Dashboard, detail: Mapping[str, Any]) -> str:
    """What a gate looked at, in words."""
    labels = dashboard.labels
    said = [
        str(detail[key]) for key in ("investor_screening", "project_screening") if detail.get(key)
    ]
    if detail.get("deals"):
        said.append(_("deals {ids}", ids=", ".join(detail["deals"])))
    if detail.get("sponsor"):
        said.append(_("sponsor: {name}", name=detail["sponsor"]))
    if detail.get("opportunity"):
        said.append(labels("opportunity", detail["opportunity"]))
    if detail.get("hit"):
        said.append(_("excludes {codes}", codes=", ".join(detail["hit"])))
    if "sought" in detail:
        said.append(
            _(
                "sought: {sought}; offered: {offered}",
                sought=labels.several("instrument", detail["sought"]),
                offered=labels.several("instrument", detail["offered"]),
            )
        )
    return "; ".join(said) or UNKNOWN


def _rows(
    dashboard: Dashboard, query: Query, matches: pd.DataFrame, matcher: Matcher
) -> pd.DataFrame:
    rows = []
    for match in each_row(matches):
        project = dashboard.project(match["project_id"])
        investor = dashboard.investor(match["investor_id"])
        theirs = investor if query.other == "investor" else project
        pros, cons = speaks(Pair(dashboard, project, investor, match), matcher.weights_)
        if theirs["verified"] == "no":
            cons = [_("unverified record, check before use"), *cons]
        about = (
            _about_investor(dashboard, theirs)
            if query.other == "investor"
            else _about_project(dashboard, theirs)
        )
        rows.append(
            {
                "rank": match["rank"],
                "name": theirs["name"],
                "score": 100 * match["score"],
                "band": f"{points(match['score_low'])}–{points(match['score_high'])}",
                "parts": [100 * match[f"contribution_{name}"] for name in matcher.weights_],
                "pros": " · ".join(pros[:2]) or UNKNOWN,
                "cons": " · ".join(cons[:1]) or UNKNOWN,
                **about,
            }
        )
    return pd.DataFrame(rows)


def _about_investor(dashboard: Dashboard, investor: pd.Series) -> dict[str, str]:
    return {
        "kind": dashboard.labels("investor_type", investor["type"]),
        "more": dashboard.last_deals.get(investor["investor_id"], UNKNOWN),
        "place": country(investor["hq_country"]),
    }


def _about_project(dashboard: Dashboard, project: pd.Series) -> dict[str, str]:
    return {
        "kind": _standing(project),
        "more": usd(project["ask_usd_m"]),
        "place": dashboard.labels("geography", project["region"]),
    }


def _standing(project: pd.Series) -> str:
    standing = _(STANDINGS.get(project["opportunity"], project["opportunity"]))
    return f"{standing}, {_('possibly out of date')}" if project["stale"] else standing


def _columns(query: Query) -> dict[str, Any]:
    column = st.column_config
    investors = query.other == "investor"
    return {
        "rank": column.NumberColumn("#", width=40, pinned=True),
        "name": column.TextColumn(
            _("Investor") if investors else _("Project"), width=210, pinned=True
        ),
        "kind": column.TextColumn(_("Type") if investors else _("Status"), width=150),
        "score": column.ProgressColumn(
            _("Score"),
            min_value=0,
            max_value=100,
            format="%.0f",
            width=110,
            help=_("Points of a hundred: the weighted criteria, added up. Not a probability."),
        ),
        "band": column.TextColumn(
            _("Band"),
            width=70,
            help=_("How far the score could move if what is unknown turned out worst or best."),
        ),
        "parts": column.BarChartColumn(
            _("Contributions"),
            width=110,
            y_min=0,
            y_max=25,
            help=_("Points from each criterion, in the order of the table below."),
        ),
        "pros": column.TextColumn(_("Speaks for it"), width=360),
        "cons": column.TextColumn(_("Speaks against it"), width=240),
        "more": column.TextColumn(_("Last deal") if investors else _("Ask"), width=220),
        "place": column.TextColumn(_("Country") if investors else _("Region"), width=130),
    }


def _project_heading(dashboard: Dashboard, project: pd.Series) -> None:
    labels = dashboard.labels
    st.title(_("Investors for {name}", name=plain(project["name"])))
    ask = converted(project, "ask")
    cost = converted(project, "total_cost")
    parts = [_("ask {amount}", amount=ask) if ask else _("ask not published")]
    if cost:
        parts.append(_("total cost {amount}", amount=cost))
    parts += [
        labels.several("instrument", project["instruments"])
        if known(project["instruments"])
        else _("instruments not stated"),
        labels(
            "sector",
            project["subsector"]
            if known(project["subsector"])
            else next(iter(project["sector"]), None),
        ),
        labels("geography", project["region"]),
        labels("stage", project["stage"]),
        labels("opportunity", project["opportunity"]),
    ]
    st.markdown(" · ".join(plain(part) for part in parts))
    _provenance(project)
    _conversion(dashboard, project)
    if known(project["description"]):
        st.text(project["description"])
    if project["opportunity"] not in {"open", "announced"}:
        st.info(
            _(
                "This project is {status}: it is track record, not an open opportunity. The list "
                "shows who would have fitted.",
                status=labels("opportunity", project["opportunity"]),
            ),
            icon=":material/history:",
        )
    if project["stale"]:
        st.warning(_age(project), icon=":material/schedule:")
    if known(project["notes"]):
        st.caption(_("Note: {text}", text=plain(project["notes"])))
    _screen(project)


def _age(project: pd.Series) -> str:
    dates = [project[name] for name in ("status_as_of", "as_of") if known(project[name])]
    if not dates:
        return _("Possibly out of date: the source of this plan has no date. Check before use.")
    return _(
        "Possibly out of date: the last word on this plan is of {date}. Check before use.",
        date=when(dates[0]),
    )


def _investor_heading(dashboard: Dashboard, investor: pd.Series) -> None:
    labels = dashboard.labels
    st.title(_("Projects for {name}", name=plain(investor["name"])))
    parts = [
        labels("investor_type", investor["type"]),
        country(investor["hq_country"]),
        labels.several("instrument", investor["instruments"]),
        labels.several("sector", investor["sectors"]),
        labels.several("geography", investor["regions_focus"]),
    ]
    st.markdown(" · ".join(plain(part) for part in parts))
    _provenance(investor)
    if known(investor["description"]):
        st.text(investor["description"])
    if known(investor["notes"]):
        st.caption(_("Note: {text}", text=plain(investor["notes"])))
    _screen(investor)


def _provenance(record: pd.Series) -> None:
    second = record.get("source_url_2")
    note = source(record["source_url"], record["as_of"], record["verified"])
    if known(second):
        note += f" · {link(second)}"
    st.caption(_("Source: {source}", source=note))


def _conversion(dashboard: Dashboard, project: pd.Series) -> None:
    """Which rate turned the amounts into dollars, and where it comes from."""
    if not known(project["rate_year"]):
        return
    year = int(project["rate_year"])
    text = (
        _("Converted at the average official rate of {year}", year=year)
        if project["rate_exact"]
        else _(
            "Converted at the average official rate of {year}, the last one on record", year=year
        )
    )
    rates = dashboard.store.frame(
        "rate_sources", series=f"{project['total_cost_currency']}/KZT", year=year
    )
    links = [source(rate["source_url"], None, rate["verified"]) for rate in each_row(rates)]
    st.caption(f"{text}: {', '.join(links)}")


def _screen(record: pd.Series) -> None:
    if known(record["screening"]):
        st.warning(
            _("Screen before contact: {reason}", reason=plain(record["screening"])),
            icon=":material/policy:",
        )


def _not_found(dashboard: Dashboard, side: Side, record_id: str) -> None:
    st.error(
        (
            _("There is no project with the id “{id}”.", id=plain(record_id[:80]))
            if side == "project"
            else _("There is no investor with the id “{id}”.", id=plain(record_id[:80]))
        )
        + " "
        + _("The address may be mistyped, or the record was removed. Search by name above."),
        icon=":material/link_off:",
    )
    index = dashboard.project_names if side == "project" else dashboard.investor_names
    names = (dashboard.projects if side == "project" else dashboard.investors)["name"]
    near = index.search(record_id[:80], 3)
    if near:
        st.caption(_("Near to it:"))
    for hit in near:
        link_to(side, hit.id, plain(names[hit.id]), "near")
