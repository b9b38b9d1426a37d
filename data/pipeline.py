"""The ladder: where pairs of a project and an investor stand between promise and fact.

Every step is an event with its actor; where a pair stands is a query over them. Two people who
move the same pair at once both have their event, the later one stands, and each learns of the
other. A wish that arrives twice (a double click, a page sent again) is one event.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import pandas as pd

from data.events import Event, PairKind, append, known_token
from data.store import Store, Writer

#: From promise to fact, and out of it.
RUNGS: Final = ("suggested", "contacted", "interested", "mou", "binding", "disbursed", "declined")
#: Pairs on these rungs are decided: nothing more is waited for.
DECIDED: Final = ("disbursed", "declined")
#: Why a pair is declined.
REASONS: Final = (
    *("ticket", "terms", "mandate", "place", "timing", "risk", "returns", "no_answer", "other"),
)
#: Letters of a note, of a next step, and of a name at most.
LONGEST_NOTE, LONGEST_STEP, LONGEST_NAME = 4_000, 300, 80
#: The same words by the same person within so many seconds are one note.
SAME_NOTE_SECONDS: Final = 60

PAIR_KINDS: Final = ("moved", "noted", "planned", "assigned")


class Refused(ValueError):  # noqa: N818 - what happened, in the person's words
    """A wish that cannot be recorded: ``code`` says why, ``values`` fill the sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code, self.values = code, values


@dataclass(frozen=True, order=True)
class Pair:
    """A project and an investor."""

    project_id: str
    investor_id: str


@dataclass(frozen=True)
class Crossing:
    """A move by somebody else that the mover had not seen."""

    actor: str
    rung: str
    happened_at: datetime


@dataclass(frozen=True)
class Recorded:
    """What became of a wish: ``repeated`` where it stood so already and nothing was appended."""

    pair: Pair
    event_id: UUID
    repeated: bool = False
    crossed: Crossing | None = None


def move(
    store: Store,
    actor: str,
    seen: Mapping[Pair, str | None],
    rung: str,
    *,
    reason: str | None = None,
    words: str | None = None,
    token: str | None = None,
) -> list[Recorded]:
    """Move the pairs to a rung, all or none.

    ``seen`` holds for each pair the id of the move that the page showed, None where it showed
    none. A pair that this actor put on that rung last stays as it is.

    Raises
    ------
    Refused
        ``rung``, ``reason`` or ``words`` where one is not known, missing or too long.
    """
    if rung not in RUNGS:
        raise Refused("rung", rung=rung)
    told = _told_why(rung, reason, words)
    with store.writing() as writer:
        return [
            _moved(writer, actor, pair, {"rung": rung, **told, "seen": last}, token)
            for pair, last in sorted(seen.items(), key=lambda each: each[0])
        ]


def add(
    store: Store, actor: str, pairs: Sequence[Pair], token: str | None = None
) -> list[Recorded]:
    """Put pairs on the first rung, all or none; one that stands on any rung stays there."""
    with store.writing() as writer:
        return [_added(writer, actor, pair, token) for pair in sorted(set(pairs))]


def note(store: Store, actor: str, pair: Pair, text: str, token: str | None = None) -> Recorded:
    """Keep a note, as it was written.

    Raises
    ------
    Refused
        ``empty_note`` or ``long_note``.
    """
    if not text.strip():
        raise Refused("empty_note")
    if len(text) > LONGEST_NOTE:
        raise Refused("long_note", count=len(text), most=LONGEST_NOTE)
    with store.writing() as writer:
        now = _now(writer, pair).get("noted")
        if now is not None and now.actor == actor and now.payload["text"] == text:
            age = (datetime.now(UTC) - now.happened_at).total_seconds()
            if age < SAME_NOTE_SECONDS:
                return Recorded(pair, now.event_id, repeated=True)
        return _recorded(writer, actor, "noted", pair, {"text": text}, token)


def plan(
    store: Store,
    actor: str,
    pair: Pair,
    step: str,
    due: date | None,
    today: date,
    token: str | None = None,
) -> Recorded:
    """Set the next step and the day it is due; an empty step takes the last one away.

    Raises
    ------
    Refused
        ``long_step``, ``past`` or ``day_without_step``.
    """
    words = " ".join(step.split())
    if len(words) > LONGEST_STEP:
        raise Refused("long_step", count=len(words), most=LONGEST_STEP)
    if due is not None and not words:
        raise Refused("day_without_step")
    if due is not None and due < today:
        raise Refused("past", day=due)
    payload = {"step": words, "due": due.isoformat() if due else None}
    with store.writing() as writer:
        return _unless_so(writer, actor, "planned", pair, payload, token)


def assign(store: Store, actor: str, pair: Pair, owner: str, token: str | None = None) -> Recorded:
    """Name who looks after the pair; an empty name takes the owner away.

    Raises
    ------
    Refused
        ``long_owner``.
    """
    name = " ".join(owner.split())
    if len(name) > LONGEST_NAME:
        raise Refused("long_owner", count=len(name), most=LONGEST_NAME)
    with store.writing() as writer:
        return _unless_so(writer, actor, "assigned", pair, {"owner": name}, token)


def undo(store: Store, actor: str, event_ids: Sequence[str]) -> int:
    """Withdraw events of pairs or views, all or none; return how many were not withdrawn before.

    Raises
    ------
    Refused
        ``no_event`` where one does not exist or is of a kind that is not undone here.
    """
    withdrawn = 0
    with store.writing() as writer:
        for event_id in event_ids:
            rows = writer.run("event_by_id", event_id=event_id)
            if not rows or rows[0][0] not in {*PAIR_KINDS, "view_deleted", "view_changed"}:
                raise Refused("no_event")
            if not rows[0][2]:
                append(writer, Event(actor, "undone", payload={"event_id": event_id}))
                withdrawn += 1
    return withdrawn


def pipeline(store: Store) -> pd.DataFrame:
    """Give one row per pair that was ever moved and not taken back, with the latest of everything.

    Columns: project_id, investor_id; event_id, rung, reason, words, seen, moved_by, moved_at of
    the current move and before_event_id, before_rung, before_by, before_at of the one before;
    added_by, added_at; owner; step, due, planned_at, plans (how many); note, noted_by, notes
    (how many); last_at, last_by of any event. Times have a zone.
    """
    frame = store.frame("pipeline")
    for name in ("event_id", "before_event_id"):
        frame[name] = frame[name].astype("str").where(frame[name].notna(), None)
    return in_utc(frame, "moved_at", "before_at", "added_at", "planned_at", "last_at")


def history(store: Store, pair: Pair) -> pd.DataFrame:
    """Give every event of the pair, the latest first, with who took it back, if anybody did."""
    frame = store.frame("pair_history", project_id=pair.project_id, investor_id=pair.investor_id)
    return in_utc(frame, "happened_at", "undone_at")


def in_utc(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Say of the columns' times that they are in UTC, which DuckDB hands out without a zone."""
    return frame.assign(**{name: frame[name].dt.tz_localize("UTC") for name in columns})


@dataclass(frozen=True)
class _Last:
    """The latest event of a kind."""

    event_id: UUID
    actor: str
    happened_at: datetime
    payload: dict[str, Any]


def _told_why(rung: str, reason: str | None, words: str | None) -> dict[str, str]:
    if rung != "declined":
        return {}
    said = " ".join((words or "").split())
    if reason not in REASONS:
        raise Refused("reason")
    if reason == "other" and not said:
        raise Refused("words")
    if len(said) > LONGEST_STEP:
        raise Refused("long_words", count=len(said), most=LONGEST_STEP)
    return {"reason": reason} | ({"words": said} if said else {})


def _added(writer: Writer, actor: str, pair: Pair, token: str | None) -> Recorded:
    last = _now(writer, pair).get("moved")
    if last is not None:
        return Recorded(pair, last.event_id, repeated=True)
    payload = {"rung": RUNGS[0], "seen": None}
    return _recorded(writer, actor, "moved", pair, payload, token)


def _moved(
    writer: Writer, actor: str, pair: Pair, payload: dict[str, Any], token: str | None
) -> Recorded:
    last = _now(writer, pair).get("moved")
    asked = {name: value for name, value in payload.items() if name != "seen"}
    if last is not None and last.actor == actor:
        stands = {name: value for name, value in last.payload.items() if name != "seen"}
        if stands == asked:
            return Recorded(pair, last.event_id, repeated=True)
    done = _recorded(writer, actor, "moved", pair, payload, token)
    if last is None or done.repeated or last.actor == actor:
        return done
    if payload["seen"] == str(last.event_id):
        return done
    crossed = Crossing(last.actor, last.payload["rung"], last.happened_at)
    return Recorded(pair, done.event_id, crossed=crossed)


def _unless_so(
    writer: Writer,
    actor: str,
    kind: PairKind,
    pair: Pair,
    payload: dict[str, Any],
    token: str | None,
) -> Recorded:
    now = _now(writer, pair).get(kind)
    if now is not None and now.payload == payload:
        return Recorded(pair, now.event_id, repeated=True)
    return _recorded(writer, actor, kind, pair, payload, token)


def _recorded(
    writer: Writer,
    actor: str,
    kind: PairKind,
    pair: Pair,
    payload: dict[str, Any],
    token: str | None,
) -> Recorded:
    own = f"{token}:{kind}:{pair.project_id}:{pair.investor_id}" if token else None
    known = known_token(writer, own)
    if known is not None:
        return Recorded(pair, known, repeated=True)
    event = Event(actor, kind, pair.project_id, pair.investor_id, payload=payload, token=own)
    return Recorded(pair, append(writer, event))


def _now(writer: Writer, pair: Pair) -> dict[str, _Last]:
    rows = writer.run("pair_now", project_id=pair.project_id, investor_id=pair.investor_id)
    return {
        kind: _Last(
            UUID(str(event_id)), actor, datetime.fromtimestamp(seconds, UTC), json.loads(payload)
        )
        for kind, event_id, actor, seconds, payload in rows
    }
