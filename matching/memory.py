"""Memory that is given back: how the C library of Linux keeps what numpy lets go of."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

#: Numbers of ``mallopt`` in glibc's malloc.h.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
#: Bytes from which on a block is returned as soon as it is free, and free bytes that are kept at
#: hand: what is asked for again and again would otherwise be emptied by the system every time.
LARGE, KEPT = 4_000_000, 4_000_000


def share_one_heap() -> None:
    """Let threads share one heap, and return large blocks at once; nothing on other systems."""
    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(ARENA_MAX, 1)
        mallopt(MMAP_THRESHOLD, LARGE)
        mallopt(TRIM_THRESHOLD, KEPT)


def give_back() -> None:
    """Return to the system what is free; nothing on other systems."""
    malloc_trim = _of_glibc("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def _of_glibc(name: str) -> Any:  # noqa: ANN401 - a function of C
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), name, None)
