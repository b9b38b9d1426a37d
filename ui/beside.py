"""Up to four matches of one list side by side: what both sides get for each criterion."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from matching.matcher import Matcher
from matching.results import CriterionReason, Explanation
from ui import address
from ui.facts import INVESTOR_SAYS, PROJECT_SAYS
from ui.format import UNKNOWN, fixed, plain, points
from ui.query import Query
from ui.session import Dashboard
from ui.weights import CRITERIA
from ui.words import _

MOST = 4


def show(dashboard: Dashboard, matcher: Matcher, query: Query, matches: pd.DataFrame) -> None:
    """Show the choice of matches to compare and, from two on, the comparison."""
    names = (dashboard.investors if query.other == "investor" else dashboard.projects)["name"]
    ids = list(matches[f"{query.other}_id"])
    if len(ids) < 2:  # noqa: PLR2004 - one cannot be compared
        return
    st.session_state["beside"] = list(dict.fromkeys(address.several("compare", ids)))[:MOST]
    chosen = st.multiselect(
        _("Compare up to four matches"),
        ids,
        format_func=lambda each: str(names[each]),
        key="beside",
        max_selections=MOST,
        placeholder=_("Compare up to four matches side by side"),
        on_change=lambda: address.go(compare="|".join(st.session_state["beside"]) or None),
        label_visibility="collapsed",
    )
    if len(chosen) < 2:  # noqa: PLR2004 - one cannot be compared
        return
    explained = [matcher.explain(*query.pair(each), for_=query.direction) for each in chosen]
    table = {_("Criterion"): [_(CRITERIA[each.criterion]) for each in explained[0].criteria]}
    for each, explanation in zip(chosen, explained, strict=True):
        table[plain(names[each])] = [
            _cell(dashboard, query, reason) for reason in explanation.criteria
        ]
    rows = pd.DataFrame(table)
    rows.loc[len(rows)] = [f"**{_('Score (band)')}**", *(_total(each) for each in explained)]
    st.table(rows, border="horizontal", hide_index=True)


def _total(explanation: Explanation) -> str:
    low, high = points(explanation.score_low), points(explanation.score_high)
    return f"**{fixed(100 * explanation.score, 1)}** ({low}–{high})"


def _cell(dashboard: Dashboard, query: Query, reason: CriterionReason) -> str:
    """Points of one criterion, and what the other side says on it."""
    says = INVESTOR_SAYS if query.other == "investor" else PROJECT_SAYS
    told = says[reason.criterion](
        dashboard.labels,
        reason.investor_says if query.other == "investor" else reason.project_says,
    )
    amount = fixed(100 * reason.contribution, 1)
    if not reason.known:
        amount = f"{amount} ({_('counts as the average')})"
    return f"**{plain(amount)}** {plain(told)}" if told != UNKNOWN else f"**{plain(amount)}**"
