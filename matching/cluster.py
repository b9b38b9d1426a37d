"""The blocks of a ranking on a Dask cluster; the package is only needed where one is used."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import pandas as pd

from matching.gates import Direction
from matching.matcher import Matcher
from matching.scoring import Scored
from matching.table import IntArray

#: Seconds in which a scheduler has to answer, and in which a first worker has to be there.
PATIENCE = 6
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
        Where Dask is not installed, the scheduler does not answer or has no workers.

    """
    distributed = check_cluster(address)
    client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    try:
        rows, blocks = matcher.blocks(for_, queries, top)
        # Several copies, so that the loss of a worker does not lose the matcher.
        (sent,) = client.scatter([matcher], broadcast=True, hash=False)
        futures = [
            client.submit(rank_block, sent, for_, rows[block], top, pure=False, retries=RETRIES)
            for block in blocks
        ]
        return matcher.ranked(for_, rows, blocks, client.gather(futures))
    except (
        OSError,
        TimeoutError,
        distributed.scheduler.KilledWorker,
        distributed.client.FutureCancelledError,
    ) as error:
        raise NoClusterError(f"--cluster {address}: the cluster was lost ({error})") from None
    finally:
        client.close(timeout=PATIENCE)


def rank_block(matcher: Matcher, for_: Direction, rows: IntArray, top: int) -> Scored:
    """Rank one block on a worker."""
    return matcher.rank_block(for_, rows, top)


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
