"""How many investors are viable for each open project, worked out once per data version."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from matching import coverage
from matching.summary.scope import SOUGHT
from ui.session import Dashboard


def reach_of_open(dashboard: Dashboard) -> pd.DataFrame:
    """Give one row per open project, fewest viable investors first.

    The columns of ``matching.coverage.reach``, with ``best`` as a name, and project (its name),
    sector (its first code), region, ask (USD million) and counts (false where it overlaps).
    """
    return _reach(dashboard.version, dashboard)


def reach_of_sought(dashboard: Dashboard) -> pd.DataFrame:
    """Give ``matching.coverage.reach`` of every open and announced project."""
    return _reach_of_sought(dashboard.version, dashboard)


@st.cache_resource(show_spinner=False, max_entries=2)
def _reach_of_sought(version: str, _dashboard: Dashboard) -> pd.DataFrame:
    del version
    sought = _dashboard.projects["opportunity"].isin(SOUGHT)
    return coverage.reach(_dashboard.matcher, list(_dashboard.projects.index[sought]))


@st.cache_data(show_spinner=False, max_entries=2)
def _reach(version: str, _dashboard: Dashboard) -> pd.DataFrame:
    """Work it out; ``version`` alone is the key of the cache."""
    del version
    projects = _dashboard.projects[_dashboard.projects["opportunity"] == "open"]
    table = coverage.reach(_dashboard.matcher, list(projects["project_id"]))
    of = projects.loc[table["project_id"]]
    table = table.assign(
        project=list(of["name"]),
        sector=of["sector"].map(lambda codes: next(iter(codes), None)).to_numpy(),
        region=list(of["region"]),
        ask=list(of["ask_usd_m"]),
        counts=list(of["counts"].astype(bool)),
        best=table["best"].map(_dashboard.investors["name"]),
    )
    return table.sort_values(["viable", "project"]).reset_index(drop=True)
