"""What people recorded: every step of every pair, and how much since a moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from data.pipeline import in_utc

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store


def moves(store: Store) -> pd.DataFrame:
    """Every step that was not taken back: project_id, investor_id, rung, happened_at (UTC)."""
    return in_utc(store.frame("ladder_moves"), "happened_at")


def changed_facts(store: Store, since: datetime) -> pd.DataFrame:
    """What ``since`` did not know yet: record_kind, record_id, field and earlier (JSON).

    A row without a field is a record brought in since.
    """
    return store.frame("facts_changed_since", since=since.isoformat())


def activity(store: Store, since: datetime) -> pd.DataFrame:
    """Events by kind: ``recent`` ones since a moment, ``ever``, ``first_at`` and ``last_at``."""
    return in_utc(store.frame("activity", since=since.isoformat()), "first_at", "last_at")
