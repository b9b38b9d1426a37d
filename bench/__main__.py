"""``python -m bench``: figures on speed and quality, as ratios to peers of the same run."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench.quality import case_lines, facts_lines
from bench.speed import measure_speed
from data.load import load
from data.records import frames
from data.store import Store

VARIABLE = "MATCHMAKING_BENCHMARK"


def main(arguments: list[str] | None = None) -> int:
    """Print every figure that can be measured here and return 0."""
    called = _parser().parse_args(arguments)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"machine: {os.cpu_count()} cores, {memory:.0f} GiB")
    speed = measure_speed(called.candidates)
    print(
        f"speed: one project against {speed.candidates:,} made-up investors, contributions "
        f"included: {speed.ours * 1e3:.0f} ms, {speed.ours / speed.bare:.1f} times a bare product "
        f"of 128 columns with a partial sort ({speed.bare * 1e3:.0f} ms); fit {speed.fit:.1f} s"
    )
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(Path(scratch) / "bench.duckdb")
        load(store)
        for line in facts_lines(frames(store)):
            print(line, flush=True)
        store.close()
    for folder in called.benchmark:
        for line in case_lines(folder):
            print(line, flush=True)
    if not called.benchmark:
        print(f"benchmark: left out; name its directories in {VARIABLE} or after --benchmark")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    named = [Path(part) for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    parser.add_argument("--benchmark", type=Path, nargs="*", default=named, help="case directories")
    parser.add_argument("--candidates", type=int, default=100_000, help="investors to be timed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
