"""The dashboard as people use it: served, over a database of its own, opened in Chromium.

One server and one browser serve all the tests of a run (../conftest.py keeps them on one worker).
Every test gets a fresh browser session, and fails when the page asks another host for anything,
writes an error to the console, or shows a traceback.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.e2e.watch import Watch
from tools import chromium
from tools.serve import HEALTH, SCRIPT_HEALTH, answers

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT_SECONDS = 180
STEP_LIMIT_MS = 30_000


# Pages are checked for what they show; how soon they do is the benchmark's question.
expect.set_options(timeout=STEP_LIMIT_MS)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let `-m e2e` choose the browser tests."""
    item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the dashboard on a free port over a database of its own; give its address."""
    with served(tmp_path_factory.mktemp("served") / "served.duckdb") as (url, _server):
        yield url


@contextmanager
def served(database: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the dashboard over a database; give the address and the process."""
    folder, port = database.parent, _free_port()
    environment = os.environ | {
        "MATCHMAKING_DATABASE": str(database),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "tools.serve"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_served(server, port, log)
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium; fail in words where there is none."""
    if chromium.find() is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def new_page(browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a fresh, watched browser session; its keywords are Playwright's.

    For instance `new_page(locale="ru-RU", viewport={"width": 390, "height": 844})`.
    """
    opened: list[tuple[BrowserContext, Page, Watch]] = []

    def open_page(**settings: object) -> Page:
        context = browser.new_context(base_url=base_url, **({"locale": "en-GB"} | settings))
        context.set_default_timeout(STEP_LIMIT_MS)
        page = context.new_page()
        watch = Watch(urlsplit(base_url).netloc)
        watch.on(page)
        opened.append((context, page, watch))
        return page

    yield open_page

    tracebacks = [_tracebacks(page) for _context, page, _watch in opened]
    for context, _page, _watch in opened:
        context.close()
    assert [watch.outside for *_, watch in opened if watch.outside] == []
    assert [watch.errors for *_, watch in opened if watch.errors] == []
    assert [shown for shown in tracebacks if shown] == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Give a fresh, watched browser session in English on a desktop's screen."""
    return new_page(viewport={"width": 1440, "height": 900})


@pytest.fixture(scope="session")
def settled() -> Callable[[Page], Page]:
    """Give a function that waits until the page's script has run and nothing is stale."""
    return chromium.settle


def _tracebacks(page: Page) -> list[str]:
    try:
        return page.get_by_test_id("stException").all_inner_texts()
    except Error:  # the test closed the page itself
        return []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_served(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server answers and its first page has run without a fault."""
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while answers("127.0.0.1", port, HEALTH) != 200:
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"The dashboard did not start:\n{log.read_text()}", pytrace=False)
        time.sleep(0.2)
    if answers("127.0.0.1", port, SCRIPT_HEALTH, START_LIMIT_SECONDS) != 200:
        pytest.fail(f"The first page failed:\n{log.read_text()}", pytrace=False)
