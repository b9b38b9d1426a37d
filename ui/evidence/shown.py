"""Coverage: projects that nobody fits, investors never shown and always shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from data.rows import each_row
from matching import baselines
from matching.backtest import METHODS, came
from matching.coverage import Exposure, exposure
from ui.evidence.cases import matches
from ui.evidence.measuring import Measured, open_orders
from ui.evidence.methods import LABELS
from ui.format import UNKNOWN, fixed, number, percent, plain
from ui.reach import reach_of_open
from ui.session import KEPT_VERSIONS, Dashboard
from ui.words import _, _n

MOST_SHOWN = 10
FEW_VIABLE = 10


def projects_without(dashboard: Dashboard) -> None:
    """Open projects without a viable investor, and those with few."""
    table = reach_of_open(dashboard)
    none = table[table["viable"] == 0]
    st.subheader(
        _n(
            "{count} of {all} open projects has no viable investor",
            "{count} of {all} open projects have no viable investor",
            len(none),
            all=len(table),
        )
    )
    st.caption(
        _(
            "Viable: passes every gate, has the sector in its mandate, and its ticket, where "
            "known, reaches the amount."
        )
    )
    few = table[table["viable"] < FEW_VIABLE]
    if not len(few):
        st.caption(_("None."))
        return
    rows = [
        {
            _("Open project"): f"[{plain(row['project'])}]({matches(project=row['project_id'])})",
            _("Viable investors"): row["viable"],
        }
        for row in each_row(few)
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def investors_shown(dashboard: Dashboard, measured: Measured | None) -> None:
    """How the places in the first tens are shared out, by method."""
    shares = dict(_exposures(dashboard.version, dashboard))
    if measured is not None:
        shares["rules_only"] = measured.by_rules
    ours = shares["ours"]
    st.subheader(
        _(
            "{never} of {all} investors stand in no first ten of the {projects} open projects; "
            "with popularity it would be {others}",
            never=_unseen(ours),
            all=len(ours.investors),
            projects=ours.projects,
            others=_unseen(shares["popularity"]),
        )
    )
    columns: Mapping[str, Callable[[Exposure], str]] = {
        _("Never shown"): lambda each: f"{number(_unseen(each))} ({percent(each.never)})",
        _("Top tenth"): lambda each: percent(each.top_tenth),
        _("Gini"): lambda each: fixed(each.gini, 2),
    }
    lines = [
        {
            _("Method"): _(LABELS[method]),
            **{
                head: tell(shares[method]) if method in shares else "…"
                for head, tell in columns.items()
            },
        }
        for method in METHODS
    ]
    st.table(pd.DataFrame(lines), border="horizontal", hide_index=True)
    st.caption(
        _(
            "Top tenth: share of all places in first tens that goes to the tenth of the investors "
            "shown most. Gini: 0 when all are shown alike, 1 when one takes every place. Chance "
            "shows what an even hand would give."
        )
    )


def most_and_never(dashboard: Dashboard) -> None:
    """Name the investors shown most, and those never shown with the reason."""
    ours = _exposures(dashboard.version, dashboard)["ours"]
    left, right = st.columns([1, 1], gap="large")
    with left:
        _most(dashboard, ours)
    with right:
        _never(dashboard, ours)


def _most(dashboard: Dashboard, ours: Exposure) -> None:
    most = ours.investors.head(MOST_SHOWN)
    first = each_row(most)[0]
    st.markdown(
        "**"
        + _(
            "Shown most: {name}, in {shown} of {projects} first tens",
            name=_named(dashboard, first),
            shown=first["shown"],
            projects=ours.projects,
        )
        + "**"
    )
    deals = came(dashboard.deals)["investor_id"].value_counts()
    rows = [
        {
            _("Investor"): f"[{_named(dashboard, row)}]({matches(investor=row['investor_id'])})",
            _("Of {projects} first tens", projects=ours.projects): row["shown"],
            _("Deals on record"): int(deals.get(row["investor_id"], 0)),
        }
        for row in each_row(most)
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _never(dashboard: Dashboard, ours: Exposure) -> None:
    never = ours.investors[ours.investors["shown"] == 0]
    stopped = int((never["listed"] == 0).sum())
    st.markdown(f"**{_('Never shown among a first ten')}**")
    st.markdown(
        "- "
        + _n(
            "{count} is taken out by a gate for every open project",
            "{count} are taken out by a gate for every open project",
            stopped,
        )
        + "\n- "
        + _n(
            "{count} is ranked, but never among the first ten",
            "{count} are ranked, but never among the first ten",
            len(never) - stopped,
        )
    )
    kinds = dashboard.investors["type"]
    rows = kinds[never["investor_id"]].value_counts()
    everybody = {str(kind): int(count) for kind, count in kinds.value_counts().items()}
    told = [
        {
            _("Type of investor"): dashboard.labels("investor_type", kind),
            _("Never shown"): _("{count} of {all}", count=int(count), all=everybody[str(kind)]),
        }
        for kind, count in rows.items()
    ]
    st.table(pd.DataFrame(told), border="horizontal", hide_index=True)
    with st.expander(_n("The {count} by name", "All {count} by name", len(never))):
        _names(dashboard, never.sort_values(["best", "investor_id"]))


def _names(dashboard: Dashboard, never: pd.DataFrame) -> None:
    of = dashboard.investors.loc[never["investor_id"]]
    columns = st.column_config
    st.dataframe(
        pd.DataFrame(
            {
                "name": list(of["name"]),
                "type": [dashboard.labels("investor_type", kind) for kind in of["type"]],
                "best": list(never["best"]),
                "listed": list(never["listed"]),
                "address": [matches(investor=key) for key in never["investor_id"]],
            }
        ),
        hide_index=True,
        placeholder=UNKNOWN,
        alt=_("Investors that stand in no first ten, with their best place."),
        column_config={
            "name": columns.TextColumn(_("Investor"), width=220),
            "type": columns.TextColumn(_("Type of investor"), width=180),
            "best": columns.NumberColumn(_("Best place"), format="%d", width=90),
            "listed": columns.NumberColumn(_("Lists it is in"), format="%d", width=100),
            "address": columns.LinkColumn(_("Matches"), display_text=_("open"), width=80),
        },
    )


def _unseen(each: Exposure) -> int:
    return int((each.investors["shown"] == 0).sum())


def _named(dashboard: Dashboard, row: Mapping[str, object]) -> str:
    return plain(dashboard.investors.at[row["investor_id"], "name"])


@st.cache_resource(show_spinner=False, max_entries=KEPT_VERSIONS)
def _exposures(version: str, _dashboard: Dashboard) -> dict[str, Exposure]:
    """Share out the first tens by every method that needs no fit; ``version`` is the key."""
    del version
    investors, projects = (
        frame.reset_index(drop=True) for frame in (_dashboard.investors, _dashboard.projects)
    )
    ours = open_orders(_dashboard, _dashboard.matcher)
    asked, deals = list(ours), came(_dashboard.deals)
    orders = {
        "ours": ours,
        "tf_idf": baselines.tf_idf(investors, projects, deals, asked),
        "popularity": baselines.popularity(investors, deals, asked),
        "random": baselines.chance(investors, asked),
    }
    ids = list(investors["investor_id"])
    return {method: exposure(order, ids) for method, order in orders.items()}
