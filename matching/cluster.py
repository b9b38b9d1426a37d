"""The blocks of a ranking on a Dask cluster; the package is only needed where one is used."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import pandas as pd

from matching.gates import Direction
from matching.matcher import Matcher
from matching.scoring import Scored
from matching.table import IntArray

#: Seconds in which a scheduler has to answer, and in which a first worker has to be there.
PATIENCE = 6
#: Seconds without a finished block after which a cluster is given up; a block takes a few.
STALLED = 600
#: A block is given to other workers this often when the one that has it is lost.
RETRIES = 5


class NoClusterError(ValueError):
    """The cluster cannot be used; says why and what to do."""


def rank_on_cluster(
    address: str,
    matcher: Matcher,
    for_: Direction,
    queries: Iterable[str] | None,
    top: int,
) -> pd.DataFrame:
    """Rank as ``Matcher.rank`` does, on the workers of a Dask scheduler.

    The fitted matcher is sent to each worker once, the blocks are those of a local run and are
    put together in their order, so the answer is the same to the last bit.

    Raises
    ------
    NoClusterError
        Where Dask is not installed, the scheduler does not answer or has no workers, a worker
        fails, or nothing is heard of them for ``STALLED`` seconds.

    """
    distributed = check_cluster(address)
    rows, blocks = matcher.blocks(for_, queries, top)
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise NoClusterError(f"--cluster {address}: the cluster was lost ({error})") from None
    work = Work(matcher, [(for_, rows[block], top) for block in blocks])
    try:
        parts = _watched(address, distributed, client, work)
    finally:
        with contextlib.suppress(OSError, TimeoutError):
            client.close(timeout=PATIENCE)
    return matcher.ranked(for_, rows, blocks, parts)


def rank_block(matcher: Matcher, for_: Direction, rows: IntArray, top: int) -> Scored:
    """Rank one block on a worker."""
    return matcher.rank_block(for_, rows, top)


@dataclass(frozen=True)
class Work:
    """A matcher, and for each block the rest of what ``rank_block`` is called with."""

    matcher: Matcher
    blocks: list[tuple[Direction, IntArray, int]]


def _watched(address: str, distributed: Any, client: Any, work: Work) -> list[Scored]:  # noqa: ANN401 - modules and objects without types
    """Have the blocks ranked, and give up when nothing is heard of them for too long.

    Any step may wait for ever where a machine hangs, so all of them are left to another thread.
    """
    heard: SimpleQueue[list[Scored] | Exception | None] = SimpleQueue()

    def run() -> None:
        try:
            sent = send(client, work.matcher)
            futures = [
                client.submit(rank_block, sent, *each, pure=False, retries=RETRIES)
                for each in work.blocks
            ]
            for future in futures:
                future.add_done_callback(lambda _: heard.put(None))
            heard.put(client.gather(futures))
        except Exception as error:  # noqa: BLE001 - whatever a worker met, told below
            heard.put(error)

    Thread(target=run, daemon=True).start()
    while True:
        try:
            what = heard.get(timeout=STALLED)
        except Empty:
            raise NoClusterError(
                f"--cluster {address}: nothing was heard from its workers for {STALLED} seconds"
            ) from None
        if isinstance(what, Exception):
            raise NoClusterError(f"--cluster {address}: {_told(distributed, what)}") from None
        if what is not None:
            return what


def send(client: Any, matcher: Matcher) -> Any:  # noqa: ANN401 - objects without types
    """Send the matcher to every worker; again where one of them is lost while it is sent.

    Several copies, so that the loss of a worker does not lose the matcher.
    """
    for _ in range(RETRIES):
        # A scheduler that loses a worker then knows its address no longer.
        with contextlib.suppress(KeyError, OSError):
            return client.scatter([matcher], broadcast=True, hash=False)[0]
    return client.scatter([matcher], broadcast=True, hash=False)[0]


def _told(distributed: Any, error: Exception) -> str:  # noqa: ANN401
    """Say what went wrong: a cluster that is lost, or a worker that cannot do its work."""
    reason = next(iter(str(error).splitlines()), "") or type(error).__name__
    lost = (distributed.scheduler.KilledWorker, distributed.client.FutureCancelledError)
    if isinstance(error, (OSError, TimeoutError, *lost)):
        return f"the cluster was lost ({reason})"
    return (
        f"a worker failed ({type(error).__name__}: {reason}); "
        "do all machines have the same version of this directory and its packages?"
    )


def check_cluster(address: str) -> Any:  # noqa: ANN401 - a module
    """Ask who listens at an address; a client that meets no scheduler would hang and complain.

    Returns the module ``distributed``.

    Raises
    ------
    NoClusterError
        Where Dask is not installed, no scheduler answers, or it has no workers.

    """
    try:
        distributed = import_module("distributed")  # optional, and slow
    except ImportError:
        raise NoClusterError(
            "--cluster needs Dask, which is not installed: "
            "pip install -r requirements-cluster.txt -c constraints.txt"
        ) from None
    # What goes wrong is said in one sentence, not in the client's log as well.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        workers = asyncio.run(asyncio.wait_for(_workers(address), PATIENCE))
    except MemoryError:  # what another kind of server sends reads as a length no memory holds
        raise NoClusterError(
            f"--cluster {address}: what answers there is no Dask scheduler"
        ) from None
    except (OSError, ValueError, TypeError, TimeoutError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else f"nothing in {PATIENCE} seconds"
        raise NoClusterError(
            f"--cluster {address}: no Dask scheduler answers there ({reason})"
        ) from None
    if not workers:
        raise NoClusterError(f"--cluster {address}: the scheduler has no workers; start some")
    return distributed


async def _workers(address: str) -> int:
    """Return how many workers a scheduler has, waiting a little for the first."""
    async with import_module("distributed.core").rpc(address) as scheduler:
        for _ in range(PATIENCE - 1):
            if found := (await scheduler.identity())["workers"]:
                return len(found)
            await asyncio.sleep(0.5)
    return 0
