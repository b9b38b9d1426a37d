"""The search over both sides' names, forgiving typing errors and Cyrillic or Latin spelling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from data.merging import survivor_of
from ui import address
from ui.format import plain
from ui.session import Dashboard
from ui.words import _, language

Side = Literal["project", "investor"]

#: What belongs to the list that is left for another.
LEFT_BEHIND = ("project", "investor", "deal", "match", "compare", "many", "who", "each", "most")
SHOWN_PER_SIDE = 5
SHORTEST_QUERY = 2


def find(dashboard: Dashboard) -> None:
    """Show the search box and, while there is a query, links to what it finds on both sides."""
    query = st.text_input(
        _("Find an investor or a project"),
        key="q",
        type="search",
        live=True,
        max_chars=200,
        placeholder=_(
            "Find an investor or a project, for example Aktau, EBRD, Қорғас, Казатомпром"
        ),
        label_visibility="collapsed",
        icon=":material/search:",
    )
    if not query or len(query.strip()) < SHORTEST_QUERY:
        return
    projects = dashboard.project_names.search(query, SHOWN_PER_SIDE)
    investors = dashboard.investor_names.search(query, SHOWN_PER_SIDE)
    if not projects and not investors:
        st.info(
            _(
                "Nothing is called like “{query}”. Try fewer letters, another spelling, or part "
                "of the name.",
                query=plain(query),
            ),
            icon=":material/search_off:",
        )
        return
    left, right = st.columns(2)
    with left:
        _results(dashboard, "project", [hit.id for hit in projects])
    with right:
        _results(dashboard, "investor", [hit.id for hit in investors])


def link_to(side: Side, record_id: str, label: str, place: str) -> None:
    """Show a button that opens the matches of one record; ``place`` keeps its key apart.

    A button, since Streamlit's link to the page that is open leaves the address as it was.
    """
    st.button(
        label,
        key=f"{place}_{side}_{record_id}",
        type="tertiary",
        icon=":material/apartment:" if side == "investor" else ":material/location_on:",
        on_click=_open,
        args=(side, record_id),
    )


def not_found(
    dashboard: Dashboard,
    side: Side,
    record_id: str,
    what_to_do: str,
    link: Callable[[Side, str, str, str], None],
) -> None:
    """Say that an address names no record and what to do, and link to those near to it."""
    survivor = survivor_of(dashboard.store, side, record_id)
    names = (dashboard.projects if side == "project" else dashboard.investors)["name"]
    if survivor is not None and survivor in names.index:
        st.info(
            _("The record “{id}” was merged into another one:", id=plain(record_id[:80])),
            icon=":material/merge:",
        )
        link(side, survivor, plain(names[survivor]), "survivor")
        return
    st.error(
        (
            _("There is no project with the id “{id}”.", id=plain(record_id[:80]))
            if side == "project"
            else _("There is no investor with the id “{id}”.", id=plain(record_id[:80]))
        )
        + " "
        + what_to_do,
        icon=":material/link_off:",
    )
    index = dashboard.project_names if side == "project" else dashboard.investor_names
    near = index.search(record_id[:80], 3)
    if near:
        st.caption(_("Near to it:"))
    for hit in near:
        link(side, hit.id, plain(names[hit.id]), "near")


def link_to_record(side: Side, record_id: str, label: str) -> None:
    """Show a link from another page to the page of a record."""
    query: dict[str, str] = {side: record_id}
    st.page_link("pages/records.py", label=label, icon=":material/folder_open:", query_params=query)


def record_link(dashboard: Dashboard, side: Side, record_id: str) -> str:
    """Name of a record as a markdown link to its page; a record that is gone is named by its id."""
    names = (dashboard.investors if side == "investor" else dashboard.projects)["name"]
    if record_id not in names.index:
        return plain(record_id)
    query = urlencode({side: record_id, "lang": language()})
    return f"[{plain(names[record_id])}](/records?{query})"


def link_to_capital(project_id: str) -> None:
    """Show a link from another page to the capital stack of a project."""
    st.page_link(
        "pages/deals.py",
        label=_("Who could cover the ask together"),
        icon=":material/stacked_bar_chart:",
        query_params={"deal": project_id, "tab": "capital"},
    )


def _open(side: Side, record_id: str) -> None:
    st.session_state["q"] = ""
    places: dict[str, str | None] = dict.fromkeys(LEFT_BEHIND)
    address.go(**places | {side: record_id})


def _results(dashboard: Dashboard, side: Side, ids: list[str]) -> None:
    names = dashboard.projects["name"] if side == "project" else dashboard.investors["name"]
    st.caption(_("Projects") if side == "project" else _("Investors"))
    if not ids:
        st.caption(_("None by that name."))
    for record_id in ids:
        link_to(side, record_id, plain(names[record_id]), "found")
