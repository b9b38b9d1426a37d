"""Backup and restore, from the process that holds the database or from a command beside it.

Only one process opens a DuckDB file. Where the dashboard holds it, it listens on the loopback
interface for its owner's commands (``data/desk.py``) and does the work itself.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from data import archive, returning
from data.archive import BackupError, Manifest
from data.holding import Holding
from data.store import (
    Store,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreTooNewError,
    complete,
    migration_files,
)


@dataclass(frozen=True)
class Restored:
    """What a restore did: what the backup says of itself, and where the replaced database is."""

    manifest: Manifest
    aside: Path | None


def back_up(store: Store, target: Path) -> Manifest:
    """Write a consistent backup of an open database; readers go on, writers wait meanwhile.

    Raises
    ------
    BackupError
        Where ``target`` cannot be written; what was there before is then still there.
    """
    if target.is_dir() or target.resolve() == store.path.resolve():
        message = f"{target} is not a name for a backup file. Nothing was written."
        raise BackupError(message)
    counted = store.frame("row_counts")
    rows = dict(zip(counted["name"], counted["rows"].astype(int).tolist(), strict=True))
    try:
        with store.held_still() as content:
            return archive.write(store.path, content, target, store.schema(), rows)
    except OSError as error:
        message = (
            f"The backup could not be written to {target}: {error.strerror or error}. The "
            "database is unchanged, and an earlier file of that name is still there."
        )
        raise BackupError(message) from error


def restore(store: Store, backup: Path) -> Restored:
    """Replace an open database by what a backup holds; sessions go on with the restored data.

    Raises
    ------
    BackupError
        Before anything was changed.
    """
    _not_itself(backup, store.path)
    with _unpacked(backup, store.path) as (manifest, ready):
        try:
            return Restored(manifest, store.give_way(ready))
        except OSError as error:
            message = (
                f"{backup} could not take the database's place: {error.strerror or error}. Nothing "
                "was changed."
            )
            raise BackupError(message) from error


def restore_file(database: Path, backup: Path) -> Restored:
    """Replace a database that no process holds, even one that is damaged or of a newer version.

    Raises
    ------
    BackupError
        Before anything was changed.
    StoreLockedError
        Where a process holds the database.
    """
    _not_itself(backup, database)
    with _unpacked(backup, database) as (manifest, ready):
        aside = _replaced(database, ready)
    return Restored(manifest, aside)


def look(backup: Path) -> Manifest:
    """What a backup, or an export as a folder or zip, says about itself.

    Raises
    ------
    BackupError
        Where it is neither, or was made by a newer version.
    OSError
        Where it cannot be read.
    """
    found = returning.look(backup) if backup.is_dir() else None
    return found or archive.look(backup, len(migration_files()))


def _replaced(database: Path, ready: Path) -> Path | None:
    """Put ``ready`` in place; from here on no other process can open what goes or what comes."""
    leaving, coming, aside = Holding(database), Holding(ready), None
    try:
        if database.exists():
            # Opening and closing works the log into the file, so that what is kept is whole.
            with suppress(StoreDamagedError, StoreTooNewError):
                complete(database)
            leaving.lock()
            aside = archive.keep_aside(database, leaving)
        coming.lock()
        archive.put_in_place(ready, database)
        Store(database).close()
    except BlockingIOError as error:
        message = f"{database} was opened by another process. Nothing was changed."
        raise StoreLockedError(database, message) from error
    finally:
        leaving.let_go()
        coming.let_go()
    return aside


def _not_itself(backup: Path, database: Path) -> None:
    # Only to look into the open database's file would drop DuckDB's lock: see data/holding.py.
    if same_file(backup, database):
        message = f"{backup} is the database itself, no backup of it. Nothing was changed."
        raise BackupError(message)


def same_file(one: Path, other: Path) -> bool:
    """Tell whether two names are of one file that is there, without opening it."""
    return one.exists() and other.exists() and one.samefile(other)


def is_whole(file: Path) -> bool:
    """Tell whether a file or folder holds a whole database, as a backup or an export."""
    try:
        return bool(look(file))
    except (BackupError, OSError):
        return False


class _unpacked:  # noqa: N801 - used like a function
    """The database in a backup, checked and complete, in a folder of its own beside the target."""

    def __init__(self, backup: Path, database: Path) -> None:
        self._backup, self._database = backup, database

    def __enter__(self) -> tuple[Manifest, Path]:
        folder = self._database.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._scratch = tempfile.TemporaryDirectory(dir=folder, prefix=".restoring-")
        except OSError as error:
            raise _unreadable(self._backup, error) from error
        try:
            ready = Path(self._scratch.name) / "restored.duckdb"
            manifest = self._write(ready)
            complete(ready)
        except OSError as error:
            self._scratch.cleanup()
            raise _unreadable(self._backup, error) from error
        except StoreError as error:
            self._scratch.cleanup()
            message = (
                f"The database inside {self._backup} cannot be opened by this version. Use "
                "another backup, or the version that made it. Nothing was changed."
            )
            raise BackupError(message) from error
        except BaseException:
            self._scratch.cleanup()
            raise
        return manifest, ready

    def _write(self, ready: Path) -> Manifest:
        if look(self._backup).format != archive.EXPORT:
            return archive.unpack(self._backup, ready, len(migration_files()))
        if self._backup.is_dir():
            return returning.rebuild(self._backup, ready)
        folder = ready.parent / "export"
        folder.mkdir()
        returning.unzip(self._backup, folder)
        return returning.rebuild(folder, ready)

    def __exit__(self, *raised: object) -> None:
        self._scratch.cleanup()


def _unreadable(backup: Path, error: OSError) -> BackupError:
    return BackupError(
        f"{backup} could not be read and unpacked: {error.strerror or os.strerror(0)}. Nothing "
        "was changed."
    )
