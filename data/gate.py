"""A gate through which many go at once, or one alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Readers share it; whoever needs it alone waits for them and keeps later ones waiting.

    A thread that is inside may enter again, alone or not, so that a reader never waits for itself.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: dict[int, int] = {}
        self._owner: int | None = None

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Be inside, with others."""
        me = threading.get_ident()
        with self._changed:
            while self._owner not in {None, me} and me not in self._inside:
                self._changed.wait()
            self._inside[me] = self._inside.get(me, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be inside, with nobody else."""
        me = threading.get_ident()
        with self._changed:
            while self._owner is not None:
                self._changed.wait()
            self._owner = me
            while set(self._inside) - {me}:
                self._changed.wait()
        try:
            yield
        finally:
            with self._changed:
                self._owner = None
                self._changed.notify_all()
