"""How a liaison comes from the list of deals to a stack of capital, by clicks alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e import facets

Settled = Callable[[Page], Page]

ROW, HEADER = 35, 36


def finding(page: Page, text: str) -> Locator:
    return page.get_by_role("heading", name=text)


def test_from_the_list_of_deals_to_a_stack_and_a_regime(page: Page, settled: Settled) -> None:
    page.goto("/deals")
    settled(page)
    for facet, value in (
        ("state", "not yet checked"),
        ("state", "no structure yet"),
        ("sector", "Finance"),
    ):
        facets.choose(page, settled, facet, value)
    expect(page.get_by_role("heading", level=1)).to_contain_text("7 of 223 deals")
    # The grid is drawn anew with the seven rows, and takes clicks from then on.
    grid = page.get_by_test_id("stDataFrame").first
    expect(grid).to_have_css("height", f"{ROW * 8 + 3}px")
    settled(page)
    grid.hover(position={"x": 60, "y": HEADER + ROW * 6 + 17})
    page.wait_for_timeout(500)
    grid.click(position={"x": 60, "y": HEADER + ROW * 6 + 17})
    expect(page.get_by_role("heading", level=1)).to_have_text("Silkway Ventures early-stage fund")

    page.get_by_role("radio", name="Capital").click()
    expect(finding(page, "cover the whole ask of USD 100m")).to_be_visible()
    settled(page)
    ifc = page.locator(".st-key-tranche_ifc")
    expect(ifc).to_contain_text("International Finance Corporation")
    composed = page.url

    leave_out = page.get_by_role("option", name="Leave out")
    for _attempt in range(3):  # what is drawn anew closes an open list
        ifc.get_by_role("combobox").click()
        page.wait_for_timeout(1_000)
        if leave_out.is_visible():
            break
    leave_out.click()
    page.wait_for_url(re.compile("without=ifc"))
    settled(page)
    expect(page.locator(".st-key-tranche_ifc")).to_have_count(0)
    page.reload()
    settled(page)
    expect(page.locator(".st-key-tranche_ifc")).to_have_count(0)
    page.go_back()
    page.wait_for_url(composed)
    expect(page.locator(".st-key-tranche_ifc")).to_have_count(1)
    settled(page)

    page.get_by_role("radio", name="Regimes").click()
    expect(page.get_by_test_id("stTable").first).to_contain_text("Investment agreement")
    settled(page)
    assert "tab=regimes" in page.url


def test_a_match_list_leads_to_the_capital_of_its_project(page: Page, settled: Settled) -> None:
    page.goto("/matches?project=ek-small-hpp")
    settled(page)
    page.get_by_role("link", name="Who could cover the ask together").click()
    expect(finding(page, "cover the whole ask of USD 65.7m")).to_be_visible()
    settled(page)
