"""Gates in words: how many candidates each took out, who, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from matching.results import Shortlist
from ui import address
from ui.format import UNKNOWN, number, plain, when
from ui.query import Query
from ui.session import Dashboard
from ui.words import _, _n, mark

GATES = {
    "already_together": mark("have a deal already"),
    "own_project": mark("is the sponsor itself"),
    "not_open": mark("not among the projects listed"),
    "taken": mark("taken up by others, no ask published"),
    "out_of_date": mark("announced, no news for two years"),
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
    "taken": mark("not taken up by others"),
    "out_of_date": mark("news within two years"),
    "screening": mark("no flag for screening"),
    "exclusion": mark("no exclusion on record"),
    "not_a_financier": mark("provides capital or what is sought"),
    "shariah_only": mark("terms compatible"),
    "no_common_instrument": mark("instruments compatible"),
}


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


def removed(dashboard: Dashboard, query: Query, shortlist: Shortlist) -> None:
    """The candidates that a gate took out, each with its reason; a row opens the match."""
    gated = shortlist.gated
    if not len(gated):
        return
    names = (dashboard.investors if query.other == "investor" else dashboard.projects)["name"]
    ids = list(gated[f"{query.other}_id"])
    open_match = address.text("match")
    at = [(ids.index(open_match), "name")] if open_match in ids else []
    # Another match in the address is another grid, so that a row can be chosen again.
    key = f"removed_{query.side}_{query.record_id}_{open_match if at else ''}"
    label = _n("{count} not in the list, and why", "{count} not in the list, and why", len(gated))
    with st.expander(label, expanded=bool(at)):
        if at:
            opened = plain(names[ids[at[0][0]]])
            st.caption(_("Opened above: [{name}](#why)", name=opened))
        else:
            st.caption(_("Choose a row to see the match all the same, and what would change it."))
        st.dataframe(
            pd.DataFrame(
                {
                    "name": [names[each] for each in ids],
                    "why": [_(GATES[code]) for code in gated["gate"]],
                    "detail": [gate_detail(dashboard, d) for d in gated["detail"]],
                }
            ),
            key=key,
            hide_index=True,
            on_select=lambda: _open(key, ids),
            selection_mode="single-cell",
            selection_default={"selection": {"cells": at}},
            column_config={
                "name": st.column_config.TextColumn(_("Name"), width="medium"),
                "why": st.column_config.TextColumn(_("Reason"), width="medium"),
                "detail": st.column_config.TextColumn(_("What the record says"), width="large"),
            },
            alt=_("List of those taken out, with the reason; choose a row to open the match."),
        )
        idle = [_(GATES[step.gate]) for step in shortlist.funnel if not step.removed]
        if idle:
            st.caption(_("Took out nobody: {gates}.", gates=" · ".join(idle)))


def _open(key: str, ids: Sequence[str]) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells and cells[0][0] < len(ids):
        address.go(match=ids[cells[0][0]])


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
    if detail.get("financiers"):
        said.append(_("financiers: {names}", names=detail["financiers"]))
    if detail.get("as_of") or detail.get("status_as_of"):
        said.append(_("last word of {date}", date=when(detail["status_as_of"] or detail["as_of"])))
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
