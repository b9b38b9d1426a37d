"""Outcomes are what the events say last, and only once a pair is decided."""

from __future__ import annotations

from data.events import Event, record
from data.load import load
from data.outcomes import outcomes
from data.store import Store


def moved(store: Store, project: str, investor: str, rung: str) -> str:
    event = Event("Aigerim", "moved", project, investor, payload={"rung": rung})
    return str(record(store, event))


def test_none_are_recorded_to_begin_with(store: Store) -> None:
    load(store)
    found = outcomes(store)
    assert found.empty
    assert list(found.columns) == ["project_id", "investor_id", "reached"]


def test_the_last_step_decides_and_an_undone_one_does_not_count(store: Store) -> None:
    load(store)
    moved(store, "aktau-port-trust", "ad-ports", "declined")
    moved(store, "aktau-port-trust", "ad-ports", "binding")
    moved(store, "aktau-port-trust", "psa", "declined")
    moved(store, "aktau-port-trust", "ebrd", "mou")
    moved(store, "kuryk-port-trust", "dp-world", "binding")
    undone = moved(store, "kuryk-port-trust", "dp-world", "declined")
    record(store, Event("Aigerim", "undone", payload={"event_id": undone}))
    moved(store, "kuryk-port-trust", "ebrd", "disbursed")
    moved(store, "gone", "ebrd", "declined")
    found = outcomes(store)
    decided = zip(found["project_id"], found["investor_id"], found["reached"], strict=True)
    assert list(decided) == [
        ("aktau-port-trust", "ad-ports", True),
        ("aktau-port-trust", "psa", False),
        ("kuryk-port-trust", "dp-world", True),
        ("kuryk-port-trust", "ebrd", True),
    ]
