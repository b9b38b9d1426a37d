"""How fast one query is ranked, beside a bare product and partial sort of the same size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from matching import Matcher

#: Columns of the bare product: what a plain encoding of both sides would have.
COLUMNS = 128
RUNS = 7
TOP = 20

SECTORS = [f"sector {number}" for number in range(12)]
REGIONS = [f"region {number}" for number in range(20)]
INSTRUMENTS = ["equity", "senior loan", "guarantee", "bond", "grant"]


@dataclass(frozen=True)
class Speed:
    """Median seconds of one warm query against ``candidates`` investors."""

    candidates: int
    fit: float
    ours: float
    bare: float


def measure_speed(candidates: int) -> Speed:
    """Time one project against made-up investors; nothing of it is data about anyone."""
    random = np.random.default_rng(0)
    investors, projects, deals = made_up(random, candidates, projects=1_000)
    started = perf_counter()
    matcher = Matcher().fit(investors, projects, deals)
    fit = perf_counter() - started
    query = [projects["project_id"].iloc[0]]
    ours = _time(lambda: matcher.rank(queries=query, top=TOP))
    table = random.random((candidates, COLUMNS), dtype=np.float32)
    asked = random.random(COLUMNS, dtype=np.float32)
    bare = _time(lambda: np.argpartition(-(table @ asked), TOP)[:TOP])
    return Speed(candidates, fit, ours, bare)


def made_up(
    random: np.random.Generator, investors: int, projects: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Draw frames of random records, with twice as many deals as projects."""
    low = 10 ** random.uniform(-1, 2, investors)
    left = pd.DataFrame(
        {
            "investor_id": [f"I{number:07d}" for number in range(investors)],
            "name": [f"Investor {number}" for number in range(investors)],
            "sectors": _some(random, SECTORS, investors),
            "instruments": _some(random, INSTRUMENTS, investors),
            "regions_focus": _some(random, REGIONS, investors),
            "ticket_min_usd_m": low.round(2),
            "ticket_max_usd_m": (low * 20).round(2),
        }
    )
    right = pd.DataFrame(
        {
            "project_id": [f"P{number:07d}" for number in range(projects)],
            "name": [f"Project {number}" for number in range(projects)],
            "sector": random.choice(SECTORS, projects),
            "region": random.choice(REGIONS, projects),
            "instruments": random.choice(INSTRUMENTS, projects),
            "ask_usd_m": (10 ** random.uniform(-1, 3, projects)).round(2),
        }
    )
    deals = pd.DataFrame(
        {
            "investor_id": random.choice(left["investor_id"], 2 * projects),
            "project_id": np.repeat(right["project_id"].to_numpy()[1:], 2).tolist()
            + [right["project_id"].iloc[1]] * 2,
            "year": random.integers(2015, 2026, 2 * projects),
        }
    )
    return left, right, deals


def _some(random: np.random.Generator, values: list[str], count: int) -> list[str]:
    picked = random.integers(0, len(values), (count, 2))
    return [f"{values[one]};{values[two]}" for one, two in picked]


def _time(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(RUNS):
        started = perf_counter()
        call()
        times.append(perf_counter() - started)
    return median(times)
