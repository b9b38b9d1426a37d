"""A backup and a restore while the dashboard runs: one writer, and nothing that is lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, expect

from data.archive import log_of
from data.records import frames
from data.store import Store
from tests.e2e.conftest import ROOT, STEP_LIMIT_MS, served

Settled = Callable[[Page], Page]


def test_the_dashboard_stays_the_only_writer_and_keeps_what_it_said_it_wrote(
    browser: Browser, settled: Settled, tmp_path: Path
) -> None:
    database, file = tmp_path / "own.duckdb", tmp_path / "own.csv"
    file.write_text("project_id,name\nat-first,At first\n")
    assert "Imported" in _command(database, "import", "projects", file)
    file.write_text("project_id,name\nsecond-writer,Second writer\n")
    with served(database) as (url, server):
        page = browser.new_page(base_url=url, locale="en-GB")
        page.set_default_timeout(STEP_LIMIT_MS)
        page.goto("/records?tab=quality")
        settled(page)
        page.get_by_text("Take everything away").click()
        settled(page)
        page.locator(".st-key-leaving_backup").get_by_role("button").click()
        download = page.locator(".st-key-leaving_download").get_by_role("button")
        expect(download).to_be_visible()
        settled(page)
        with page.expect_download() as taken:
            download.click()
        taken.value.save_as(tmp_path / "page.backup")
        _bring_in(page, settled, "after-the-backup")
        assert "Backed up" in _command(database, "backup", tmp_path / "command.backup")
        assert "in use by another process" in _command(database, "import", "projects", file)

        assert "Restored" in _command(database, "restore", tmp_path / "page.backup")
        assert "in use by another process" in _command(database, "import", "projects", file)
        _shows(page, settled, "435 of 435 projects")
        _bring_in(page, settled, "after-the-restore")
        page.close()
        server.kill()
        server.wait()
    store = Store(database)
    try:
        ids = set(frames(store)["projects"]["project_id"])
        assert {"at-first", "after-the-restore"} <= ids
        assert not {"after-the-backup", "second-writer"} & ids
    finally:
        store.close()
    assert not log_of(database).exists()
    assert "Imported" in _command(database, "import", "projects", file)


def _bring_in(page: Page, settled: Settled, project: str) -> None:
    """Import one project by the page, up to the sentence that says it is written."""
    page.goto("/records?tab=import")
    settled(page)
    content = f"project_id,name\n{project},The {project} works\n".encode()
    payload = FilePayload(name="own.csv", mimeType="text/csv", buffer=content)
    page.locator("input[type=file]").set_input_files(payload)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("What the columns of own.csv mean")
    settled(page)
    page.locator(".st-key-import_check").get_by_role("button").click()
    expect(title).to_have_text("1 row, and nothing is wrong with it")
    settled(page)
    page.get_by_role("button", name="Import 1 row").click()
    name = page.get_by_label(re.compile("Your name"))
    written = title.filter(has_text="own.csv is imported: 1 new")
    expect(written.or_(name)).to_be_visible()
    if name.is_visible():  # asked for once
        name.fill("Aizhan")
        name.press("Enter")
    expect(written).to_be_visible()
    settled(page)


def _shows(page: Page, settled: Settled, title: str) -> None:
    """Open the list until the newest records are worked in."""
    page.goto("/records")
    settled(page)
    for _ in range(30):
        if page.get_by_role("heading", level=1).inner_text() == title:
            break
        page.wait_for_timeout(500)
        page.reload()
        settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def _command(database: Path, *words: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "data", *map(str, words), "--database", str(database)],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout + done.stderr
