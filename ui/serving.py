"""What all sessions share, worked out anew beside the pages while the last one serves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ui.background import Job

Shared = TypeVar("Shared")


class Serving(Generic[Shared]):
    """The newest that is ready.

    The first is worked out while the caller waits. From then on a new key (the data has changed)
    starts a background job, and whoever asks meanwhile is given the last one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: Hashable = None
        self._ready: Shared | None = None
        self._coming: tuple[Hashable, Job[Shared]] | None = None

    def get(self, key: Hashable, work_out: Callable[[], Shared]) -> Shared:
        """Return what is ready for ``key``, or the last that was.

        A job that failed is done once more while the caller waits, so that its error is seen.
        """
        with self._lock:
            if self._ready is None:
                self._ready, self._key = work_out(), key
            if key != self._key:
                self._ready = self._refreshed(self._ready, key, work_out)
            return self._ready

    def coming(self, key: Hashable) -> Job[Shared] | None:
        """Return what works out ``key`` beside the pages, while an earlier one still serves."""
        with self._lock:
            return self._coming[1] if self._coming and self._coming[0] == key else None

    def _refreshed(self, last: Shared, key: Hashable, work_out: Callable[[], Shared]) -> Shared:
        if self._coming is None or self._coming[0] != key:
            self._coming = (key, Job(lambda tell: work_out()))  # noqa: ARG005 - one step
            return last
        job = self._coming[1]
        if not job.finished:
            return last
        self._coming = None
        fresh = work_out() if job.failed or job.result is None else job.result
        self._key = key
        return fresh
