"""Long computations beside the pages: one at a time, watched by who waits, stopped on demand."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")
Tell = Callable[[int, int], None]

#: Two at a time would take the pages' share of the processor.
_TURN = threading.Lock()
_LOG = logging.getLogger(__name__)


class Job(Generic[Result]):
    """One computation in a thread of its own.

    ``compute`` is given a function to tell how many steps are done, and of how many; it knows no
    session, so it calls nothing of Streamlit and translates nothing. The thread is a daemon, not
    one of a pool: a pool is waited for when the server is told to stop.
    """

    def __init__(self, compute: Callable[[Tell], Result]) -> None:
        self.done, self.steps = 0, 0
        self.failed = False
        self.result: Result | None = None
        self._stopping = threading.Event()
        self._over = threading.Event()
        threading.Thread(target=self._run, args=(compute,), daemon=True).start()

    @property
    def finished(self) -> bool:
        """Tell whether there is a result or a failure."""
        return self._over.is_set()

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return self.done / self.steps if self.steps else 0.0

    def stop(self) -> None:
        """Ask the computation to end at its next step; one that is over stays as it is."""
        self._stopping.set()

    def wait(self, limit_seconds: float) -> bool:
        """Wait until it is over, and tell whether it is."""
        return self._over.wait(limit_seconds)

    def _run(self, compute: Callable[[Tell], Result]) -> None:
        try:
            with _TURN:
                self._tell(0, 0)
                self.result = compute(self._tell)
        except _Stopped:
            self.failed = True
        except Exception:  # noqa: BLE001 - whatever it is, the page says that it failed
            _LOG.exception("background computation failed")  # words: ignore - for the log
            self.failed = True
        finally:
            self._over.set()

    def _tell(self, done: int, steps: int) -> None:
        if self._stopping.is_set():
            raise _Stopped
        self.done, self.steps = done, steps


class _Stopped(Exception):  # noqa: N818 - no error: somebody asked for it
    """The computation was asked to end."""
