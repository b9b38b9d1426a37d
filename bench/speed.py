"""How fast and how small the ranking is, beside plain work of the same size in the same run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import numpy as np
from joblib import cpu_count

from matching import Matcher
from matching.files import read_folder

#: Columns of the bare product: what a plain encoding of both sides would have.
COLUMNS = 128
TOP = 20
SINGLE_RUNS, BATCH_RUNS, RECALL_SAMPLE = 15, 3, 40

#: What a command line imports before it does anything.
BARE = {
    "ours": "import matching.__main__, pyarrow.parquet",
    "peer": "import bench.peer",
}
LIMITS = {"single": 3.0, "batch": 1.5, "memory": 3.0, "recall": 0.999}


class _Run(NamedTuple):
    """Seconds on the clock and of processor time, and peak memory in MiB."""

    seconds: float
    busy: float
    peak: float


def measure_speed(candidates: int, projects: int, investors: int) -> Iterator[str]:
    """Give a line per figure; nothing of the data is about anyone."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "one"
        _synthesize(folder, candidates, 1_000, 20_000)
        yield from _single(folder)
        folder = Path(scratch) / "batch"
        _synthesize(folder, investors, projects, investors // 5)
        yield from _batch(folder, Path(scratch))
        yield from _within(folder)


def _single(folder: Path) -> Iterator[str]:
    """Time one project against all investors, in turn with a bare product and partial sort."""
    matcher, fit = _fitted(folder)
    count = len(matcher.catalogue_.investors)
    random = np.random.default_rng(0)
    table = random.random((count, COLUMNS), dtype=np.float32)
    asked = random.random(COLUMNS, dtype=np.float32)
    ours, bare = [], []
    for project in matcher.catalogue_.projects.ids[: SINGLE_RUNS + 1]:
        ours.append(_time(partial(matcher.rank, queries=[project], top=TOP)))
        bare.append(_time(lambda: np.argpartition(-(table @ asked), TOP)[:TOP]))
    one, other = median(ours[1:]), median(bare[1:])
    yield (
        f"single: one project against {count:,} investors, warm, contributions included: "
        f"{one * 1e3:.0f} ms, {one / other:.1f} times a bare product of {COLUMNS} columns with a "
        f"partial sort ({other * 1e3:.0f} ms; limit {LIMITS['single']:g}); fit apart {fit:.1f} s"
    )


def _batch(folder: Path, scratch: Path) -> Iterator[str]:
    """Run both pipelines as processes of their own, in turn, from Parquet to Parquet.

    What is learned from deals is fitted before and apart, as it is once per data version.
    """
    model, data = str(scratch / "model"), ["--data", str(folder)]
    fit = process(["-m", "matching", "fit", *data, "--output", model])
    ours = ["-m", "matching", "rank", *data, "--model", model, "--top", str(TOP), "--jobs", "-1"]
    commands = {
        "ours": [*ours, "--output", str(scratch / "ours.parquet")],
        "peer": ["-m", "bench.peer", str(folder), str(scratch / "peer.parquet")],
    }
    runs: dict[str, list[_Run]] = {"ours": [], "peer": []}
    for _ in range(BATCH_RUNS):
        for name, command in commands.items():
            runs[name].append(process(command))
    pairs = list(zip(runs["ours"], runs["peer"], strict=True))
    seconds = {name: median(run.seconds for run in each) for name, each in runs.items()}
    bare = {name: process(["-c", what]).peak for name, what in BARE.items()}
    above = {name: median(run.peak for run in each) - bare[name] for name, each in runs.items()}
    tables = read_folder(folder)
    matrices = (len(tables.investors) + len(tables.projects)) * COLUMNS * 4 / 2**20
    yield (
        f"batch: {len(tables.projects):,} projects x {len(tables.investors):,} investors, top "
        f"{TOP}, Parquet to Parquet with a fitted model: {seconds['ours']:.1f} s, "
        f"{median(one.seconds / other.seconds for one, other in pairs):.2f} times scikit-learn and "
        f"a faiss flat index ({seconds['peer']:.1f} s; limit {LIMITS['batch']:g}), "
        f"{median(one.busy / other.busy for one, other in pairs):.2f} times its processor time, "
        f"median of {len(pairs)} runs in turn, {cpu_count()} cores"
    )
    yield (
        f"memory: {above['ours']:.0f} MiB above the bare interpreter with its imports, "
        f"{above['ours'] / matrices:.1f} times the two matrices of the plain pipeline "
        f"({matrices:.0f} MiB; limit {LIMITS['memory']:g}); that pipeline itself takes "
        f"{above['peer']:.0f} MiB"
    )
    yield (
        f"fit: apart, once per data version: {fit.seconds:.1f} s ({fit.busy:.1f} s of processor "
        f"time), {fit.peak - bare['ours']:.0f} MiB above the bare interpreter"
    )


def _within(folder: Path) -> Iterator[str]:
    """Measure recall, growth and a change of weights on one fitted matcher."""
    matcher, _ = _fitted(folder)
    ids = matcher.catalogue_.projects.ids
    sample = ids[:: max(len(ids) // RECALL_SAMPLE, 1)][:RECALL_SAMPLE]
    fast = matcher.rank(queries=sample, top=TOP).groupby("project_id")["investor_id"].agg(set)
    kept = [
        len(exact & fast[project]) / len(exact)
        for project in sample
        if (exact := set(_exact(matcher, project)))
    ]
    yield (
        f"recall: {np.mean(kept):.4%} of the exact top {TOP} of {len(kept)} projects "
        f"(limit {LIMITS['recall']:.1%})"
    )
    base = len(ids) // 4
    times = [_time(partial(matcher.rank, queries=ids[:n], top=TOP)) for n in _doubled(base)]
    yield "growth: " + ", ".join(
        f"{n:,} projects {seconds:.1f} s ({seconds / n * base / times[0]:.2f} times a pair's cost)"
        for n, seconds in zip(_doubled(base), times, strict=True)
    )
    weights = {"geography": 0.5, "sector": 0.1}
    changed = _time(lambda: matcher.with_weights(weights))
    shared = matcher.with_weights(weights).encodings_ is matcher.encodings_
    yield f"weights: changed in {changed * 1e3:.2f} ms, nothing is encoded again: {shared}"


def _exact(matcher: Matcher, project: str) -> list[str]:
    matches = matcher.shortlist(project_id=project, top=TOP).matches
    found: list[str] = matches["investor_id"].tolist()
    return found


def _doubled(base: int) -> tuple[int, int, int]:
    return base, 2 * base, 4 * base


def _fitted(folder: Path) -> tuple[Matcher, float]:
    data = read_folder(folder)
    started = perf_counter()
    matcher = Matcher().fit(data.investors, data.projects, data.deals, data.vocabulary)
    return matcher, perf_counter() - started


def _synthesize(folder: Path, investors: int, projects: int, deals: int) -> None:
    sizes = {"--investors": investors, "--projects": projects, "--deals": deals}
    options = [str(part) for pair in sizes.items() for part in pair]
    command = [sys.executable, "-m", "data", "synthesize", str(folder), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def process(arguments: list[str]) -> _Run:
    """Run Python in a process of its own."""
    child = (
        "import json, resource, subprocess, sys, time\n"
        "started = time.perf_counter()\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "taken = time.perf_counter() - started\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([taken, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))\n"
    )
    command = [sys.executable, "-c", child, sys.executable, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return _Run(*map(float, json.loads(done.stdout)))


def _time(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started
