"""A database of an older version: backed up, brought up to date, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from data import archive
from data.backup import restore_file
from data.load import load
from data.records import frames
from data.store import MIGRATIONS, Store, StoreUnreachableError, named_query


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as the first version left it: its schema, seed rows, events, entered facts."""
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as first:
        first.execute((MIGRATIONS / "0001_foundation.sql").read_text(encoding="utf-8"))
        first.execute(named_query("create_migration_table"))
        first.execute(named_query("record_migration"), {"number": 1, "name": "0001_foundation"})
        first.execute(
            "insert into project_fact by name select 'own-port' as project_id, 'Порт Құрық' as "
            "name, ['transport & logistics'] as sector, 12.5 as ask_usd_m, 6500 as "
            "ask_original_m, 'KZT' as ask_currency, 'no' as verified, 'Aigerim' as origin"
        )
        first.execute(
            "insert into investor_fact by name select 'own-fund' as investor_id, 'Own fund' as "
            "name, 5 as ticket_min_usd_m, 'no' as verified, 'Aigerim' as origin"
        )
        first.execute(
            "insert into deal_fact by name select 'own-deal' as deal_id, 'own-fund' as "
            "investor_id, 'own-port' as project_id, 7 as amount_usd_m, 'no' as verified, "
            "'Aigerim' as origin"
        )
        for kind, payload in (
            ("edited", {"field": "ask_usd_m", "value": 13, "source_url": "https://example.org"}),
            ("moved", {"rung": "contacted"}),
            ("noted", {"text": "called"}),
        ):
            investor = None if kind == "edited" else "own-fund"
            first.execute(
                "insert into event (actor, kind, project_id, investor_id, payload) "
                "values ('Aigerim', ?, 'own-port', ?, ?)",
                [kind, investor, json.dumps(payload)],
            )
    return path


def test_an_older_database_keeps_everything_that_people_did(old: Path) -> None:
    store = Store(old)
    load(store)
    read = frames(store)
    project = read["projects"].set_index("project_id").loc["own-port"]
    assert (project["name"], project["ask_usd_m"], project["ask_original_m"]) == (
        "Порт Құрық",
        13,
        6500,
    )
    assert read["investors"].set_index("investor_id").loc["own-fund", "ticket_min_usd_m"] == 5
    assert read["deals"].set_index("deal_id").loc["own-deal", "amount_usd_m"] == 7
    with store.reading() as cursor:
        kinds = cursor.execute("select kind, actor from event order by event_id").fetchall()
        rung = cursor.execute("select rung from pair_state").fetchall()
    store.close()
    assert kinds == [("edited", "Aigerim"), ("moved", "Aigerim"), ("noted", "Aigerim")]
    assert rung == [("contacted",)]


def test_what_was_before_the_upgrade_is_kept_as_a_backup(old: Path, tmp_path: Path) -> None:
    Store(old).close()
    kept = old.with_name("old.duckdb.schema-1.backup")
    ready = tmp_path / "unpacked.duckdb"
    assert archive.unpack(kept, ready, known_schema=1).schema == 1
    with duckdb.connect(str(ready)) as first:
        assert first.execute("select count(*) from event").fetchone() == (3,)
        assert first.execute("select max(number) from migration").fetchone() == (1,)


def test_a_backup_of_an_older_schema_is_brought_up_to_date_when_restored(
    old: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.backup"
    with old.open("rb") as content:
        archive.write(old, content, kept, 1)
    restore_file(tmp_path / "new.duckdb", kept)
    store = Store(tmp_path / "new.duckdb")
    with store.reading() as cursor:
        assert cursor.execute("select count(*) from event").fetchone() == (3,)
    store.close()


def test_without_room_for_a_backup_nothing_is_upgraded(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.archive.write", full)
    with pytest.raises(StoreUnreachableError, match=r"No space left.*Nothing was changed"):
        Store(old)
    with duckdb.connect(str(old)) as again:
        assert again.execute("select max(number) from migration").fetchone() == (1,)


def test_a_new_database_needs_no_backup(tmp_path: Path) -> None:
    Store(tmp_path / "new.duckdb").close()
    assert list(tmp_path.glob("*.backup")) == []
