"""Backups: whole, checked before anything is touched, made and restored while data is in use."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from data import archive
from data.__main__ import main
from data.archive import BackupError, log_of
from data.backup import back_up, restore, restore_file
from data.desk import Desk, ask, notice
from data.events import Event, record
from data.load import load
from data.store import Store, migration_files

ROOT = Path(__file__).parents[2]


def note(store: Store, text: str) -> None:
    record(store, Event("Aigerim", "noted", project_id="p", payload={"text": text}))


def notes(store: Store) -> list[str]:
    with store.reading() as cursor:
        rows = cursor.execute("select payload ->> 'text' from event order by event_id").fetchall()
    return [text for (text,) in rows]


def test_a_restored_backup_is_the_database_as_it_was(store: Store, tmp_path: Path) -> None:
    note(store, "before")
    made = back_up(store, tmp_path / "kept.backup")
    note(store, "after")
    done = restore(store, tmp_path / "kept.backup")
    assert notes(store) == ["before"]
    assert made.schema == len(migration_files())
    assert done.aside is not None
    replaced = Store(done.aside)
    assert notes(replaced) == ["before", "after"]
    replaced.close()


def test_readers_and_writers_go_on_over_backups_and_restores(store: Store, tmp_path: Path) -> None:
    note(store, "first")
    faults: list[BaseException] = []
    stopping = threading.Event()

    def work(do: object) -> None:
        try:
            while not stopping.is_set():
                do()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - handed to the test
            faults.append(error)

    threads = [
        threading.Thread(target=work, args=(do,))
        for do in (lambda: notes(store), lambda: note(store, "more"))
    ]
    for thread in threads:
        thread.start()
    for number in range(5):
        back_up(store, tmp_path / f"{number}.backup")
        restore(store, tmp_path / f"{number}.backup")
    stopping.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert notes(store)[0] == "first"


def test_a_backup_with_one_changed_byte_is_refused_and_nothing_changes(
    store: Store, tmp_path: Path
) -> None:
    note(store, "kept")
    whole = tmp_path / "whole.backup"
    back_up(store, whole)
    content = whole.read_bytes()
    bad = tmp_path / "bad.backup"
    for place in range(0, len(content), max(len(content) // 60, 1)):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        bad.write_bytes(changed)
        try:
            restore(store, bad)
        except BackupError as error:
            assert "Nothing was changed" in str(error)  # noqa: PT017 - some bytes are no content
        assert notes(store) == ["kept"]
    for end in (0, 100, len(content) // 2, len(content) - 1):
        bad.write_bytes(content[:end])
        with pytest.raises(BackupError, match=r"not a backup.*Nothing was changed"):
            restore(store, bad)
    assert notes(store) == ["kept"]
    assert not list(tmp_path.glob(".restoring-*"))


def test_a_checksum_that_does_not_agree_is_refused(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "a.backup")
    with zipfile.ZipFile(tmp_path / "a.backup") as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    said = json.loads(parts[archive.MANIFEST])
    said["sha256"][archive.DATABASE] = "0" * 64
    _packed(tmp_path / "b.backup", parts | {archive.MANIFEST: json.dumps(said).encode()})
    with pytest.raises(BackupError, match="do not agree with its checksum"):
        restore(store, tmp_path / "b.backup")


@pytest.mark.parametrize("change", [{"schema": 999}, {"format_number": 2}])
def test_a_backup_of_a_newer_version_is_refused_in_words(
    store: Store, tmp_path: Path, change: dict[str, int]
) -> None:
    back_up(store, tmp_path / "a.backup")
    with zipfile.ZipFile(tmp_path / "a.backup") as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    said = json.loads(parts[archive.MANIFEST]) | change
    _packed(tmp_path / "b.backup", parts | {archive.MANIFEST: json.dumps(said).encode()})
    with pytest.raises(BackupError, match=r"newer version.*Update the program"):
        restore(store, tmp_path / "b.backup")


def test_a_damaged_database_is_restored_and_kept_aside(tmp_path: Path) -> None:
    store = Store(tmp_path / "own.duckdb")
    note(store, "kept")
    back_up(store, tmp_path / "a.backup")
    store.close()
    (tmp_path / "own.duckdb").write_bytes(b"spoiled" * 1000)
    done = restore_file(tmp_path / "own.duckdb", tmp_path / "a.backup")
    assert done.aside is not None
    assert done.aside.read_bytes() == b"spoiled" * 1000
    again = Store(tmp_path / "own.duckdb")
    assert notes(again) == ["kept"]
    again.close()


def test_a_log_that_is_left_of_a_crash_goes_aside_with_its_database(tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    store = Store(path)
    note(store, "kept")
    back_up(store, tmp_path / "a.backup")
    store.close()
    path.write_bytes(b"spoiled" * 1000)
    log_of(path).write_bytes(b"log")
    done = restore_file(path, tmp_path / "a.backup")
    assert done.aside is not None
    assert log_of(done.aside).read_bytes() == b"log"
    assert not log_of(path).exists() or log_of(path).read_bytes() != b"log"


def test_a_backup_that_cannot_be_written_leaves_the_earlier_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kept.backup"
    back_up(store, target)
    before = target.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.archive.os.fsync", full)
    with pytest.raises(BackupError, match="No space left on device"):
        back_up(store, target)
    monkeypatch.undo()
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_commands_back_up_and_restore_while_a_dashboard_holds_the_database(
    store: Store, tmp_path: Path
) -> None:
    desk = Desk(store)
    note(store, "before")
    file = tmp_path / "kept.backup"
    done = subprocess.run(
        [sys.executable, "-m", "data", "backup", str(file), "--database", str(store.path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Backed up" in done.stdout
    note(store, "after")
    assert "replaced database is kept as" in str(ask(store.path, "restore", file))
    assert notes(store) == ["before"]
    assert oct(notice(store.path).stat().st_mode & 0o777) == "0o600"
    with pytest.raises(BackupError, match=r"none\.backup"):
        ask(store.path, "restore", tmp_path / "none.backup")
    desk.close()
    assert not notice(store.path).exists()


def test_commands_on_a_database_nobody_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, file = tmp_path / "own.duckdb", tmp_path / "kept.backup"
    here = ["--database", str(path)]
    assert main(["backup", str(file), *here]) == 1
    assert "no database at" in capsys.readouterr().err
    assert not path.exists()
    store = Store(path)
    load(store)
    store.close()
    assert main(["backup", str(file), *here]) == 0
    path.unlink()
    assert main(["restore", str(file), *here]) == 0
    assert "Restored" in capsys.readouterr().out
    again = Store(path)
    assert not load(again).changed
    again.close()


def test_a_caller_without_the_key_gets_nothing(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    said = json.loads(notice(store.path).read_text())
    notice(store.path).write_text(json.dumps(said | {"key": "00" * 32}))
    assert ask(store.path, "backup", tmp_path / "stolen.backup") is None
    assert not (tmp_path / "stolen.backup").exists()
    desk.close()


def _packed(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
