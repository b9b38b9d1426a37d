"""A pair and the pipeline, wherever the pair is shown: added with one click, or where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data.pipeline import Pair
from data.rows import each_row
from ui import actor
from ui.format import number, plain
from ui.pipeline import steps
from ui.pipeline.state import standing
from ui.pipeline.words import ago_days, reason, rung
from ui.session import Dashboard
from ui.words import _

Standing = Mapping[Pair, Mapping[str, Any]]

#: The pair that somebody without a name wants to add, with the list it stands in.
_WANTED = "_pair_wanted"
#: The pair to open on the pipeline's page.
_GO = "_pair_to_open"


def standings(dashboard: Dashboard) -> Standing:
    """Every pair of the pipeline, for looking several up."""
    frame = standing(dashboard)
    return {Pair(row["project_id"], row["investor_id"]): row for row in each_row(frame)}


def add_or_standing(
    dashboard: Dashboard, pair: Pair, place: str, stands: Standing | None = None
) -> None:
    """Show a button that adds the pair, or where it stands and the way there.

    ``place`` keeps the keys apart where one page shows several; ``stands`` saves a query there.
    """
    row = (standings(dashboard) if stands is None else stands).get(pair)
    key = f"{place}:{pair.project_id}:{pair.investor_id}"
    if row is None:
        actor.action(
            _("Add to the pipeline"),
            steps.add,
            dashboard,
            [pair],
            key=f"add_{key}",
            icon=":material/playlist_add:",
        )
        return
    st.page_link(
        "pages/pipeline.py",
        label=_("In the pipeline: {standing}", standing=plain(told(row))),
        icon=":material/block:" if row["rung"] == "declined" else ":material/stairs:",
        query_params={"project": pair.project_id, "investor": pair.investor_id},
    )


def go_where_clicked() -> None:
    """Open the pair on the pipeline's page where a button of a list was clicked that says so."""
    pair = st.session_state.pop(_GO, None)
    if pair is not None:
        st.switch_page("pages/pipeline.py", query_params=pair)


def add_several(
    dashboard: Dashboard, pairs: Sequence[Pair], label: str, place: str, stands: Standing
) -> None:
    """Show a button that adds the pairs that stand nowhere yet, and how many that leaves out."""
    there = [stands[pair]["rung"] for pair in pairs if pair in stands]
    fresh = [pair for pair in pairs if pair not in stands]
    actor.action(
        label,
        steps.add,
        dashboard,
        fresh,
        key=f"add_several_{place}",
        icon=":material/playlist_add:",
        disabled=not fresh,
    )
    if there:
        declined = there.count("declined")
        st.caption(
            _(
                "Left out: {there} in the pipeline already, {declined} declined.",
                there=number(len(there) - declined),
                declined=number(declined),
            )
        )


def column(dashboard: Dashboard, pairs: Sequence[Pair], key: str) -> Any:  # noqa: ANN401 - Streamlit's own
    """A column of buttons for a list of pairs, one a row; its cells are ``label`` of each row."""
    return st.column_config.ButtonColumn(
        _("Pipeline"),
        width=110,
        help=_("Adds the pair to the pipeline, or opens it there."),
        type="tertiary",
        on_click=_clicked,
        args=(dashboard, list(pairs), key),
        key=key,
    )


def label(row: Mapping[str, Any] | None) -> str:
    """What the button of a pair says: to add it, or where it stands."""
    if row is None:
        return f":material/playlist_add: {_('Add')}"
    return rung(row["rung"])


def asked(dashboard: Dashboard, key: str) -> None:
    """Ask for a name above a list where somebody without one clicked a button in it."""
    wanted = st.session_state.get(_WANTED)
    if wanted is not None and wanted[0] == key:
        actor.ask_for(steps.add, dashboard, [wanted[1]], key=key)


def _clicked(dashboard: Dashboard, pairs: Sequence[Pair], key: str) -> None:
    click = st.session_state.get(key)
    if click is None or not 0 <= click["row"] < len(pairs):
        return
    pair = pairs[click["row"]]
    if pair in standings(dashboard):
        st.session_state[_GO] = {"project": pair.project_id, "investor": pair.investor_id}
        return
    st.session_state[_WANTED] = (key, pair)
    actor.do_or_ask(steps.add, dashboard, [pair], key=key)


def cell(row: Mapping[str, Any] | None) -> str:
    """Where a pair stands, for a cell of a table; empty where it does not."""
    if row is None:
        return ""
    said = told(row)
    return plain(said[:1].upper() + said[1:])


def told(row: Mapping[str, Any]) -> str:
    """Where a pair stands, in a few words (plain text)."""
    if row["rung"] == "declined":
        return _(
            "declined {ago}, {reason}",
            ago=ago_days(row["moved_at"]),
            reason=reason(row["reason"], row["words"]),
        )
    return rung(row["rung"])
