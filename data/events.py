"""What people do, stored as events that are only ever appended.

An event names its actor and time; the current state (who moved a pair to which rung, what an
edited field says now) is a view over the events, so history, undo and audit need nothing more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from data.store import Store

Kind = Literal["shortlisted", "moved", "noted", "edited", "imported", "undone"]


@dataclass(frozen=True)
class Event:
    """One thing that somebody did.

    ``payload`` holds what belongs to the kind: ``rung`` and ``reason`` for *moved*, ``text`` for
    *noted*, ``field``, ``value`` and ``source_url`` for *edited* (also ``earlier`` and
    ``earlier_source_url``, and ``batch_id`` where an import did it), ``event_id`` for *undone*.
    *imported* is appended by ``data.importing`` alone: it stands for a whole batch.
    """

    actor: str
    kind: Kind
    project_id: str | None = None
    investor_id: str | None = None
    deal_id: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)


def record(store: Store, event: Event) -> UUID:
    """Append the event and return its id, which orders by time.

    Raises
    ------
    ValueError
        When the event has no actor or names no record.
    """
    if not event.actor.strip():
        message = "an event needs the name of its actor"
        raise ValueError(message)
    if event.kind != "undone" and not (event.project_id or event.investor_id or event.deal_id):
        message = "an event needs a project, an investor or a deal"
        raise ValueError(message)
    with store.writing() as writer:
        ((event_id,),) = writer.run(
            "append_event",
            actor=event.actor,
            kind=event.kind,
            project_id=event.project_id,
            investor_id=event.investor_id,
            deal_id=event.deal_id,
            payload=json.dumps(event.payload, ensure_ascii=False),
        )
    return UUID(str(event_id))
