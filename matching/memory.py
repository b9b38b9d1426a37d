"""Memory that is given back: how the C library of Linux keeps what numpy lets go of."""

from __future__ import annotations

import ctypes
import sys

#: Numbers of ``mallopt`` in glibc's malloc.h.
MMAP_THRESHOLD, ARENA_MAX = -3, -8
#: Bytes from which on a block is returned as soon as it is free.
LARGE = 4_000_000


def give_back() -> None:
    """Let threads share one heap, and return large blocks at once; nothing on other systems."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(ARENA_MAX, 1)
        mallopt(MMAP_THRESHOLD, LARGE)
