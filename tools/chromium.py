"""Debian's Chromium, driven by Playwright: for the browser tests and the pictures."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

MISSING: Final = (
    "Chromium is needed: run `make test`, which installs it, or `apt-get install chromium`, "
    "or name one in CHROMIUM."
)
#: A click takes a moment to set the script running: what is drawn counts once it has stayed so.
QUIET_MS: Final = 250
SETTLED: Final = """([call, quiet]) => {
    const drawn = document.querySelector(
            '[data-testid=stApp][data-test-script-state=notRunning]')
        && document.querySelector('[data-testid=stMain] [data-testid=stElementContainer]')
        && !document.querySelector('[data-testid=stSkeleton]')
        && !document.querySelector('[data-stale=true]');
    const now = performance.now();
    if (!drawn || window.settling?.call !== call) window.settling = {call, since: now};
    return drawn && now - window.settling.since >= quiet;
}"""
_CALLS: Final = count()
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # What a page asks of another host never leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find() -> str | None:
    """Give the path of Chromium, or None where there is none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@contextmanager
def started() -> Iterator[Browser]:
    """Start Chromium for as long as the context lasts; FileNotFoundError where there is none."""
    path = find()
    if path is None:
        raise FileNotFoundError(MISSING)
    # A home of its own, since Chromium writes there even with a fresh profile.
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=FLAGS, env={**os.environ, "HOME": home}
        )
        yield browser
        browser.close()


def settle(page: Page) -> Page:
    """Wait until the page's script has run and everything it shows is drawn."""
    page.wait_for_function(SETTLED, arg=[next(_CALLS), QUIET_MS])
    return page
