"""Finding records: search, facets, sorting, paging, columns; all of it in the address."""

from __future__ import annotations

import numpy as np
import streamlit as st

from data.rows import each_row
from matching.columns import BoolArray, IntArray
from matching.facets import Found
from ui import address, facets
from ui.finder import Side
from ui.format import number, plain
from ui.records import columns, compare, narrowing, sheet
from ui.records.kinds import Kind, kind
from ui.session import Dashboard
from ui.words import _, _n, mark

OF = {"projects": mark("Projects"), "investors": mark("Investors")}
SIDES: dict[str, Side] = {"projects": "project", "investors": "investor"}
PAGE = 25
LONGEST_SEARCH = 200

#: Orders by their name in the address; a minus sign puts the largest first.
ORDERS = {
    "project": {
        "best": mark("Best name first"),
        "name": mark("Name"),
        "-ask_usd_m": mark("Largest ask first"),
        "ask_usd_m": mark("Smallest ask first"),
        "-total_cost_usd_m": mark("Largest cost first"),
        "total_cost_usd_m": mark("Smallest cost first"),
        "-last_word": mark("Latest word first"),
        "last_word": mark("Oldest word first"),
    },
    "investor": {
        "best": mark("Best name first"),
        "name": mark("Name"),
        "-deals": mark("Most deals first"),
        "-ticket_max_usd_m": mark("Largest ticket first"),
        "ticket_max_usd_m": mark("Smallest ticket first"),
        "-last_word": mark("Latest word first"),
        "last_word": mark("Oldest word first"),
    },
}


def listing(dashboard: Dashboard) -> None:
    """Show what is found, a page of it, and what it can be narrowed to."""
    st.set_page_config(initial_sidebar_state=facets.SIDEBAR)
    side = SIDES[address.choice("of", OF, "projects")]
    records = kind(dashboard, side)
    hits = _searched(dashboard, records)
    within = None if hits is None else _mask(hits, len(records.frame))
    with st.sidebar:
        shown = narrowing.shown(dashboard, side)
        found = facets.choose(records.index, shown, within)
    _title(side, found, len(records.frame))
    order = _order(side, searching=hits is not None)
    rows = records.ordered(found.rows, order, hits)
    with st.container(horizontal=True, vertical_alignment="bottom", key="records_controls"):
        _controls(side, searching=hits is not None)
        if len(rows):
            sheet.offer(dashboard, records, rows, found, shown)
    if len(rows):
        _page(dashboard, records, rows)
    else:
        _nothing(records)
    compare.show(dashboard, records)


def _title(side: Side, found: Found, total: int) -> None:
    count = found.total
    if side == "project":
        title = _n(
            "{n} of {all} project",
            "{n} of {all} projects",
            total,
            n=number(count),
            all=number(total),
        )
    else:
        title = _n(
            "{n} of {all} investor",
            "{n} of {all} investors",
            total,
            n=number(count),
            all=number(total),
        )
    st.title(title)


def _searched(dashboard: Dashboard, records: Kind) -> IntArray | None:
    """Show the search box; positions of what it finds, None where nothing is searched for."""
    st.session_state["records_search"] = (address.text("search") or "")[:LONGEST_SEARCH]
    with st.sidebar:
        text = st.text_input(
            _("Name"),
            key="records_search",
            type="search",
            max_chars=LONGEST_SEARCH,
            placeholder=_("Name, in Latin or Cyrillic letters"),
            label_visibility="collapsed",
            icon=":material/search:",
            on_change=_keep_search,
        )
    if not text or not text.strip():
        return None
    return _hits(dashboard.version, records.side, text.strip(), records)


@st.cache_data(show_spinner=False, max_entries=64)
def _hits(version: str, side: Side, text: str, _records: Kind) -> IntArray:
    del version, side
    return _records.searched(text)


def _keep_search() -> None:
    address.go(page=None, search=st.session_state["records_search"].strip() or None)


def _mask(hits: IntArray, size: int) -> BoolArray:
    mask = np.zeros(size, dtype=np.bool_)
    mask[hits] = True
    return mask


def _controls(side: Side, *, searching: bool) -> None:
    """Which kind of records, in which order, with which columns."""
    st.session_state["records_of"] = next(of for of, each in SIDES.items() if each == side)
    st.segmented_control(
        _("Kind of record"),
        list(OF),
        format_func=lambda of: _(OF[of]),
        required=True,
        key="records_of",
        on_change=_keep_kind,
        label_visibility="collapsed",
    )
    orders = _orders(side, searching=searching)
    st.session_state["records_sort"] = _order(side, searching=searching)
    st.selectbox(
        _("Order"),
        list(orders),
        format_func=lambda name: _(orders[name]),
        key="records_sort",
        on_change=_keep_order,
        args=(next(iter(orders)),),
        label_visibility="collapsed",
        width=230,
    )
    _columns(side)


def _orders(side: Side, *, searching: bool) -> dict[str, str]:
    return {name: label for name, label in ORDERS[side].items() if searching or name != "best"}


def _order(side: Side, *, searching: bool) -> str:
    orders = _orders(side, searching=searching)
    return address.choice("sort", orders, next(iter(orders)))


def _keep_order(usual: str) -> None:
    chosen = st.session_state["records_sort"]
    address.go(page=None, sort=None if chosen == usual else chosen)


def _keep_kind() -> None:
    """Show the other kind; facets that both have stay, what is compared and the page do not."""
    chosen = st.session_state["records_of"]
    only = dict.fromkeys(("page", "sort", "columns", "compare"))
    address.go(of=None if chosen == "projects" else chosen, **only)


def _shown_columns(side: Side) -> list[str]:
    chosen = address.several("columns", columns.COLUMNS[side])
    return ["name", *(name for name in chosen or columns.USUAL[side] if name != "name")]


def _columns(side: Side) -> None:
    every = columns.COLUMNS[side]
    with st.popover(_("Columns"), icon=":material/view_column:", type="tertiary"):
        st.session_state["records_columns"] = [
            each for each in _shown_columns(side) if each != "name"
        ]
        st.pills(
            _("Columns shown, in the order in which they are chosen"),
            [name for name in every if name != "name"],
            selection_mode="multi",
            format_func=lambda name: _(every[name].title),
            key="records_columns",
            on_change=_keep_columns,
            args=(side,),
        )


def _keep_columns(side: Side) -> None:
    chosen = ["name", *st.session_state["records_columns"]]
    address.go(columns=None if chosen == list(columns.USUAL[side]) else "|".join(chosen))


def _page(dashboard: Dashboard, records: Kind, rows: IntArray) -> None:
    """Show one page of the list; a name opens its record, a tick takes it to the comparison."""
    pages = -(-len(rows) // PAGE)
    page = min(address.number("page", 1, 999_999) or 1, pages)
    first = (page - 1) * PAGE
    shown = records.frame.iloc[rows[first : first + PAGE]]
    names = _shown_columns(records.side)
    ids = [str(each) for each in shown.index]
    compare.grid(
        records.side,
        ids,
        columns.cells(dashboard, records.side, names, each_row(shown)),
        columns.config(records.side, names),
    )
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption(
            _(
                "{first} to {last} of {all}. Choose a name to open the record; tick up to four to "
                "compare them.",
                first=number(first + 1),
                last=number(first + len(ids)),
                all=number(len(rows)),
            )
        )
        if pages > 1:
            # A key of its own for each page: the address moves the widget, not the other way round.
            key = f"records_page_{pages}_{page}"
            st.pagination(pages, default=page, key=key, on_change=_keep_page, args=(key,))


def _keep_page(key: str) -> None:
    page = st.session_state[key]
    address.go(page=None if page == 1 else str(page))


def _nothing(records: Kind) -> None:
    search = address.text("search")
    st.info(
        _(
            "Nothing is called like “{query}” within these filters. Try fewer letters, another "
            "spelling, or take a filter out.",
            query=plain(search[:LONGEST_SEARCH]),
        )
        if search
        else _("No record has all of this. Take a filter out."),
        icon=":material/search_off:",
    )
    if search:
        st.button(
            _("Search without filters"),
            key="records_unfiltered",
            on_click=lambda: address.go(page=None, **facets.cleared(records.index)),
        )
