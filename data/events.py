"""What people do, stored as events that are only ever appended.

An event names its actor and time; the current state (who moved a pair to which rung, what an
edited field says now) is a view over the events, so history, undo and audit need nothing more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from data.store import Store, Writer

PairKind = Literal["moved", "noted", "planned", "assigned"]
ViewKind = Literal["view_saved", "view_changed", "view_opened", "view_deleted"]
Kind = (
    PairKind
    | ViewKind
    | Literal["edited", "imported", "merged", "structured", "told_apart", "undone"]
)

#: Kinds whose event is about no record: they name another event, an address or a file.
ABOUT_NO_RECORD = {
    "view_saved",
    "view_changed",
    "view_opened",
    "view_deleted",
    "undone",
    "imported",
}


@dataclass(frozen=True)
class Event:
    """One thing that somebody did.

    ``payload`` holds what belongs to the kind: ``rung``, ``reason``, ``words`` and ``seen`` (id of
    the move that the page showed) for *moved*, ``text`` for *noted*, ``step`` and ``due`` for
    *planned*, ``owner`` for *assigned*, ``field``, ``value`` and ``source_url`` for *edited* (also
    ``earlier`` and ``earlier_source_url``, and ``batch_id`` where an import did it), ``event_id``
    for *undone*; for *structured* the ``fields`` saved (by name, each a ``value``, None for not
    read, its ``source_url``, and as ``suggested`` the rule or fact that suggested it), the
    ``state`` (draft or checked) and, where one was suggested, ``made_from``; for *merged* and
    *told_apart* see ``data.merging``, for the kinds of views ``data.views``. *imported* is
    appended by ``data.importing`` alone: it stands for a whole batch.

    ``token`` names one wish of one page: however often it arrives, it is recorded once.
    """

    actor: str
    kind: Kind
    project_id: str | None = None
    investor_id: str | None = None
    deal_id: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    token: str | None = None


def record(store: Store, event: Event) -> UUID:
    """Append the event in a transaction of its own; see ``append``."""
    with store.writing() as writer:
        return append(writer, event)


def append(writer: Writer, event: Event) -> UUID:
    """Append the event and return its id; the later event always has the greater id.

    An event whose token is known already is not appended again: its first id is returned.

    Raises
    ------
    ValueError
        When the event has no actor or names no record.
    """
    if not event.actor.strip():
        message = "an event needs the name of its actor"
        raise ValueError(message)
    about = event.project_id or event.investor_id or event.deal_id
    if event.kind not in ABOUT_NO_RECORD and not about:
        message = "an event needs a project, an investor or a deal"
        raise ValueError(message)
    known = known_token(writer, event.token)
    if known is not None:
        return known
    event_id = _next_id(writer)
    writer.run(
        "append_event",
        event_id=event_id,
        actor=event.actor,
        kind=event.kind,
        project_id=event.project_id,
        investor_id=event.investor_id,
        deal_id=event.deal_id,
        payload=json.dumps(event.payload, ensure_ascii=False),
    )
    if event.token is not None:
        writer.run("keep_token", token=event.token, event_id=event_id)
    return UUID(event_id)


def known_token(writer: Writer, token: str | None) -> UUID | None:
    """Id of the event that a token stands for, None where it is new."""
    rows = writer.run("known_token", token=token) if token is not None else []
    return UUID(str(rows[0][0])) if rows else None


def _next_id(writer: Writer) -> str:
    """An id above all others, whatever the clock says."""
    ((candidate, newest),) = writer.run("next_event_id")
    last = UUID(str(newest)) if newest is not None else UUID(int=0)
    return str(max(UUID(str(candidate)), UUID(int=last.int + 1)))
