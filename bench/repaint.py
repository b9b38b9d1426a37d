"""How long a filter click takes until the page is drawn again, beside a bare page in the same run.

Both pages are served alike and opened in the same browser; the clicks take turns. A click counts
from the press until the title has changed, the script has run and two frames were drawn.
"""

from __future__ import annotations

import http
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

PROJECTS, INVESTORS, DEALS = 5_000, 20_000, 20_000
CLICKS, WARM = 24, 4
LIMIT = 2.5
START_LIMIT_SECONDS = 300
#: The facet that is clicked: it stands open on both pages.
CLICKED = {"project": "status", "investor": "type"}
RECORDS = {"project": f"{PROJECTS:,} projects", "investor": f"{INVESTORS:,} investors"}

CLICK = """([facet, place]) => new Promise((resolve, reject) => {
  const title = () => document.querySelector('[data-testid=stMain] h1')?.innerText;
  const drawn = () => title() && title() !== before
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale=true]');
  const before = title(), start = performance.now();
  const look = () => {
    if (drawn()) return requestAnimationFrame(() => requestAnimationFrame(
      () => resolve(performance.now() - start)));
    if (performance.now() - start > 20000) return reject(new Error('not drawn in 20 seconds'));
    requestAnimationFrame(look);
  };
  document.querySelectorAll(`.st-key-facet_${facet} button`)[place].click();
  requestAnimationFrame(look);
})"""


def measure_repaint() -> Iterator[str]:
    """Give a line for each kind of record."""
    if chromium.find() is None:
        yield f"repaint: left out. {chromium.MISSING}"
        return
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        folder = Path(scratch) / "made-up"
        _synthesize(folder)
        ours = stack.enter_context(_served("ours", folder))
        bare = stack.enter_context(_served("bare", folder))
        browser = stack.enter_context(chromium.started())
        for side, facet in CLICKED.items():
            pages = []
            for address in (f"{ours}/records?of={side}s", f"{bare}/?side={side}"):
                page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
                page.goto(address)
                chromium.settle(page)
                page.locator(f".st-key-facet_{facet} button").first.wait_for()
                pages.append(page)
            one, other = _in_turn(pages, facet)
            for page in pages:
                page.close()
            yield (
                f"repaint: a filter click on {RECORDS[side]}: {one:.0f} ms, {one / other:.2f} "
                f"times a bare page with the same widgets ({other:.0f} ms; limit {LIMIT:g})"
            )


def _in_turn(pages: list[Page], facet: str) -> tuple[float, float]:
    """Click on both pages in turn, a value on and off again; the median of each."""
    taken: list[list[float]] = [[] for _ in pages]
    for turn in range(CLICKS + WARM):
        place = turn // 2 % 3
        for page, times in zip(pages, taken, strict=True):
            times.append(page.evaluate(CLICK, [facet, place]))
    first, second = (median(times[WARM:]) for times in taken)
    return first, second


def _synthesize(folder: Path) -> None:
    sizes = {"--investors": INVESTORS, "--projects": PROJECTS, "--deals": DEALS}
    options = [str(part) for pair in sizes.items() for part in pair]
    command = [sys.executable, "-m", "data", "synthesize", str(folder), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


@contextmanager
def _served(which: str, folder: Path) -> Iterator[str]:
    """Serve a page for as long as the context lasts and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "bench.repaint_server", which, str(folder), str(port)]
    log = folder.with_name(f"{which}.log")
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(server, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while answers("127.0.0.1", port, HEALTH) != http.HTTPStatus.OK:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the page was not served:\n{log.read_text(encoding='utf-8')}")
        time.sleep(0.3)
    answers("127.0.0.1", port, SCRIPT_HEALTH, START_LIMIT_SECONDS)
