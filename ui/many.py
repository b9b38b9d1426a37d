"""One against many: several come, so many of the other side for each, none shown too often.

The address holds who comes (``who``), how many each is shown (``each``) and to how many each may
be shown (``most``), beside the weights and gates of the ranking.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.pipeline import Pair
from data.rows import each_row
from matching.assignment import Assignment, Shortfall, assign, needed
from matching.matcher import Matcher
from ui import address
from ui.finder import Side, link_to, record_link
from ui.format import number, plain, points, usd
from ui.options import chosen_matcher
from ui.pipeline import adding
from ui.query import Query
from ui.session import Dashboard
from ui.weights import chosen_weights
from ui.words import _, _n, mark

SIDES: dict[str, Side] = {"investors": "investor", "projects": "project"}
COMING = {"investors": mark("Investors come"), "projects": mark("Projects come")}
EACH, MOST = 6, 3
LARGEST = 20
#: Names chosen at most: more is the meeting planner's work.
LONGEST_LIST = 40


def asked_for() -> bool:
    """Tell whether the address asks for one against many."""
    return address.text("many") in SIDES


def offer() -> None:
    """Show the way in, where a search begins."""
    st.button(
        _("Several at once: which projects to show to each of these investors?"),
        key="many_open",
        icon=":material/groups:",
        on_click=lambda: address.go(many="investors"),
    )


def show(dashboard: Dashboard) -> None:
    """Show who comes, the limits, and who is shown what."""
    side = SIDES[address.choice("many", SIDES, "investors")]
    back = dict.fromkeys(("many", "who", "each", "most"))
    st.button(
        _("One at a time"),
        key="many_close",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=lambda: address.go(**back),
    )
    heading = st.container()
    who = _who(dashboard, side)
    each, most = _limits(side)
    query = Query(side, "")
    with st.sidebar:
        options = st.container()
        with st.expander(_("Weights"), expanded=True, icon=":material/tune:"):
            weights = chosen_weights(dashboard.matcher.informed_)
        with options:
            matcher = chosen_matcher(query, dashboard.matcher, weights)
    if not who:
        heading.title(
            _("Who comes? Choose investors to see which projects to show to each")
            if side == "investor"
            else _("Which projects come? Choose some to see which investors each should meet")
        )
        return
    found = assign(_ranked(matcher, query, who, needed(len(who), each, most)), who, each, most)
    with heading:
        _finding(side, who, each, found)
    for shortfall in found.shortfalls:
        st.warning(_why(dashboard, side, shortfall, each, most), icon=":material/info:")
    pairs = [Pair(*Query(side, row["receiver"]).pair(row["item"])) for row in each_row(found.pairs)]
    stands = adding.standings(dashboard)
    adding.add_several(dashboard, pairs, _("Add all of these to the pipeline"), "many", stands)
    _lists(dashboard, query, who, found, stands)
    _spread(dashboard, query, found, most)


def _who(dashboard: Dashboard, side: Side) -> list[str]:
    names = (dashboard.investors if side == "investor" else dashboard.projects)["name"]
    st.session_state["many"] = "investors" if side == "investor" else "projects"
    st.segmented_control(
        _("Who comes"),
        list(SIDES),
        format_func=lambda name: _(COMING[name]),
        required=True,
        key="many",
        on_change=_keep_side,
        label_visibility="collapsed",
    )
    st.session_state["who"] = list(dict.fromkeys(address.several("who", names.index)))[
        :LONGEST_LIST
    ]
    options = names.sort_values(key=lambda each: each.str.casefold()).index
    who: list[str] = st.multiselect(
        _("Who comes"),
        list(options),
        format_func=lambda each: str(names[each]),
        key="who",
        max_selections=LONGEST_LIST,
        select_all=False,
        placeholder=_("Type names"),
        on_change=lambda: address.go(who="|".join(st.session_state["who"]) or None),
        label_visibility="collapsed",
    )
    return who


def _keep_side() -> None:
    address.go(many=st.session_state["many"], who=None)


def _limits(side: Side) -> tuple[int, int]:
    each = address.number("each", 1, LARGEST) or EACH
    most = address.number("most", 1, LONGEST_LIST) or MOST
    st.session_state["each"], st.session_state["most"] = each, most
    with st.container(horizontal=True):
        st.number_input(
            _("Projects for each") if side == "investor" else _("Investors for each"),
            1,
            LARGEST,
            key="each",
            on_change=lambda: address.go(each=str(st.session_state["each"])),
            width=220,
        )
        st.number_input(
            _("None to more than"),
            1,
            LONGEST_LIST,
            key="most",
            on_change=lambda: address.go(most=str(st.session_state["most"])),
            width=220,
            help=_("How many of those who come may be shown the same one."),
        )
    return each, most


def _ranked(matcher: Matcher, query: Query, who: list[str], top: int) -> pd.DataFrame:
    """Everyone's own ranking after the gates, as far down as can matter."""
    ranked = matcher.rank(query.direction, who, top=top)
    return pd.DataFrame(
        {
            "receiver": ranked[f"{query.side}_id"],
            "item": ranked[f"{query.other}_id"],
            "score": ranked["score"],
        }
    )


def _finding(side: Side, who: list[str], each: int, found: Assignment) -> None:
    items = found.pairs["item"].nunique()
    if side == "investor":
        st.title(
            _n(
                "{count} investor is shown {items} projects, {each} each where as many fit",
                "{count} investors are shown {items} projects, {each} each where as many fit",
                len(who),
                items=number(items),
                each=number(each),
            )
        )
    else:
        st.title(
            _n(
                "{count} project meets {items} investors, {each} each where as many fit",
                "{count} projects meet {items} investors, {each} each where as many fit",
                len(who),
                items=number(items),
                each=number(each),
            )
        )
    st.caption(
        _(
            "As many pairs as the limits allow, then the highest total: {points} points. No pair "
            "that a gate takes out; the order is that of the weights in the side bar.",
            points=points(found.total),
        )
    )


def _why(dashboard: Dashboard, side: Side, shortfall: Shortfall, each: int, most: int) -> str:
    names = (dashboard.investors if side == "investor" else dashboard.projects)["name"]
    name = plain(names[shortfall.receiver])
    if shortfall.why == "too_few_fit":
        return _(
            "{name} gets {got} of {each}: only {fitting} pass every gate.",
            name=name,
            got=number(shortfall.got),
            each=number(each),
            fitting=number(shortfall.fitting),
        )
    return _(
        "{name} gets {got} of {each}: the others that fit are shown to {most} already. Allow more, "
        "or ask for fewer.",
        name=name,
        got=number(shortfall.got),
        each=number(each),
        most=number(most),
    )


def _lists(
    dashboard: Dashboard,
    query: Query,
    who: list[str],
    found: Assignment,
    stands: adding.Standing,
) -> None:
    """One short list for each of those who come, two side by side."""
    ours = (dashboard.investors if query.side == "investor" else dashboard.projects)["name"]
    columns = st.columns(2, gap="large")
    for place, receiver in enumerate(who):
        own = found.pairs[found.pairs["receiver"] == receiver]
        with columns[place % 2]:
            st.subheader(plain(ours[receiver]))
            if len(own):
                rows = _rows(dashboard, Query(query.side, receiver), own, stands)
                st.table(rows, border="horizontal", hide_index=True)
            else:
                st.caption(_("Nobody passes every gate. The list of matches says why."))
            link_to(query.side, receiver, _("The whole list, with the reasons"), "many")


def _rows(
    dashboard: Dashboard, query: Query, own: pd.DataFrame, stands: adding.Standing
) -> pd.DataFrame:
    theirs = dashboard.investors if query.other == "investor" else dashboard.projects
    pairs = [Pair(*query.pair(each)) for each in own["item"]]
    columns = {
        _("Investor") if query.other == "investor" else _("Project"): [
            record_link(dashboard, query.other, each) for each in own["item"]
        ],
        _("Score"): [points(each) for each in own["score"]],
        _("Pipeline"): [adding.cell(stands.get(pair)) for pair in pairs],
        _("Place in its own list"): [number(each) for each in own["place"]],
    }
    if query.other == "project":
        columns[_("Ask")] = [plain(usd(theirs.at[each, "ask_usd_m"])) for each in own["item"]]
    return pd.DataFrame(columns)


def _spread(dashboard: Dashboard, query: Query, found: Assignment, most: int) -> None:
    """How often each is shown, and to whom."""
    if found.pairs.empty:
        return
    theirs = (dashboard.investors if query.other == "investor" else dashboard.projects)["name"]
    ours = (dashboard.investors if query.side == "investor" else dashboard.projects)["name"]
    shown = found.pairs.groupby("item", sort=False)["receiver"].agg(list)
    shown = shown.sort_values(key=lambda lists: -lists.map(len), kind="stable")
    rows = pd.DataFrame(
        {
            _("Investor") if query.other == "investor" else _("Project"): [
                plain(theirs[each]) for each in shown.index
            ],
            _("Shown to"): [f"{len(each)}/{most}" for each in shown],
            _("Whom"): [plain(", ".join(ours[one] for one in each)) for each in shown],
        }
    )
    with st.expander(_("How often each is shown")):
        st.table(rows, border="horizontal", hide_index=True)
