"""What a promotion officer does on the page of matches, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Settled = Callable[[Page], Page]
NewPage = Callable[..., Page]

PORT = "/matches?project=aktau-port-trust"
ROW, HEADER = 35, 36


def choose_row(page: Page, row: int) -> None:
    """Click the name in a row of the ranked list, first row 0."""
    grid = page.get_by_test_id("stDataFrame").first
    grid.click(position={"x": 150, "y": HEADER + ROW * row + ROW // 2})


def why(page: Page) -> str:
    """Tell whose match is open."""
    heading = page.get_by_role("heading", name=re.compile(r"of 100 points"))
    return heading.inner_text().split(" and ")[0]


def test_a_port_by_its_address_lists_investors_and_says_why(page: Page, settled: Settled) -> None:
    page.goto(PORT)
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Investors for Aktau sea port trust management"
    )
    expect(page.get_by_text(re.compile(r"248 investors"))).to_be_visible()
    assert why(page)
    expect(page.get_by_text("What both sides say")).to_be_visible()


def test_a_chosen_row_opens_in_place_and_lives_in_the_address(page: Page, settled: Settled) -> None:
    page.goto(PORT)
    settled(page)
    first = why(page)
    choose_row(page, 2)
    page.wait_for_url(re.compile(r"match="))
    settled(page)
    third = why(page)
    assert third != first
    address = page.url
    page.goto("/overview")
    settled(page)
    page.goto(address)
    settled(page)
    assert why(page) == third


def test_the_back_button_goes_from_match_to_match(page: Page, settled: Settled) -> None:
    page.goto(PORT)
    settled(page)
    opened = []
    for row in (3, 1):
        before = page.url
        choose_row(page, row)
        page.wait_for_url(lambda url, before=before: url != before)
        settled(page)
        opened.append((page.url, why(page)))
    page.keyboard.press("ArrowDown")
    page.wait_for_url(lambda url: url != opened[1][0])
    settled(page)
    page.go_back()
    page.wait_for_url(opened[1][0])
    expect(page.get_by_role("heading", name=opened[1][1])).to_be_visible()
    page.go_back()
    page.wait_for_url(opened[0][0])
    expect(page.get_by_role("heading", name=opened[0][1])).to_be_visible()


def test_weights_live_in_the_address_and_go_back(page: Page, settled: Settled) -> None:
    page.goto(f"{PORT}&w_sector=0&w_track_record=40")
    settled(page)
    sector = page.locator(".st-key-w_sector").get_by_role("slider")
    expect(sector).to_have_value("0")
    page.get_by_role("button", name="Reset weights").click()
    settled(page)
    page.wait_for_url(lambda url: "w_sector" not in url)
    expect(sector).not_to_have_value("0")


def test_the_search_leads_to_a_record_and_back(page: Page, settled: Settled) -> None:
    page.goto("/matches")
    settled(page)
    page.get_by_placeholder(re.compile("Find an investor")).fill("самрук казына")
    page.get_by_role("button", name="Samruk-Kazyna").first.click()
    page.wait_for_url(re.compile("investor=samruk-kazyna"))
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Projects for Samruk-Kazyna")
    page.go_back()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Choose a project"))


def test_every_source_is_a_link_that_opens_elsewhere(page: Page, settled: Settled) -> None:
    page.goto(f"{PORT}&match=ad-ports")
    settled(page)
    links = page.locator("[class*='st-key-fact_'] a")
    assert links.count() >= 16
    for link in links.all():
        assert re.match(r"https?://", link.get_attribute("href") or "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", PORT, "/matches?investor=ebrd", "/matches"])
def test_nothing_is_wider_than_a_phone(
    new_page: NewPage, settled: Settled, address: str, scheme: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page.goto(address)
    settled(page)
    wide = page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"
    )
    assert wide <= 0


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_other_languages_show_the_same_match(
    page: Page, settled: Settled, language: str
) -> None:
    page.goto(f"{PORT}&match=ad-ports&lang={language}")
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Aktau sea port"))
    expect(page.get_by_role("heading", name=re.compile("AD Ports Group"))).to_be_visible()
    assert "Investors for" not in page.locator("[data-testid=stMain]").inner_text()


def test_an_unknown_record_is_said_in_a_sentence(page: Page, settled: Settled) -> None:
    page.goto("/matches?investor=nobody-of-this-name")
    settled(page)
    expect(page.get_by_role("alert")).to_contain_text("There is no investor with the id")


def test_one_who_was_taken_out_is_opened_from_the_list_of_reasons(
    page: Page, settled: Settled
) -> None:
    page.goto(PORT)
    settled(page)
    page.get_by_text(re.compile(r"not in the list, and why")).click()
    settled(page)
    for row in (1, 0, 1):  # one that was open before can be opened again
        before = page.url
        page.get_by_test_id("stDataFrame").last.click(
            position={"x": 60, "y": HEADER + ROW * row + ROW // 2}
        )
        page.wait_for_url(lambda url, before=before: url != before)
        settled(page)
        expect(page.get_by_text("What would change it", exact=True)).to_be_visible()
        expect(page.get_by_text(re.compile("It is shown below all the same"))).to_be_visible()


def test_beside_one_who_was_taken_out_the_first_of_the_list_can_be_chosen(
    page: Page, settled: Settled
) -> None:
    page.goto(f"{PORT}&match=adb")
    settled(page)
    choose_row(page, 0)
    page.wait_for_url(lambda url: "match=adb" not in url)
    settled(page)
    expect(page.get_by_text(re.compile("It is shown below all the same"))).to_have_count(0)
