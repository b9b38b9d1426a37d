"""How long the overview takes to load once it is warm, beside a bare page with as many charts.

Both are served on this machine and loaded in turn by the same browser. A load counts from the
request until the script has run and every chart is drawn.
"""

from __future__ import annotations

import http
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from tools import chromium
from tools.serve import HEALTH, ROOT, SCRIPT_HEALTH, answers

LOADS, WARM = 9, 2
#: Charts of the overview while nobody stands on the ladder.
CHARTS = 10
LIMIT = 2.0
START_LIMIT_SECONDS = 300
DRAWN = f"() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= {CHARTS}"


def measure_load() -> Iterator[str]:
    """Give one line."""
    if chromium.find() is None:
        yield f"load: left out. {chromium.MISSING}"
        return
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        ours = stack.enter_context(_served(Path(scratch), "ours", ["-m", "tools.serve"]))
        run = ["-m", "streamlit", "run", "bench/bare_charts.py", "--", str(CHARTS)]
        bare = stack.enter_context(_served(Path(scratch), "bare", run))
        browser = stack.enter_context(chromium.started())
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
        times: dict[str, list[float]] = {f"{ours}/overview": [], bare: []}
        for _ in range(LOADS + WARM):
            for address, taken in times.items():
                taken.append(_load(page, address))
    one, other = (median(taken[WARM:]) for taken in times.values())
    yield (
        f"load: the overview, warm: {one:.2f} s, {one / other:.2f} times a bare page with "
        f"{CHARTS} charts ({other:.2f} s; limit {LIMIT:g})"
    )


def _load(page: Page, address: str) -> float:
    page.goto("about:blank")
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_function(DRAWN)
    chromium.settle(page)
    return time.perf_counter() - started


@contextmanager
def _served(folder: Path, name: str, command: list[str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {
        "MATCHMAKING_DATABASE": str(folder / "bench.duckdb"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
    }
    log = folder / f"{name}.log"
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            deadline = time.monotonic() + START_LIMIT_SECONDS
            while answers("127.0.0.1", port, HEALTH) != http.HTTPStatus.OK:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"not served:\n{log.read_text(encoding='utf-8')}")
                time.sleep(0.3)
            answers("127.0.0.1", port, SCRIPT_HEALTH, START_LIMIT_SECONDS)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)
