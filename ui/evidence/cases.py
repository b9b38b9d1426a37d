"""Where it fails: deals that really happened and that the ranking would have missed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from data.rows import each_row
from matching.backtest import METHODS, Backtest
from matching.measures import DEEP
from ui.evidence.methods import LABELS
from ui.format import UNKNOWN, number, plain
from ui.gates import GATES
from ui.session import Dashboard
from ui.words import _, _n, language

SHOWN = 8


def worst(dashboard: Dashboard, tested: Backtest) -> None:
    """Show the hidden pairs that a gate took out, and those ranked furthest down."""
    pairs = tested.pairs[tested.pairs["protocol"] == "in_turn"]
    stopped = pairs[pairs["place"].isna()].sort_values(["gate", "project_id", "investor_id"])
    ranked = pairs.dropna(subset="place").sort_values(
        ["place", "project_id", "investor_id"], ascending=[False, True, True]
    )
    deep = int((ranked["place"] > DEEP).sum())
    st.subheader(
        _n(
            "{count} of {all} who came would have been missed: taken out by a gate, or below the "
            "first {depth}",
            "{count} of {all} who came would have been missed: taken out by a gate, or below the "
            "first {depth}",
            len(stopped) + deep,
            all=number(len(pairs)),
            depth=DEEP,
        )
    )
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.markdown(
            f"**{_('Ranked furthest down, of {all} candidates', all=number(tested.candidates))}**"
        )
        _table([_ranked_row(dashboard, pair) for pair in each_row(ranked.head(SHOWN))])
    with right:
        st.markdown(
            "**"
            + _n(
                "{count} taken out by a gate, though it came",
                "{count} taken out by a gate, though they came",
                len(stopped),
            )
            + "**"
        )
        _table([_stopped_row(dashboard, pair) for pair in each_row(stopped.head(SHOWN))])
    missed = pd.concat([stopped, ranked[ranked["place"] > DEEP]])
    with st.expander(_n("All {count} missed", "All {count} missed", len(missed))):
        _all(dashboard, missed)


def _table(rows: list[dict[str, object]]) -> None:
    if rows:
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    else:
        st.caption(_("None."))


def _ranked_row(dashboard: Dashboard, pair: dict[str, Any]) -> dict[str, object]:
    return {
        _("Deal"): _deal(dashboard, pair),
        _("Our place"): int(pair["place"]),
        _("Best of the others"): _best_other(pair),
    }


def _stopped_row(dashboard: Dashboard, pair: dict[str, Any]) -> dict[str, object]:
    return {
        _("Deal"): _deal(dashboard, pair),
        _("Gate"): plain(_gate(pair)),
        _("Best of the others"): _best_other(pair),
    }


def _deal(dashboard: Dashboard, pair: dict[str, Any]) -> str:
    """Both names as links to their lists, with the year of the project's first deal."""
    project, investor = pair["project_id"], pair["investor_id"]
    year = "" if pd.isna(pair["year"]) else f", {int(pair['year'])}"
    return (
        f"[{plain(dashboard.investors.at[investor, 'name'])}]"
        f"({matches(investor=investor, match=project)}) · "
        f"[{plain(dashboard.projects.at[project, 'name'])}]"
        f"({matches(project=project, match=investor)}){year}"
    )


def matches(**address: str) -> str:
    """Address of a list of matches in the reader's language."""
    return "/matches?" + urlencode({**address, "lang": language()})


def _best_other(pair: dict[str, Any]) -> str:
    """The other method that had it highest, chance aside, and where."""
    ranks = {method: pair[f"rank_{method}"] for method in METHODS if method not in _LEFT_OUT}
    within = {method: rank for method, rank in ranks.items() if pd.notna(rank)}
    if not within:
        return _("none within {depth}", depth=DEEP)
    method = min(within, key=within.__getitem__)
    return _("{method}: {rank}", method=_(LABELS[method]), rank=number(within[method]))


_LEFT_OUT = frozenset({"ours", "random"})


def _gate(pair: dict[str, Any]) -> str:
    return _(GATES[pair["gate"]]) if pair["gate"] in GATES else UNKNOWN


def _all(dashboard: Dashboard, missed: pd.DataFrame) -> None:
    columns = st.column_config
    rows = each_row(missed)
    st.dataframe(
        pd.DataFrame(
            {
                "investor": [dashboard.investors.at[row["investor_id"], "name"] for row in rows],
                "project": [dashboard.projects.at[row["project_id"], "name"] for row in rows],
                "type": [dashboard.labels("investor_type", row["type"]) for row in rows],
                "year": [row["year"] for row in rows],
                "place": [row["place"] for row in rows],
                "gate": [_gate(row) if pd.isna(row["place"]) else "" for row in rows],
                "address": [
                    matches(project=row["project_id"], match=row["investor_id"]) for row in rows
                ],
            }
        ),
        hide_index=True,
        placeholder=UNKNOWN,
        alt=_("Every hidden deal that was missed, with our place or the gate."),
        column_config={
            "investor": columns.TextColumn(_("Investor"), width=230),
            "project": columns.TextColumn(_("Project"), width=280),
            "type": columns.TextColumn(_("Type of investor"), width=190),
            "year": columns.NumberColumn(_("Year"), format="%d", width=70),
            "place": columns.NumberColumn(_("Our place"), format="%d", width=90),
            "gate": columns.TextColumn(_("Gate"), width=210),
            "address": columns.LinkColumn(_("Matches"), display_text=_("open"), width=80),
        },
    )
