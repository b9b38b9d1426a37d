"""One record with everything around it: facts, deals, best matches, events, overlaps, age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from data.pipeline import Pair
from data.rows import each_row
from ui import address
from ui.finder import Side, link_to_capital, not_found
from ui.format import known, plain, points, when
from ui.pipeline import adding
from ui.records import deals, editing, events, facts, merged
from ui.session import Dashboard
from ui.words import _, mark

#: Matches listed on a record's page.
BEST = 10

#: Kinds of opportunity that an investor is still sought for.
OPEN = ("open", "announced")

RELATIONS = {
    "same": mark("the same money"),
    "part": mark("a part of it"),
    "successor": mark("what became of it"),
    "may overlap": mark("may share money"),
    "envelope": mark("the programme around it"),
}


def addressed() -> tuple[Side, str] | None:
    """Side and id of the record in the address, whether or not it exists."""
    sides: tuple[Side, Side] = ("project", "investor")
    for side in sides:
        record_id = address.text(side)
        if record_id:
            return side, record_id
    return None


def show(dashboard: Dashboard, side: Side, record_id: str) -> None:
    """Show a record's page; a record that does not exist is said in a sentence."""
    back = dict.fromkeys(("project", "investor", editing.MEND))
    st.button(
        _("All records"),
        key="record_back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=lambda: address.go(**back),
    )
    frame = dashboard.projects if side == "project" else dashboard.investors
    record_id = merged.led_on(dashboard, side, record_id)
    if record_id not in frame.index:
        st.title(_("No such record"))
        advice = _(
            "The address may be mistyped, or the record was removed. Go back and search by name."
        )
        not_found(dashboard, side, record_id, advice, link_to)
        return
    record = dashboard.project(record_id) if side == "project" else dashboard.investor(record_id)
    st.title(plain(record["name"]))
    _mind(side, record)
    merged.show(dashboard, side, record_id)
    to_mend = bool(editing.wanted(side))
    if to_mend:
        editing.show(dashboard, side, record_id)
    if known(record["description"]):
        st.text(record["description"])
    if known(record["notes"]):
        st.caption(_("Note: {text}", text=plain(record["notes"])))
    left, right = st.columns([2, 1], gap="large")
    with left:
        facts.show(dashboard, side, record)
    with right:
        _matches(dashboard, side, record_id)
        if side == "project":
            _overlapping(dashboard, record_id)
        events.show(dashboard, side, record_id)
    deals.show(dashboard, side, record_id)
    if not to_mend:
        editing.show(dashboard, side, record_id)


def link_to(side: Side, record_id: str, label: str, place: str) -> None:
    """Show a button that opens the page of a record; ``place`` keeps its key apart."""
    st.button(
        label,
        key=f"{place}_record_{side}_{record_id}",
        type="tertiary",
        icon=":material/apartment:" if side == "investor" else ":material/location_on:",
        on_click=_opener(side, record_id),
    )


def _opener(side: Side, record_id: str) -> Callable[[], None]:
    places: dict[str, str | None] = {"project": None, "investor": None, editing.MEND: None}
    return lambda: address.go(**places | {side: record_id})


def _mind(side: Side, record: pd.Series) -> None:
    """What to mind before the record is used: screening, doubt, age."""
    if known(record["screening"]):
        st.warning(
            _("Screen before contact: {reason}", reason=plain(record["screening"])),
            icon=":material/policy:",
        )
    if record["verified"] == "no":
        st.warning(
            _("Unverified: general knowledge without a source. Check before use."),
            icon=":material/help:",
        )
    dates = [record[name] for name in ("status_as_of", "as_of") if known(record.get(name))]
    if side == "project" and record["stale"]:
        st.warning(
            _(
                "Possibly out of date: the last word on this plan is of {date}. Check before use.",
                date=when(dates[0]),
            )
            if dates
            else _("Possibly out of date: the source of this plan has no date. Check before use."),
            icon=":material/schedule:",
        )
    elif side == "investor" and _old(dates):
        st.caption(
            _(
                "The record is of {date}, more than two years ago: check what it says of the "
                "mandate.",
                date=when(dates[0]),
            )
        )


def _old(dates: list[str]) -> bool:
    year = str(dates[0])[:4] if dates else ""
    return year.isdigit() and int(year) < date.today().year - 2  # noqa: DTZ011 - the reader's calendar year


def _matches(dashboard: Dashboard, side: Side, record_id: str) -> None:
    """Best matches with the usual weights, and the way to the whole list."""
    other: Side = "investor" if side == "project" else "project"
    ranked = dashboard.matcher.rank(
        "projects" if side == "project" else "investors", [record_id], top=BEST
    )
    st.subheader(_("Best matches"))
    if not len(ranked):
        st.caption(_("Nobody passes every gate. The list of matches says why."))
    names = dashboard.investors["name"] if other == "investor" else dashboard.projects["name"]
    pairs = [Pair(*each) for each in zip(ranked["project_id"], ranked["investor_id"], strict=True)]
    stands = adding.standings(dashboard)
    rows = pd.DataFrame(
        {
            "name": [names[each] for each in ranked[f"{other}_id"]],
            "score": [points(each) for each in ranked["score"]],
            "add": [adding.label(stands.get(pair)) for pair in pairs],
        }
    )
    ids = list(ranked[f"{other}_id"])
    if ids:
        key = f"record_matches_{side}_{record_id}_{st.session_state.get('record_turn', 0)}"
        adding.go_where_clicked()
        adding.asked(dashboard, f"add_{key}")
        st.dataframe(
            rows,
            key=key,
            hide_index=True,
            height=35 * (len(ids) + 1) + 3,
            on_select=lambda: _open_chosen(key, other, ids),
            selection_mode="single-cell",
            column_config={
                "name": st.column_config.TextColumn(
                    _("Investor") if other == "investor" else _("Project"), width=190
                ),
                "score": st.column_config.TextColumn(_("Score"), width=60, alignment="right"),
                "add": adding.column(dashboard, pairs, f"add_{key}"),
            },
            alt=_("Best matches with their scores; choose one to open its record."),
        )
    if side == "project" and dashboard.projects.at[record_id, "opportunity"] not in OPEN:
        st.caption(_("The project is track record: these would have fitted."))
    query: dict[str, str] = {side: record_id}
    st.page_link(
        "pages/matches.py",
        label=_("All matches, with the reasons"),
        icon=":material/handshake:",
        query_params=query,
    )
    if side == "project":
        link_to_capital(record_id)


def _open_chosen(key: str, side: Side, ids: list[str]) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells and cells[0][0] < len(ids):
        st.session_state["record_turn"] = st.session_state.get("record_turn", 0) + 1
        _opener(side, ids[cells[0][0]])()


def _overlapping(dashboard: Dashboard, project_id: str) -> None:
    """Records that share money with this one; sums take one of them."""
    rows = each_row(dashboard.store.frame("overlapping", id=project_id))
    if not rows:
        return
    st.subheader(_("Overlapping records"))
    for row in rows:
        if row["itself"]:
            st.caption(
                _("This record counts in sums.")
                if row["counts"]
                else _("This record is left out of sums: another one holds the same money.")
            )
    for row in rows:
        if not row["itself"] and row["project_id"] in dashboard.projects.index:
            name = dashboard.projects.at[row["project_id"], "name"]
            link_to("project", row["project_id"], plain(name), "overlap")
            told = [_(RELATIONS.get(row["relation"], row["relation"]))]
            told += [row["note"]] if known(row["note"]) else []
            st.caption(plain("; ".join(told)))
