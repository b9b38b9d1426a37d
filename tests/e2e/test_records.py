"""How an officer finds a record, looks at it, and comes back, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Settled = Callable[[Page], Page]

ROW, HEADER = 35, 36


def title(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_facets_narrow_a_name_opens_and_the_way_back_is_kept(page: Page, settled: Settled) -> None:
    page.goto("/records")
    settled(page)
    sector = page.locator(".st-key-facet_sector").get_by_role("button")
    sector.filter(has_text="Transport and logistics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("137 of 434 projects")
    sector.filter(has_text="Ports and terminals").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10 of 434 projects")
    page.wait_for_url(re.compile(r"sector="))
    settled(page)
    narrowed = page.url

    grid = page.get_by_test_id("stDataFrame").first
    for row in (0, 1):  # two ticks are two records side by side
        # The grid is drawn anew with the rows that are left, and takes clicks from then on.
        grid.hover(position={"x": 16, "y": HEADER + ROW * row + ROW // 2})
        page.wait_for_timeout(500)
        grid.click(position={"x": 16, "y": HEADER + ROW * row + ROW // 2})
        settled(page)
    expect(page.get_by_role("heading", name="2 records side by side")).to_be_visible()
    assert re.search(r"compare=[a-z0-9-]+(%7C|\|)[a-z0-9-]+", page.url)

    grid = page.get_by_test_id("stDataFrame").first
    grid.click(position={"x": 150, "y": HEADER + ROW // 2})
    page.wait_for_url(re.compile(r"project="))
    settled(page)
    expect(page.get_by_role("heading", name="What is known")).to_be_visible()
    opened = title(page)
    page.get_by_role("link", name="All matches, with the reasons").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Investors for {opened}")
    page.get_by_role("link", name="Everything on record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(opened)

    page.goto(narrowed)
    settled(page)
    assert title(page) == "10 of 434 projects"


def test_the_back_button_takes_a_filter_back(page: Page, settled: Settled) -> None:
    page.goto("/records?of=investors")
    settled(page)
    before = title(page)
    page.locator(".st-key-facet_type").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(before)
    settled(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
