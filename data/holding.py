"""A database file that this process holds, read and replaced without ever letting go of it.

A POSIX lock belongs to a process and a file: closing any descriptor of the file drops it, also the
lock that DuckDB has through a descriptor of its own. So an open database is read through one
descriptor that stays open until DuckDB has closed the file.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import BinaryIO


class Holding:
    """A file and the one descriptor through which it is read beside DuckDB."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def content(self) -> BinaryIO:
        """The file from its first byte; closing what is given leaves the descriptor open."""
        descriptor = self._opened(os.O_RDONLY)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return open(descriptor, "rb", closefd=False)

    def lock(self) -> None:
        """Keep other processes from opening the file with DuckDB.

        Raises
        ------
        OSError
            Where another process holds it.
        """
        fcntl.lockf(self._opened(os.O_RDWR), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def let_go(self) -> None:
        """Close the descriptor; every lock of this process on the file goes with it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self, access: int) -> int:
        if self._descriptor is None:
            self._descriptor = os.open(self._path, access | os.O_CLOEXEC)
        return self._descriptor
