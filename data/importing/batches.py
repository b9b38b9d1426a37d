"""The history of imports, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.events import Event, append
from data.importing.fields import Kind
from data.rows import each_row
from data.store import Store

#: Records and changes listed for one batch.
LISTED = 1000


@dataclass(frozen=True)
class Blocker:
    """Something that stands on a batch, so that it cannot be undone.

    ``what`` is the kind of the event (``moved``, ``noted``, ``edited`` ...) or ``deal`` for a deal
    with a record of the batch; ``detail`` the field or the deal.
    """

    what: str
    record_kind: Kind
    record_id: str
    detail: str | None
    actor: str | None
    happened_at: pd.Timestamp | None

    def __str__(self) -> str:
        by = f" by {self.actor}" if self.actor else ""
        about = f" ({self.detail})" if self.detail else ""
        return f"{self.record_kind} {self.record_id}: {self.what}{about}{by}"


class BuiltOnError(Exception):
    """A batch cannot be undone because of what stands on it; ``blockers`` say what."""

    def __init__(self, blockers: list[Blocker]) -> None:
        self.blockers = blockers
        super().__init__("; ".join(str(blocker) for blocker in blockers[:20]))


def history(store: Store) -> pd.DataFrame:
    """Batches, newest first, with the columns of ``import_history``."""
    return store.frame("import_history")


def blockers(store: Store, batch_id: str) -> list[Blocker]:
    """What stands on a batch."""
    rows = each_row(store.frame("builds_on_batch", batch_id=batch_id))
    return [
        Blocker(
            what=row["what"],
            record_kind=row["record_kind"],
            record_id=row["record_id"],
            detail=row["field"] if isinstance(row["field"], str) else None,
            actor=row["actor"] if isinstance(row["actor"], str) else None,
            happened_at=row["happened_at"] if pd.notna(row["happened_at"]) else None,
        )
        for row in rows
    ]


def undo(store: Store, batch_id: str, actor: str) -> None:
    """Take a batch back: its records go, its edits no longer stand; the history keeps both.

    Raises
    ------
    BuiltOnError
        Where something stands on it; nothing is changed then.
    ValueError
        Where there is no such batch, it was undone before, or nobody says who acts.
    """
    if not actor.strip():
        raise ValueError("undoing needs the name of its actor")
    with store.writing() as writer:
        batches = store.frame("import_batch", batch_id=batch_id)
        if batches.empty or pd.notna(batches["undone_at"].iloc[0]):
            raise ValueError(f"no standing import has the id {batch_id}")
        found = blockers(store, batch_id)
        if found:
            raise BuiltOnError(found)
        kind = str(batches["record_kind"].iloc[0])
        writer.run("undo_edits_of_batch", batch_id=batch_id, actor=actor)
        writer.run("remove_extra_values", batch_id=batch_id)
        writer.run(f"remove_imported_{kind}", batch_id=batch_id)
        append(writer, Event(actor, "undone", payload={"event_id": batch_id}))
