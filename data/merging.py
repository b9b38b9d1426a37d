"""Two records made one, or remembered as two; each an event that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from data.events import Event, append
from data.store import Store, Writer

if TYPE_CHECKING:
    import pandas as pd

RecordKind = Literal["investor", "project", "deal"]

#: Fields that are no matter of choice when two records become one.
NOT_CHOSEN = {"investor_id", "project_id", "deal_id", "origin", "screening"}


class MergeError(ValueError):
    """The records cannot be merged, told apart or restored; ``str()`` says why."""


def merge(
    store: Store,
    actor: str,
    kind: RecordKind,
    survivor: str,
    gone: str,
    fields: Mapping[str, Mapping[str, Any]],
) -> UUID:
    """Merge the record ``gone`` into ``survivor`` and return the event that undoing names.

    ``fields`` says for each field whose value changes with it what the survivor says from now on:
    ``value`` (as JSON has it) and ``source_url``. Deals, steps on the ladder, notes, names,
    overlaps and screening flags of the record that goes are the survivor's from then on.

    Raises
    ------
    MergeError
        Where the two are one already, one of them is not there, or a field is unknown.
    """
    with store.writing() as writer:
        _check(writer, kind, survivor, gone)
        known = _columns(writer, kind)
        unknown = sorted(set(fields) - known)
        if unknown:
            message = f"a {kind} has no field {unknown[0]!r} that could be chosen"
            raise MergeError(message)
        payload = {"record_kind": kind, "gone_id": gone, "fields": _plain(fields)}
        return append(writer, _about(actor, "merged", kind, survivor, payload))


def tell_apart(store: Store, actor: str, kind: RecordKind, first: str, second: str) -> UUID:
    """Remember that two records are not one; they are no candidates any more."""
    with store.writing() as writer:
        _check(writer, kind, first, second)
        payload = {"record_kind": kind, "other_id": second}
        return append(writer, _about(actor, "told_apart", kind, first, payload))


def undo(store: Store, actor: str, event_id: str) -> UUID:
    """Undo a merge, or let two records be candidates again.

    Raises
    ------
    MergeError
        Where there is no such decision, or it was undone already.
    """
    with store.writing() as writer:
        made = {str(row[0]): row for row in writer.run("duplicate_decisions")}.get(event_id)
        if made is None or made[-1]:
            message = "there is no such decision, or somebody undid it already"
            raise MergeError(message)
        about = _about(actor, "undone", made[2], str(made[3]), {"event_id": event_id})
        return append(writer, about)


def told_apart(store: Store, kind: RecordKind) -> Collection[frozenset[str]]:
    """Pairs of ids that somebody said are two records."""
    rows = store.frame("told_apart", kind=kind)
    return {frozenset(pair) for pair in zip(rows["first_id"], rows["second_id"], strict=True)}


def decisions(store: Store) -> pd.DataFrame:
    """Every merge and every pair told apart, newest first; ``undone`` marks what was undone."""
    return store.frame("duplicate_decisions")


def survivor_of(store: Store, kind: RecordKind, record_id: str) -> str | None:
    """Id of the record that another was merged into, None where it was not merged."""
    found = store.value("survivor", kind=kind, id=record_id)
    return str(found) if found is not None else None


def _check(writer: Writer, kind: RecordKind, first: str, second: str) -> None:
    if first == second:
        message = f"{first} cannot be compared with itself"
        raise MergeError(message)
    for each in (first, second):
        if not writer.run(f"{kind}_stands", id=each):
            message = f"there is no {kind} {each} any more: it was merged or taken out meanwhile"
            raise MergeError(message)


def _columns(writer: Writer, kind: RecordKind) -> set[str]:
    return {name for (name,) in writer.run("columns_of", table=f"{kind}_fact")} - NOT_CHOSEN


def _plain(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {"value": chosen["value"], "source_url": chosen.get("source_url")}
        for name, chosen in fields.items()
    }


def _about(
    actor: str,
    what: Literal["merged", "told_apart", "undone"],
    kind: RecordKind,
    record_id: str,
    payload: dict[str, Any],
) -> Event:
    return Event(
        actor,
        what,
        project_id=record_id if kind == "project" else None,
        investor_id=record_id if kind == "investor" else None,
        deal_id=record_id if kind == "deal" else None,
        payload=payload,
    )
