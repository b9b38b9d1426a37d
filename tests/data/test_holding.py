"""A database that is in use stays locked, whatever is read from it or put in its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data import archive
from data import store as store_module
from data.archive import BackupError
from data.backup import back_up, restore, restore_file
from data.events import Event, record
from data.holding import Holding
from data.store import Store, StoreLockedError

ROOT = Path(__file__).parents[2]

#: Another process that writes and stays a moment.
WRITER = """
import sys, time
from pathlib import Path
from data.events import Event, record
from data.store import Store, StoreLockedError
try:
    store = Store(Path(sys.argv[1]))
except StoreLockedError:
    print("refused", flush=True)
else:
    record(store, Event("command", "noted", project_id="p", payload={"text": "in between"}))
    print("written", flush=True)
    time.sleep(float(sys.argv[2]))
    store.close()
"""


def writer(path: Path, seconds: float = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(seconds)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
    )


def notes(store: Store) -> list[str]:
    with store.reading() as cursor:
        rows = cursor.execute("select payload ->> 'text' from event order by event_id").fetchall()
    return [text for (text,) in rows]


def is_refused(path: Path) -> bool:
    said, _ = writer(path).communicate(timeout=60)
    return said == "refused\n"


def test_a_second_writer_is_refused_after_a_backup_and_after_a_restore(
    store: Store, tmp_path: Path
) -> None:
    assert is_refused(store.path)
    for number in range(2):
        back_up(store, tmp_path / f"{number}.backup")
        restore(store, tmp_path / f"{number}.backup")
    assert is_refused(store.path)
    back_up(store, tmp_path / "last.backup")
    assert is_refused(store.path)
    store.close()
    assert not is_refused(store.path)


def test_a_command_that_comes_in_between_is_waited_for_and_what_it_wrote_stays(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(store, Event("Aigerim", "noted", project_id="p", payload={"text": "before"}))
    back_up(store, tmp_path / "kept.backup")
    others: list[subprocess.Popen[str]] = []
    connect = store_module._connect

    def come_in(path: Path) -> duckdb.DuckDBPyConnection:
        if path == store.path and not others:
            # As DuckDB does before it locks a file.
            path.open("rb").close()
            others.append(writer(path, seconds=0.5))
            assert others[0].stdout is not None
            assert others[0].stdout.readline() == "written\n"
        return connect(path)

    monkeypatch.setattr(store_module, "_connect", come_in)
    restore(store, tmp_path / "kept.backup")
    assert notes(store) == ["before", "in between"]
    assert is_refused(store.path)
    assert others[0].communicate(timeout=60) == ("", None)


def test_without_hard_links_the_replaced_database_is_copied_under_its_lock(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    back_up(store, tmp_path / "kept.backup")
    record(store, Event("Aigerim", "noted", project_id="p", payload={"text": "after"}))
    refused: list[bool] = []
    replace = archive.put_in_place

    def look_first(restored: Path, database: Path) -> None:
        refused.append(is_refused(database))
        replace(restored, database)

    monkeypatch.setattr(Path, "hardlink_to", unknown)
    monkeypatch.setattr(archive, "put_in_place", look_first)
    done = restore(store, tmp_path / "kept.backup")
    assert refused == [True]
    assert done.aside is not None
    replaced = Store(done.aside)
    assert notes(replaced) == ["after"]
    replaced.close()


def test_the_database_itself_is_no_backup_and_is_not_even_opened(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(store.path)
    for name in (store.path, tmp_path / "link"):
        with pytest.raises(BackupError, match="is the database itself"):
            restore(store, name)
    assert is_refused(store.path)


def test_a_restore_that_fails_leaves_the_database_open_and_locked(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(store, tmp_path / "kept.backup")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.archive.put_in_place", full)
    with pytest.raises(BackupError, match=r"No space left.*Nothing was changed"):
        restore(store, tmp_path / "kept.backup")
    monkeypatch.undo()
    record(store, Event("Aigerim", "noted", project_id="p", payload={"text": "goes on"}))
    assert is_refused(store.path)


def test_a_database_is_not_replaced_under_a_process_that_opens_it_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "own.duckdb")
    back_up(store, tmp_path / "kept.backup")
    store.close()
    before = (tmp_path / "own.duckdb").read_bytes()

    def taken(_: Holding) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(Holding, "lock", taken)
    with pytest.raises(StoreLockedError, match=r"another process\. Nothing was changed"):
        restore_file(tmp_path / "own.duckdb", tmp_path / "kept.backup")
    assert (tmp_path / "own.duckdb").read_bytes() == before


def test_what_is_in_place_is_gone_on_with_though_the_disk_gives_no_promise(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(store, tmp_path / "kept.backup")
    record(store, Event("Aigerim", "noted", project_id="p", payload={"text": "after"}))

    def broken(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(archive, "sync_folder", broken)
    restore(store, tmp_path / "kept.backup")
    record(store, Event("Aigerim", "noted", project_id="p", payload={"text": "kept"}))
    store.close()
    again = Store(store.path)
    assert notes(again) == ["kept"]
    again.close()
