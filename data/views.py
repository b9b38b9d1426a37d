"""Saved views: an address under a name, private or shared, and what was seen there last.

A view is the event that saved it, and has its id. Private means not listed for others: names are
not checked against accounts, so it keeps no secret.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from data.events import Event, record
from data.pipeline import Refused, in_utc
from data.rows import each_row
from data.store import Store

if TYPE_CHECKING:
    import pandas as pd

#: Letters of a view's name and of its address at most.
LONGEST_NAME, LONGEST_ADDRESS = 80, 2_000


def save(store: Store, actor: str, name: str, address: str, *, shared: bool) -> UUID:
    """Keep a page's path and parameters under a name.

    Raises
    ------
    Refused
        ``empty_name``, ``long_name``, ``same_name`` (a view of this actor has it), or
        ``no_address`` where the address is none of a page or too long.
    """
    if not address.startswith("/") or address.startswith("//") or len(address) > LONGEST_ADDRESS:
        raise Refused("no_address")
    payload = {"name": _free(store, actor, name), "address": address, "shared": shared}
    return record(store, Event(actor, "view_saved", payload=payload))


def change(
    store: Store, actor: str, view_id: str, *, name: str | None = None, shared: bool | None = None
) -> None:
    """Rename one's own view, or share it or no more.

    Raises
    ------
    Refused
        As for ``save``, and ``not_yours``.
    """
    mine = _mine(store, actor, view_id)
    changed: dict[str, Any] = {"view_id": view_id}
    if name is not None and " ".join(name.split()) != mine["name"]:
        changed["name"] = _free(store, actor, name)
    if shared is not None and shared != mine["shared"]:
        changed["shared"] = shared
    if len(changed) > 1:
        record(store, Event(actor, "view_changed", payload=changed))


def delete(store: Store, actor: str, view_id: str) -> UUID:
    """Take one's own view away; undoing the event brings it back.

    Raises
    ------
    Refused
        ``not_yours``.
    """
    _mine(store, actor, view_id)
    return record(store, Event(actor, "view_deleted", payload={"view_id": view_id}))


def opened(store: Store, actor: str, view_id: str, seen: dict[str, Any]) -> None:
    """Remember what this actor saw when opening the view."""
    payload = {"view_id": view_id, "seen": seen}
    record(store, Event(actor, "view_opened", payload=payload))


def views(store: Store, actor: str | None) -> pd.DataFrame:
    """Give the views of this actor and the shared ones, by name.

    Columns: view_id, name, address, shared, saved_by, saved_at; opened_at and seen (JSON) of this
    actor's last opening.
    """
    return in_utc(store.frame("views", actor=actor or ""), "saved_at", "opened_at")


def view(store: Store, actor: str | None, view_id: str) -> dict[str, Any] | None:
    """Give one view that this actor may open, ``seen`` read; None where there is none."""
    for row in each_row(views(store, actor)):
        if row["view_id"] == view_id:
            return row | {"seen": json.loads(row["seen"]) if isinstance(row["seen"], str) else None}
    return None


def changed_since(store: Store, since: str) -> pd.DataFrame:
    """Give what was recorded after a moment (ISO 8601): what, project_id, investor_id, actor, rung.

    ``what`` is ``moved`` for a pair, ``edited`` or ``created`` for a record.
    """
    return store.frame("changed_since", since=since)


def _mine(store: Store, actor: str, view_id: str) -> dict[str, Any]:
    found = view(store, actor, view_id)
    if found is None or found["saved_by"] != actor:
        raise Refused("not_yours")
    return found


def _free(store: Store, actor: str, name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise Refused("empty_name")
    if len(wanted) > LONGEST_NAME:
        raise Refused("long_name", count=len(wanted), most=LONGEST_NAME)
    taken = views(store, actor)
    if wanted.casefold() in set(taken.loc[taken["saved_by"] == actor, "name"].str.casefold()):
        raise Refused("same_name", name=wanted)
    return wanted
