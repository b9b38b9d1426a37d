"""How long a capital stack takes among many investors, beside the time that a person waits."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from data.load import load
from data.records import frames
from data.store import Store
from data.synthesis import Order, synthesize
from matching import Matcher
from structuring.compose import STACKS, compose
from structuring.parties import Market
from structuring.stack import Wish

INVESTORS = 20_000
#: A stack for a real project has to be there within a second.
LIMIT_SECONDS = 1.0
#: The quickest of so many counts.
RUNS = 3


def measure_stacks(investors: int = INVESTORS) -> Iterator[str]:
    """Give the slowest best stack of all real projects with an ask, among made-up investors."""
    with tempfile.TemporaryDirectory() as scratch:
        matcher, asks = _fitted(Path(scratch), investors)
    market = Market(matcher)
    market.parties(asks[0][0])
    best, every = [], []
    for project, ask in asks:
        best.append((min(_seconds(market, project, ask, 1) for _ in range(RUNS)), project))
        every.append((min(_seconds(market, project, ask, STACKS) for _ in range(RUNS)), project))
    slowest, name = max(best)
    longest, last = max(every)
    peer = _plain()
    middle = np.median([seconds for seconds, _name in best])
    yield (
        f"stack: the best for each of {len(asks)} real asks among {investors:,} investors, "
        f"ranking included, processor time: {middle * 1e3:.0f} ms in the middle, "
        f"{slowest * 1e3:.0f} ms at most ({name}): {slowest / LIMIT_SECONDS:.2f} of the limit of "
        f"{LIMIT_SECONDS:g} s, {slowest / peer:.1f} times a plain knapsack of 200 items in the "
        f"same solver ({peer * 1e3:.0f} ms)"
    )
    yield (
        f"stack: with up to {STACKS - 1} others that differ in substance, each the best of all, "
        f"which the page looks for once the best is drawn: "
        f"{np.median([seconds for seconds, _name in every]):.1f} s in the middle, "
        f"{longest:.1f} s at most ({last}): {longest / LIMIT_SECONDS:.1f} times that limit"
    )


def _fitted(folder: Path, investors: int) -> tuple[Matcher, list[tuple[str, float]]]:
    """Fit real projects and investors among made-up ones; give the real asks."""
    store = Store(folder / "bench.duckdb")
    load(store)
    real = frames(store)
    store.close()
    synthesize(folder / "made", Order(investors, 2_000, investors))
    made = {
        name: pd.read_parquet(folder / "made" / f"{name}.parquet")
        for name in ("investors", "projects", "deals")
    }
    others = made["investors"].head(investors - len(real["investors"]))
    deals = made["deals"][made["deals"]["investor_id"].isin(set(others["investor_id"]))]
    matcher = Matcher().fit(
        pd.concat([real["investors"], others], ignore_index=True),
        pd.concat([real["projects"], made["projects"]], ignore_index=True),
        pd.concat([real["deals"], deals], ignore_index=True),
        real["vocabulary"],
    )
    asked = real["projects"][real["projects"]["ask_usd_m"] > 0]
    return matcher, list(zip(asked["project_id"], asked["ask_usd_m"].astype(float), strict=True))


def _seconds(market: Market, project: str, ask: float, stacks: int) -> float:
    # Processor time: one thread works, and what else the machine does is left out.
    start = process_time()
    compose(market.parties(project), Wish(ask), stacks=stacks)
    return process_time() - start


def _plain() -> float:
    """Seconds for a knapsack with four items at most, the bare shape of the question."""
    random = np.random.default_rng(0)
    worth, size = random.random(200), random.random(200)
    start = process_time()
    milp(
        -worth,
        integrality=np.ones(200),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(np.vstack([size, np.ones(200)]), 0, [1.0, 4.0]),
    )
    return process_time() - start
