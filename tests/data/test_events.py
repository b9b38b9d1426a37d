"""What people do, and the current state as a view over it."""

from __future__ import annotations

import pytest

from data.events import Event, append, record
from data.load import load
from data.records import frames, version
from data.store import Store


def test_the_latest_rung_stands_and_undo_brings_back_the_one_before(store: Store) -> None:
    pair = {"project_id": "aktau-port-trust", "investor_id": "ad-ports"}
    record(store, Event("Aigerim", "moved", **pair, payload={"rung": "contacted"}))
    last = record(store, Event("Daniyar", "moved", **pair, payload={"rung": "interested"}))
    assert _rung(store) == ("interested", "Daniyar")
    record(store, Event("Daniyar", "undone", **pair, payload={"event_id": str(last)}))
    assert _rung(store) == ("contacted", "Aigerim")


def test_an_edit_overlays_the_fact_and_survives_a_reload(store: Store) -> None:
    load(store)
    before = version(store)
    change = {"field": "ask_usd_m", "value": 120.5, "source_url": "https://example.org/note"}
    record(store, Event("Aigerim", "edited", project_id="aktau-port-trust", payload=change))
    words = {"field": "sector", "value": ["transport & logistics", "energy"]}
    record(store, Event("Aigerim", "edited", project_id="aktau-port-trust", payload=words))
    assert version(store) != before
    with store.writing() as writer:
        writer.run("set_setting", name="seed_version", value="older")
    assert load(store).changed
    project = frames(store)["projects"].set_index("project_id").loc["aktau-port-trust"]
    assert project["ask_usd_m"] == 120.5
    assert list(project["sector"]) == ["transport & logistics", "energy"]


def test_an_edit_can_empty_a_field(store: Store) -> None:
    load(store)
    change = {"field": "sponsor", "value": None}
    record(store, Event("Aigerim", "edited", project_id="khorgos-gateway", payload=change))
    projects = frames(store)["projects"].set_index("project_id")
    assert projects["sponsor"].isna()["khorgos-gateway"]


@pytest.mark.parametrize(
    ("event", "complaint"),
    [
        (Event("  ", "noted", project_id="p"), "actor"),
        (Event("Aigerim", "noted"), "a project, an investor or a deal"),
    ],
)
def test_an_event_without_actor_or_subject_is_refused(
    store: Store, event: Event, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        record(store, event)


def _rung(store: Store) -> tuple[str, str] | None:
    with store.reading() as cursor:
        return cursor.execute("select rung, actor from pair_state").fetchone()


def test_the_later_event_stands_whatever_the_clock_says(store: Store) -> None:
    """Also within one millisecond, and after a clock that was set back."""
    with store.writing() as writer:
        writer.cursor.execute(
            "insert into event (event_id, actor, kind, project_id) "
            "values ('f1a20f46-281a-7126-a339-341b71b18362', 'Daniyar', 'noted', 'p')"
        )
        ids = [append(writer, Event("Aigerim", "noted", project_id="p")) for _time in range(20)]
        (newest,) = writer.cursor.execute("select max(event_id) from event").fetchone() or ("",)
    assert ids == sorted(set(ids))
    assert str(ids[0]) > "f1a20f46-281a-7126-a339-341b71b18362"
    assert str(ids[-1]) == str(newest)
