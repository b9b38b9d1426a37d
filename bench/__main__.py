"""``python -m bench``: figures on speed and quality, as ratios to peers of the same run."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.capital import measure_stacks
from bench.importing import measure_import
from bench.load_page import measure_load
from bench.quality import case_lines, facts_lines
from bench.repaint import measure_repaint
from bench.speed import measure_speed
from data.load import load
from data.records import frames
from data.store import Store

PARTS = ("speed", "stack", "import", "repaint", "load", "quality")
VARIABLE = "MATCHMAKING_BENCHMARK"


def main(arguments: list[str] | None = None) -> int:
    """Print every figure that can be measured here and return 0."""
    called = _parser().parse_args(arguments)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"machine: {os.cpu_count()} cores, {memory:.0f} GiB")
    parts: dict[str, Callable[[], Iterable[str]]] = {
        "speed": lambda: measure_speed(called.candidates, called.projects, called.investors),
        "import": lambda: measure_import(called.rows),
        "stack": measure_stacks,
        "repaint": measure_repaint,
        "load": measure_load,
    }
    for name, measure in parts.items():
        if called.only in (None, name):
            for line in measure():
                print(line, flush=True)
    if called.only in (None, "quality"):
        _print_quality(called.benchmark)
    return 0


def _print_quality(benchmark: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(Path(scratch) / "bench.duckdb")
        load(store)
        for line in facts_lines(frames(store)):
            print(line, flush=True)
        store.close()
    for folder in benchmark:
        for line in case_lines(folder):
            print(line, flush=True)
    if not benchmark:
        print(f"benchmark: left out; name its directories in {VARIABLE} or after --benchmark")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    named = [Path(part) for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    parser.add_argument("--benchmark", type=Path, nargs="*", default=named, help="case directories")
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    parser.add_argument("--candidates", type=int, default=1_000_000, help="for a single project")
    parser.add_argument("--projects", type=int, default=10_000, help="of the batch")
    parser.add_argument("--investors", type=int, default=100_000, help="of the batch")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the import")
    return parser


if __name__ == "__main__":
    sys.exit(main())
