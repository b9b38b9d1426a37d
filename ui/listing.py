"""The ranked list of one project's investors or one investor's projects."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data.pipeline import Pair
from data.rows import each_row
from matching.matcher import Matcher
from ui import address
from ui.format import UNKNOWN, country, plain, points, usd
from ui.gates import GATES, gate_detail
from ui.pipeline import adding
from ui.query import Query
from ui.reasons import Pair as Sides
from ui.reasons import speaks
from ui.session import Dashboard
from ui.words import _, _n, mark

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
    "add",
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
    "add",
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
#: Below this score a candidate is listed for completeness, not as a suggestion.
WEAK = 0.5


def listing(
    dashboard: Dashboard, query: Query, matches: pd.DataFrame, matcher: Matcher
) -> str | None:
    """Show the ranked list; return the id of the match to open, the first where none is named.

    The address decides which match is open. One that is not in the list (taken out by a gate or
    a filter) is opened all the same, with the reason why it is not listed.
    """
    wanted = address.text("match")
    ids = list(matches[f"{query.other}_id"])
    if not ids:
        st.info(
            _(
                "No candidate passes every gate and filter. The list of who was taken out, and "
                "why, is below; gates can be switched off in the side bar."
            ),
            icon=":material/filter_alt_off:",
        )
    else:
        strong = int((matches["score"] >= WEAK).sum())
        if strong < len(ids):
            st.caption(
                _n(
                    "{count} of {all} reaches half of the points; the others follow for "
                    "completeness.",
                    "{count} of {all} reach half of the points; the others follow for "
                    "completeness.",
                    strong,
                    all=len(ids),
                )
            )
        _grid(dashboard, query, matches, matcher, wanted)
    if wanted is not None and wanted not in ids:
        return wanted if _told_why_missing(dashboard, query, matcher, wanted) else _first(ids)
    return wanted or _first(ids)


def _grid(
    dashboard: Dashboard,
    query: Query,
    matches: pd.DataFrame,
    matcher: Matcher,
    wanted: str | None,
) -> None:
    ids = list(matches[f"{query.other}_id"])
    key = _grid_key(query, ids, wanted)
    # A match that is not in the list leaves no row chosen, so that every row can be.
    adding.go_where_clicked()
    pairs = [Pair(*query.pair(each)) for each in ids]
    stands = adding.standings(dashboard)
    at = 0 if wanted is None else ids.index(wanted) if wanted in ids else None
    adding.asked(dashboard, f"add_{key}")
    st.dataframe(
        _rows(dashboard, query, matches, matcher, stands),
        key=key,
        hide_index=True,
        height=ROW_HEIGHT * (min(len(ids), ROWS_IN_SIGHT) + 1) + 3,
        column_order=INVESTOR_COLUMNS if query.other == "investor" else PROJECT_COLUMNS,
        on_select=lambda: _open(key, ids),
        selection_mode="single-cell",
        selection_default={"selection": {"cells": [] if at is None else [(at, "name")]}},
        column_config=_columns(query) | {"add": adding.column(dashboard, pairs, f"add_{key}")},
        alt=_("Ranked list with scores, reasons for and against; choose a row to see why."),
    )


def _grid_key(query: Query, ids: Sequence[str], wanted: str | None) -> str:
    """Key of the grid: a new one, with a fresh selection, where the address left the old behind.

    That happens when the list changes, and when the back button or a link changes the match.
    """
    content = zlib.crc32("|".join(ids).encode())
    turn = int(st.session_state.get("grid_turn", 0))
    key = f"list_{query.side}_{query.record_id}_{content}_{turn}"
    held = _selected(key, ids)
    if held is not None and held != (wanted or ids[0]):
        st.session_state["grid_turn"] = turn + 1
        return f"list_{query.side}_{query.record_id}_{content}_{turn + 1}"
    return key


def _selected(key: str, ids: Sequence[str]) -> str | None:
    state = st.session_state.get(key)
    cells = state["selection"]["cells"] if state else []
    return ids[cells[0][0]] if cells and cells[0][0] < len(ids) else None


def _open(key: str, ids: Sequence[str]) -> None:
    chosen = _selected(key, ids)
    if chosen is not None:
        address.go(match=chosen)


def _first(ids: Sequence[str]) -> str | None:
    return ids[0] if ids else None


def _told_why_missing(dashboard: Dashboard, query: Query, matcher: Matcher, wanted: str) -> bool:
    """Say why the match in the address is not listed; False where there is no such record."""
    records = dashboard.investors if query.other == "investor" else dashboard.projects
    if wanted not in records.index:
        st.warning(
            _("The address names a match that does not exist: “{id}”.", id=plain(wanted[:80])),
            icon=":material/link_off:",
        )
        return False
    name = plain(records.at[wanted, "name"])
    checks = matcher.explain(*query.pair(wanted), for_=query.direction).gates
    stopped = [gate for gate in checks if gate.applied and not gate.passed]
    if not stopped:
        st.info(_("{name} is not in the list as filtered; it is shown below.", name=name))
        return True
    st.info(
        _(
            "{name} is not in the list: {reason} ({detail}). It is shown below all the same.",
            name=name,
            reason=_(GATES[stopped[0].gate]),
            detail=plain(gate_detail(dashboard, stopped[0].detail)),
        ),
        icon=":material/block:",
    )
    return True


def _rows(
    dashboard: Dashboard,
    query: Query,
    matches: pd.DataFrame,
    matcher: Matcher,
    stands: adding.Standing,
) -> pd.DataFrame:
    rows = []
    for match in each_row(matches):
        project = dashboard.project(match["project_id"])
        investor = dashboard.investor(match["investor_id"])
        theirs = investor if query.other == "investor" else project
        lifting, lowering = speaks(Sides(dashboard, project, investor, match), matcher.weights_)
        pros, cons = ([reason.text for reason in told] for told in (lifting, lowering))
        if theirs["verified"] == "no":
            cons = [_("unverified record, check before use"), *cons]
        row = stands.get(Pair(match["project_id"], match["investor_id"]))
        if row is not None and row["rung"] == "declined":
            cons = [adding.told(row), *cons]
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
                "add": adding.label(row),
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
            _("Investor") if investors else _("Project"),
            width=200 if investors else 240,
            pinned=True,
        ),
        "kind": column.TextColumn(_("Type") if investors else _("Status"), width=140),
        "score": column.ProgressColumn(
            _("Score"),
            min_value=0,
            max_value=100,
            format="%.0f",
            width=95,
            help=_("Points of a hundred: the weighted criteria, added up. Not a probability."),
        ),
        "band": column.TextColumn(
            _("Band"),
            width=70,
            help=_("How far the score could move if what is unknown turned out worst or best."),
        ),
        "parts": column.BarChartColumn(
            _("Contributions"),
            width=90,
            y_min=0,
            y_max=25,
            help=_("Points from each criterion, in the order of the table below."),
        ),
        "pros": column.TextColumn(_("Speaks for it"), width=300 if investors else 250),
        "cons": column.TextColumn(_("Speaks against it"), width=190),
        "more": column.TextColumn(
            _("Last deal") if investors else _("Ask"), width=200 if investors else 80
        ),
        "place": column.TextColumn(_("Country") if investors else _("Region"), width=130),
    }
