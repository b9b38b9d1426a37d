"""One pair of the pipeline: move it, plan the next step, write a note, read its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from babel.dates import format_datetime, get_timezone

from data import pipeline
from data.pipeline import LONGEST_NOTE, LONGEST_STEP, Pair
from data.rows import each_row
from ui import actor, notices
from ui.format import known, plain
from ui.pipeline import drawn, moving, opening, state, steps
from ui.pipeline.words import day, reason, rung
from ui.session import Dashboard
from ui.words import _, language


def show(dashboard: Dashboard, pair: Pair) -> None:
    """Open the pair beside the page; one that is not in the pipeline is said in a sentence."""
    title = steps.name_of(dashboard, pair)

    def panel() -> None:
        with st.container(key="pair"):
            notices.show(dashboard.store, "pair", actor.acting())
            found = state.standing(dashboard)
            rows = [row for row in each_row(found) if state.pair_of(row) == pair]
            if rows:
                _pair(dashboard, found, rows[0], pair)
            else:
                _missing(dashboard, pair)

    st.dialog(plain(title), width="large", on_dismiss=opening.close)(panel)()


def _missing(dashboard: Dashboard, pair: Pair) -> None:
    st.info(
        _("This pair is not in the pipeline: it was never added, or adding it was undone."),
        icon=":material/info:",
    )
    both = (
        pair.project_id in dashboard.projects.index,
        pair.investor_id in dashboard.investors.index,
    )
    if all(both):
        actor.action(
            _("Add to the pipeline"),
            steps.add,
            dashboard,
            [pair],
            key="add_missing",
            icon=":material/playlist_add:",
        )
    _history(dashboard, pair)


def _pair(dashboard: Dashboard, frame: pd.DataFrame, row: Mapping[str, Any], pair: Pair) -> None:
    if row["gone"]:
        st.warning(
            _(
                "A record of this pair is gone: {ids}. Its history stays.",
                ids=plain(f"{pair.project_id}, {pair.investor_id}"),
            ),
            icon=":material/link_off:",
        )
    opened = drawn.first(pair, row)
    _stands(row)
    _meanwhile(row, opened)
    left, right = st.columns(2, gap="large")
    with left:
        moving.chooser(dashboard, {pair: opened.event_id}, opened.place, now=opened.rung)
        _plan(dashboard, row, pair)
        _owner(dashboard, frame, row, pair)
    with right:
        _note(dashboard, pair)
        _elsewhere(row, pair)
    _history(dashboard, pair)


def _stands(row: Mapping[str, Any]) -> None:
    told = f"**{plain(rung(row['rung']))}**"
    if row["rung"] == "declined":
        told += f": {plain(reason(row['reason'], row['words']))}"
    st.markdown(told)
    st.caption(
        _(
            "since {date}, by {actor}; added by {first}",
            date=plain(day(row["moved_at"].date())),
            actor=plain(row["moved_by"]),
            first=plain(row["added_by"]),
        )
    )


def _meanwhile(row: Mapping[str, Any], opened: drawn.Drawn) -> None:
    """Say that somebody else moved the pair since the panel was opened."""
    if row["event_id"] == opened.event_id or row["moved_by"] == actor.acting():
        return
    told = _(
        "{actor} moved this pair to {rung} while you had it open. What you have chosen is kept; "
        "if you move the pair too, both moves are in the history.",
        actor=row["moved_by"],
        rung=rung(row["rung"]),
    )
    st.warning(plain(told), icon=":material/group:")


def _plan(dashboard: Dashboard, row: Mapping[str, Any], pair: Pair) -> None:
    place = f"plan:{pair.project_id}:{pair.investor_id}:{row['plans']}"
    st.text_input(
        _("Next step"),
        value=row["step"] if known(row["step"]) else "",
        key=f"{place}_step",
        placeholder=_("For instance: send the memo"),
        help=_("At most {count} letters.", count=LONGEST_STEP),
    )
    st.date_input(
        _("By"),
        value=row["due"].date() if known(row["due"]) and not pd.isna(row["due"]) else None,
        key=f"{place}_due",
        format="YYYY-MM-DD",
    )
    actor.action(
        _("Save the step"),
        steps.plan,
        dashboard,
        pair,
        f"{place}_step",
        f"{place}_due",
        key=f"{place}_save",
    )


def _owner(dashboard: Dashboard, frame: pd.DataFrame, row: Mapping[str, Any], pair: Pair) -> None:
    people = {
        str(each) for name in ("owner", "moved_by", "added_by") for each in frame[name].dropna()
    }
    act = actor.acting()
    names = sorted(people | ({act} if act else set()))
    key = f"owner:{pair.project_id}:{pair.investor_id}:{row['owner']}"
    st.selectbox(
        _("Owner"),
        names,
        index=names.index(row["owner"]) if row["owner"] in names else None,
        key=key,
        placeholder=_("Nobody"),
        accept_new_options=True,
    )
    actor.action(_("Save the owner"), steps.assign, dashboard, pair, key, key=f"save_{key}")


def _note(dashboard: Dashboard, pair: Pair) -> None:
    key = f"note:{pair.project_id}:{pair.investor_id}"
    st.text_area(
        _("Note"),
        key=key,
        height=160,
        placeholder=_("What was said, and by whom"),
        help=_("Plain text, at most {count} letters.", count=LONGEST_NOTE),
    )
    actor.action(_("Save the note"), steps.note, dashboard, pair, key, key=f"save_{key}")


def _elsewhere(row: Mapping[str, Any], pair: Pair) -> None:
    if row["gone"]:
        return
    query = {"project": pair.project_id, "match": pair.investor_id}
    st.page_link(
        "pages/matches.py",
        label=_("Why this match"),
        icon=":material/handshake:",
        query_params=query,
    )


def _history(dashboard: Dashboard, pair: Pair) -> None:
    events = each_row(pipeline.history(dashboard.store, pair))
    if not events:
        return
    st.markdown(f"#### {_('History')}")
    for event in events:
        told, undo = st.columns([6, 1], vertical_alignment="top")
        with told:
            undone = not pd.isna(event["undone_at"])
            line = f"{moment(event['happened_at'])} · {plain(event['actor'])} · "
            line += f"**{plain(what(event))}**"
            st.markdown(f"~~{line}~~" if undone else line)
            if event["kind"] == "noted":
                st.text(event["text"])
            if undone:
                by, at = plain(event["undone_by"]), moment(event["undone_at"])
                st.caption(_("taken back by {actor}, {date}", actor=by, date=at))
        with undo:
            if not undone:
                actor.action(
                    _("Undo"),
                    steps.take_back,
                    dashboard,
                    event["event_id"],
                    key=f"undo:{event['event_id']}",
                    type="tertiary",
                )


def what(event: Mapping[str, Any]) -> str:
    """What an event of a pair did, in a few words (plain text); a note's own text is not in it."""
    if event["kind"] == "moved":
        why = reason(event["reason"], event["words"])
        told = _("moved to {rung}", rung=rung(event["rung"]))
        return f"{told} ({why})" if why else told
    if event["kind"] == "planned":
        return _planned(event)
    if event["kind"] == "assigned":
        gone = not known(event["owner"])
        return _("no owner any more") if gone else _("owner: {name}", name=event["owner"])
    return _("note")


def _planned(event: Mapping[str, Any]) -> str:
    if not known(event["step"]):
        return _("no next step any more")
    if known(event["due"]):
        due = day(date.fromisoformat(event["due"]))
        return _("next step by {day}: {step}", day=due, step=event["step"])
    return _("next step: {step}", step=event["step"])


def moment(at: pd.Timestamp) -> str:
    """A time in the reader's own zone."""
    try:
        zone = get_timezone(st.context.timezone or "UTC")
    except LookupError:  # a name that only the browser knows
        zone = get_timezone("UTC")
    return format_datetime(at, format="medium", tzinfo=zone, locale=language())
