"""The database file: opening it, refusing it, writing it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data.events import Event, record
from data.load import load
from data.store import (
    Store,
    StoreDamagedError,
    StoreFullError,
    StoreLockedError,
    StoreTooNewError,
    StoreUnreachableError,
    migration_files,
)

ROOT = Path(__file__).parents[2]


def test_a_file_that_another_process_holds_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "held.duckdb"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            (
                f"import duckdb, sys; c = duckdb.connect({str(path)!r})\n"
                "print('open', flush=True); sys.stdin.read()"
            ),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "open"
    try:
        with pytest.raises(StoreLockedError, match=r"in use by another process.*Stop it first"):
            Store(path)
    finally:
        holder.communicate("")


@pytest.mark.parametrize("content", [b"not a database" * 500, b""])
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "wrong.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreDamagedError, match="damaged or is not a DuckDB database"):
        Store(path)
    assert path.read_bytes() == content


def test_a_file_with_a_broken_block_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "broken.duckdb"
    Store(path).close()
    content = bytearray(path.read_bytes())
    content[8192:11192] = bytes(3000)
    path.write_bytes(content)
    with pytest.raises(StoreDamagedError, match="Put a backup in its place"):
        Store(path)
    assert path.read_bytes() == bytes(content)


@pytest.mark.parametrize("kept", [2_000_000, 100_000, 5_000])
def test_a_file_cut_short_is_refused_in_words_by_the_command(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "cut.duckdb"
    store = Store(path)
    load(store)
    store.close()
    cut = path.read_bytes()[:kept]
    path.write_bytes(cut)
    done = subprocess.run(
        [sys.executable, "-m", "data", "load", "--database", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "is damaged or is not a DuckDB database" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == cut


def test_a_schema_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "newer.duckdb"
    store = Store(path)
    ahead = len(migration_files()) + 1
    with store.writing() as writer:
        writer.run("record_migration", number=ahead, name="from_the_future")
    store.close()
    with pytest.raises(StoreTooNewError, match=f"schema is number {ahead}.*Update the program"):
        Store(path)
    with duckdb.connect(str(path)) as again:
        assert again.execute("select max(number) from migration").fetchone() == (ahead,)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(StoreUnreachableError, match="cannot be opened"):
        Store(blocked / "below.duckdb")


def test_a_migration_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "half.duckdb"
    Store(path).close()
    bad = tmp_path / "0002_bad.sql"
    bad.write_text("create table half_way (x integer); select error('stop here');")
    monkeypatch.setattr(
        "data.store.migration_files",
        lambda: [*migration_files(), (len(migration_files()) + 1, bad)],
    )
    with pytest.raises(duckdb.Error, match="stop here"):
        Store(path)
    monkeypatch.undo()
    store = Store(path)
    with store.reading() as cursor:
        tables = {
            name for (name,) in cursor.execute("select table_name from duckdb_tables()").fetchall()
        }
    store.close()
    assert "half_way" not in tables


def test_a_transaction_that_fails_is_undone_whole(store: Store) -> None:
    def half_a_change() -> None:
        with store.writing() as writer:
            writer.run("set_setting", name="colour", value="blue")
            message = "half-way"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="half-way"):
        half_a_change()
    assert store.value("setting", name="colour") is None


def test_threads_that_record_at_once_lose_nothing(store: Store) -> None:
    def work(name: str) -> None:
        for number in range(20):
            record(store, Event(name, "noted", project_id="p", payload={"text": str(number)}))

    threads = [threading.Thread(target=work, args=(f"officer {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as cursor:
        counted = cursor.execute(
            "select count(*), count(distinct (actor, payload ->> 'text')) from event"
        ).fetchone()
    assert counted == (160, 160)


@pytest.mark.parametrize("change", ["update event set actor = 'nobody'", "delete from event"])
def test_events_are_only_ever_appended(store: Store, change: str) -> None:
    record(store, Event("officer", "noted", project_id="p", payload={"text": "kept"}))
    with store.reading() as cursor, pytest.raises(duckdb.Error, match="only ever appended"):
        cursor.execute(change)
    with store.reading() as cursor:
        assert cursor.execute("select actor from event").fetchall() == [("officer",)]


@pytest.mark.parametrize(
    "statement",
    ["select * from read_csv('/etc/hosts')", "copy (select 1) to 'out.csv'", "install httpfs"],
)
def test_the_database_reaches_nothing_outside(store: Store, statement: str) -> None:
    with store.reading() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(statement)
    with store.reading() as cursor, pytest.raises(duckdb.Error, match="lock"):
        cursor.execute("set enable_external_access = true")


def test_only_names_reach_a_statement(store: Store) -> None:
    with pytest.raises(ValueError, match="not a table or query name"):
        store.frame("investors; drop table event")


def test_rows_written_do_not_stay_in_memory_until_the_transaction_ends(tmp_path: Path) -> None:
    store = Store(tmp_path / "many.duckdb")
    words = ["a text of some length"] * 40_000
    with store.writing() as writer:
        before = pa.total_allocated_bytes()
        for number in range(10):
            ids = pa.array([f"{number}-{at}" for at in range(len(words))])
            writer.append(
                "investor_fact",
                pa.table({"investor_id": ids, "name": words})
                .append_column("verified", pa.array(["no"] * len(words)))
                .append_column("origin", pa.array(words)),
            )
            del ids
        assert pa.total_allocated_bytes() - before < 2**22
    assert len(store.table("investor_ids", most=None)) == 10 * len(words)
    store.close()


def test_what_needs_more_memory_than_is_allowed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHMAKING_DATABASE_MEMORY", "20MB")
    store = Store(tmp_path / "small.duckdb")
    wanted = "select list(range) from range(20_000_000)"
    with (
        pytest.raises(StoreFullError, match=r"MATCHMAKING_DATABASE_MEMORY \(now 20MB\)"),
        store.reading() as cursor,
    ):
        cursor.execute(wanted).fetchall()
    assert store.schema() == len(migration_files())
    store.close()
