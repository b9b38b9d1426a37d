"""How a data officer merges two records and mends a finding, and takes both back, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

Settled = Callable[[Page], Page]

ROW, HEADER = 35, 36
ONE, OTHER = "icic-central-asia", "turan-sez-hub"


def test_two_records_are_compared_merged_and_come_apart_again(page: Page, settled: Settled) -> None:
    page.goto("/records?tab=duplicates")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(re.compile(r"^\d+ pairs of projects may be the same record$"))
    settled(page)
    before = title.inner_text()
    page.goto(f"/records?tab=duplicates&pair={ONE}|{OTHER}")
    expect(page.get_by_text("Both records side by side")).to_be_visible()
    settled(page)
    foot = page.get_by_text(re.compile("data version"))
    version = re.search(r"data version (\S+)", foot.inner_text())
    assert version is not None
    page.get_by_role("button", name="Merge the two records").click()
    settled(page)
    say_who(page, settled)
    expect(page.get_by_text("is merged into")).to_be_visible()
    expect(title).not_to_have_text(before)
    # Nobody reloads: the page shows the newer records once they are worked in.
    expect(foot).not_to_contain_text(f"{version.group(1)} ·")
    settled(page)
    page.goto(f"/records?project={OTHER}")
    expect(page.get_by_text("was merged into this one")).to_be_visible()
    page.goto("/records?tab=duplicates")
    settled(page)
    page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(title).to_have_text(before)


def test_a_finding_leads_to_its_field_and_is_gone_once_that_is_mended(
    page: Page, settled: Settled
) -> None:
    findings = "/records?tab=quality&look=contradictions&of=projects"
    page.goto(findings)
    expect(page.get_by_role("heading", name="1 contradiction")).to_be_visible()
    settled(page)
    click(page.get_by_test_id("stDataFrame").first, 150, 0)
    page.wait_for_url(re.compile("project=aktobe-alumina"))
    settled(page)
    # One click led to the record with its grid open and the field in the first row.
    grid = page.locator("[class*=st-key-record_edit_project]").get_by_test_id("stDataFrame")
    expect(grid).to_be_visible()
    expect(grid.get_by_test_id("glide-cell-0-0")).to_have_text("Date of the status")
    box = grid.bounding_box()
    assert box is not None
    click(grid, int(box["width"] / 2), 0)
    page.keyboard.press("Enter")
    editor = page.locator("#portal").get_by_role("textbox")
    expect(editor).to_be_enabled()
    editor.fill("2026-06")
    editor.press("Enter")
    save = page.get_by_role("button", name="Save 1 field")
    expect(save).to_be_enabled()
    settled(page)
    save.click()
    settled(page)
    say_who(page, settled)
    expect(page.get_by_text("1 field is saved.")).to_be_visible()
    reloaded_until(page, settled, findings, "No contradictions")
    page.goto("/records?project=aktobe-alumina")
    settled(page)
    page.get_by_text("1 edit so far").click()
    history = page.locator("[class*=st-key-record_edits_project]").get_by_test_id("stDataFrame")
    expect(history).to_be_visible()
    click(history, 16, 0)
    page.get_by_role("button", name="Undo this edit").click()
    expect(page.get_by_text("Undone: Date of the status")).to_be_visible()
    reloaded_until(page, settled, findings, "1 contradiction")


def reloaded_until(page: Page, settled: Settled, address: str, heading: str) -> None:
    """Open a page until what changed is worked in: meanwhile it shows the version before."""
    for _ in range(30):
        page.goto(address)
        settled(page)
        if page.get_by_role("heading", name=heading).is_visible():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(page.get_by_role("heading").all_inner_texts())


def say_who(page: Page, settled: Settled) -> None:
    page.get_by_label(re.compile("Your name, asked once")).fill("Aigerim")
    page.get_by_role("button", name="Continue").click()
    settled(page)


def click(grid: Locator, across: int, row: int) -> None:
    """Click a cell once its grid takes clicks: it is drawn a moment after it is there."""
    place = {"x": across, "y": HEADER + ROW * row + ROW // 2}
    grid.scroll_into_view_if_needed()
    grid.hover(position=place)  # type: ignore[arg-type]
    grid.page.wait_for_timeout(500)
    grid.click(position=place)  # type: ignore[arg-type]
