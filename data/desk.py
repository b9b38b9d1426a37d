"""How a command reaches the process that holds the database.

The holder listens on a port of the loopback interface and writes the port and a random key to
``<database>.desk``, which only its owner may read. Both sides prove that they know the key (the
challenge of ``multiprocessing.connection``); what they exchange is JSON, never a pickle.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import threading
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path

from data import archive
from data.archive import BackupError
from data.backup import Restored, back_up, restore, restore_file
from data.store import Store, StoreError, StoreLockedError

LOOPBACK = "127.0.0.1"
LONGEST_MESSAGE = 100_000
_LOG = logging.getLogger(__name__)


class Desk:
    """Listens beside an open database, until ``close()`` or until nobody uses the database."""

    def __init__(self, store: Store) -> None:
        key = secrets.token_bytes(32)
        self._listener = Listener((LOOPBACK, 0), authkey=key)
        _announce(store.path, int(self._listener.address[1]), key)
        # Listening is no reason to keep a database open that nobody uses any more.
        self.close = weakref.finalize(store, _stop, self._listener, notice(store.path), key.hex())
        owner = weakref.ref(store)
        threading.Thread(target=self._serve, args=(owner,), daemon=True).start()

    def _serve(self, owner: weakref.ref[Store]) -> None:
        while self.close.alive:
            try:
                with self._listener.accept() as caller:
                    asked = json.loads(caller.recv_bytes(LONGEST_MESSAGE))
                    caller.send_bytes(json.dumps(_answer(owner(), asked)).encode())
            except (OSError, EOFError, AuthenticationError, ValueError) as error:
                if self.close.alive:
                    _LOG.warning("a command did not get through: %s", error)


def ask(database: Path, do: str, file: Path) -> str | None:
    """Let the holder of a database do something with a file, and return what it says.

    None where no holder listens.

    Raises
    ------
    BackupError
        With the sentence of the holder, where it could not.
    """
    try:
        noted = json.loads(notice(database).read_text(encoding="utf-8"))
        address, key = (LOOPBACK, int(noted["port"])), bytes.fromhex(noted["key"])
        with Client(address, authkey=key) as holder:
            holder.send_bytes(json.dumps({"do": do, "file": str(file.resolve())}).encode())
            said = json.loads(holder.recv_bytes(LONGEST_MESSAGE))
    except (OSError, EOFError, AuthenticationError, ValueError, KeyError):
        return None
    if "fault" in said:
        raise BackupError(said["fault"])
    return str(said["done"])


def notice(database: Path) -> Path:
    """File that says how to reach the holder of a database."""
    return database.with_name(f"{database.name}.desk")


def back_up_by_command(database: Path, file: Path) -> str:
    """Back up a database, by its holder where a dashboard is running, and say so.

    Raises
    ------
    BackupError
    StoreError
        Where nothing was written.
    """
    if not database.exists():
        message = f"There is no database at {database}. Nothing was written."
        raise BackupError(message)
    try:
        store = Store(database)
    except StoreLockedError:
        done = ask(database, "backup", file)
        if done is None:
            raise
        return done
    try:
        return _backed_up(store, file)
    finally:
        store.close()


def restore_by_command(database: Path, file: Path) -> str:
    """Restore a database, by its holder where a dashboard is running, and say so.

    Raises
    ------
    BackupError
    StoreError
        Where nothing was changed.
    """
    try:
        return _said(restore_file(database, file), file)
    except StoreLockedError:
        done = ask(database, "restore", file)
        if done is None:
            raise
        return done


def _backed_up(store: Store, file: Path) -> str:
    made = back_up(store, file)
    return (
        f"Backed up to {file}: schema {made.schema}, {sum(made.bytes.values())} bytes, sha256 "
        f"{made.sha256[archive.DATABASE]}."
    )


def _restored(store: Store, file: Path) -> str:
    return _said(restore(store, file), file)


def _said(done: Restored, file: Path) -> str:
    kept = f" The replaced database is kept as {done.aside}." if done.aside else ""
    return f"Restored {file}, made {done.manifest.made_at}.{kept}"


_DOES: Mapping[str, Callable[[Store, Path], str]] = {"backup": _backed_up, "restore": _restored}


def _answer(store: Store | None, asked: object) -> dict[str, str]:
    try:
        if store is None or not isinstance(asked, dict) or asked.get("do") not in _DOES:
            return {"fault": "The running dashboard does not know this command."}
        return {"done": _DOES[asked["do"]](store, Path(str(asked["file"])))}
    except (BackupError, StoreError) as error:
        return {"fault": str(error)}
    except Exception:  # noqa: BLE001 - the caller is told, the log says what
        _LOG.exception("a command failed")
        return {"fault": "The running dashboard failed to do it; its log says why."}


def _stop(listener: Listener, note: Path, key: str) -> None:
    with suppress(OSError, ValueError, KeyError):
        if json.loads(note.read_text(encoding="utf-8"))["key"] == key:
            note.unlink()
    # Closing does not wake a thread that waits in accept(); a caller does.
    with suppress(OSError), socket.create_connection(listener.address, timeout=1):
        listener.close()


def _announce(database: Path, port: int, key: bytes) -> None:
    path = notice(database)
    with suppress(FileNotFoundError):
        path.unlink()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"port": port, "key": key.hex(), "process": os.getpid()}, file)
