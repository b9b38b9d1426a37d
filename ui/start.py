"""Where a search begins: open projects and investors to choose from."""

from __future__ import annotations

import streamlit as st

from data.rows import each_row
from matching.catalogue import INVESTING_ROLES
from ui.finder import link_to
from ui.format import known, plain, usd
from ui.session import Dashboard
from ui.words import _, _n

INVESTORS_SHOWN = 18


def starting_points(dashboard: Dashboard) -> None:
    """Name what can be opened: every open project by sector, investors with most deals."""
    projects = dashboard.projects[dashboard.projects["opportunity"] == "open"]
    st.title(_("Choose a project or an investor to see who fits, in order, and why"))
    st.caption(
        _(
            "Search above by name, in Latin or Cyrillic letters, or start with one of these. "
            "{announced} announced projects and {investors} investors are found by search.",
            announced=int((dashboard.projects["opportunity"] == "announced").sum()),
            investors=len(dashboard.investors),
        )
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(_n("{count} open project", "{count} open projects", len(projects)))
        sectors = projects["sector"].map(lambda codes: next(iter(codes), ""))
        for sector in sectors.value_counts().index:
            st.markdown(f"**{plain(dashboard.labels('sector', sector))}**")
            with st.container(horizontal=True, gap="small"):
                for project in each_row(projects[sectors == sector].sort_values("name")):
                    amount = f", {usd(project['ask_usd_m'])}" if known(project["ask_usd_m"]) else ""
                    link_to(
                        "project", project["project_id"], plain(project["name"] + amount), "start"
                    )
    with right:
        st.subheader(_("Investors with the most deals on record"))
        roles = dashboard.deals[dashboard.deals["role_kind"].isin(INVESTING_ROLES)]
        for investor_id, count in roles["investor_id"].value_counts().head(INVESTORS_SHOWN).items():
            name = dashboard.investors.at[investor_id, "name"]
            label = _n("{name}, {count} deal", "{name}, {count} deals", int(count), name=name)
            link_to("investor", str(investor_id), plain(label), "start")
