"""What people do to pairs, as callbacks of buttons: recorded first, told at the next drawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import streamlit as st

from data import pipeline
from data.pipeline import Pair, Recorded, Refused
from ui import notices
from ui.pipeline import drawn
from ui.pipeline.words import day, refusal, rung
from ui.session import Dashboard
from ui.words import _, _n

Result = TypeVar("Result")


def add(actor: str, dashboard: Dashboard, pairs: Sequence[Pair]) -> None:
    """Put pairs on the first rung; whoever adds a pair looks after it to begin with."""
    done = _try(lambda: pipeline.add(dashboard.store, actor, pairs))
    if done is None:
        return
    new = [each for each in done if not each.repeated]
    if not new:
        notices.tell(_("Already in the pipeline."))
    elif len(new) == 1:
        told = name_of(dashboard, new[0].pair)
        notices.tell(_("Added to the pipeline: {pair}.", pair=told), _ids(new))
    else:
        notices.tell(
            _n(
                "{count} pair added to the pipeline.",
                "{count} pairs added to the pipeline.",
                len(new),
            ),
            _ids(new),
        )


def move(
    actor: str,
    dashboard: Dashboard,
    seen: Mapping[Pair, str | None],
    to: str,
    reason_key: str | None = None,
    words_key: str | None = None,
) -> None:
    """Move pairs to a rung; a reason and words stand under their widgets' keys."""
    why = st.session_state.get(reason_key) if reason_key else None
    words = st.session_state.get(words_key) if words_key else None
    done = _try(lambda: pipeline.move(dashboard.store, actor, seen, to, reason=why, words=words))
    if done is None:
        return
    drawn.forget()
    new = [each for each in done if not each.repeated]
    if not new:
        notices.tell(_("Already there: nothing to record."))
        return
    crossed = [each for each in new if each.crossed is not None]
    if crossed:
        notices.tell(_told_crossing(dashboard, crossed[0], to), _ids(new), kind="minded")
    elif len(new) == 1:
        told = name_of(dashboard, new[0].pair)
        notices.tell(_("Moved to {rung}: {pair}.", rung=rung(to), pair=told), _ids(new))
    else:
        notices.tell(
            _n(
                "{count} pair moved to {rung}.",
                "{count} pairs moved to {rung}.",
                len(new),
                rung=rung(to),
            ),
            _ids(new),
        )


def move_to_chosen(
    actor: str, dashboard: Dashboard, seen: Mapping[Pair, str | None], place: str
) -> None:
    """Move pairs to the rung chosen in the widgets of a place (``moving.chooser``)."""
    to = st.session_state.get(f"{place}_rung")
    if to is None:
        notices.tell(_("Choose where to move to."), kind="refused")
        return
    move(actor, dashboard, seen, str(to), f"{place}_reason", f"{place}_words")


def note(actor: str, dashboard: Dashboard, pair: Pair, key: str) -> None:
    """Save the note in a text field; only a note that was saved empties it."""
    text = str(st.session_state.get(key) or "")
    done = _try(lambda: pipeline.note(dashboard.store, actor, pair, text))
    if done is not None:
        st.session_state[key] = ""
        _told(done, _("Note saved: {pair}.", pair=name_of(dashboard, pair)))


def plan(actor: str, dashboard: Dashboard, pair: Pair, step_key: str, due_key: str) -> None:
    """Save the next step and its day."""
    step, due = str(st.session_state.get(step_key) or ""), st.session_state.get(due_key)
    today = date.today()  # noqa: DTZ011 - the reader's calendar day
    done = _try(lambda: pipeline.plan(dashboard.store, actor, pair, step, due, today))
    if done is None:
        return
    if not step.strip():
        text = _("No next step any more: {pair}.", pair=name_of(dashboard, pair))
    elif due is None:
        text = _("Next step saved: {pair}.", pair=name_of(dashboard, pair))
    else:
        text = _("Next step by {day}: {pair}.", day=day(due), pair=name_of(dashboard, pair))
    _told(done, text)


def assign(actor: str, dashboard: Dashboard, pair: Pair, key: str) -> None:
    """Save who looks after the pair."""
    owner = str(st.session_state.get(key) or "")
    done = _try(lambda: pipeline.assign(dashboard.store, actor, pair, owner))
    if done is not None:
        _told(done, _("Owner saved: {pair}.", pair=name_of(dashboard, pair)))


def take_back(actor: str, dashboard: Dashboard, event_id: str) -> None:
    """Withdraw one event of a pair's history."""
    if _try(lambda: pipeline.undo(dashboard.store, actor, [event_id])) is not None:
        drawn.forget()
        notices.tell(_("Undone. The history keeps both."))


def name_of(dashboard: Dashboard, pair: Pair) -> str:
    """Investor and project by name; an id where a record is gone."""
    investor = dashboard.investors["name"].get(pair.investor_id, pair.investor_id)
    project = dashboard.projects["name"].get(pair.project_id, pair.project_id)
    return f"{investor} × {project}"


def _try(wish: Callable[[], Result]) -> Result | None:
    try:
        return wish()
    except Refused as refused:
        notices.tell(refusal(refused), kind="refused")
        return None


def _told(done: Recorded, text: str) -> None:
    if done.repeated:
        notices.tell(_("Already there: nothing to record."))
    else:
        notices.tell(text, _ids([done]))


def _ids(done: Sequence[Recorded]) -> list[str]:
    return [str(each.event_id) for each in done]


def _told_crossing(dashboard: Dashboard, done: Recorded, to: str) -> str:
    crossed = done.crossed
    assert crossed is not None  # noqa: S101 - the caller chose those that crossed
    return _(
        "You and {actor} moved {pair} at the same time: {actor} to {theirs}, you to {yours}. "
        "Both are in the history; yours is the later one and stands. {actor} is told too.",
        actor=crossed.actor,
        pair=name_of(dashboard, done.pair),
        theirs=rung(crossed.rung),
        yours=rung(to),
    )
