"""What an AIFC liaison does at the desk, in a real browser, by clicks alone."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

from playwright.sync_api import Error, Page, expect

from tests.e2e import facets

Settled = Callable[[Page], Page]

ROW, HEADER = 35, 36


def ask(page: Page, settled: Settled) -> None:
    """Ask for Islamic terms, over USD 20m, debt on the AIX, transport, not yet checked."""
    facets.choose(page, settled, "islamic_contract", "Islamic terms (any contract)")
    facets.choose(page, settled, "amount_from", "USD 20m or more")
    facets.choose(page, settled, "aix_route", "Debt on the AIX (any route)")
    facets.choose(page, settled, "sector", "Transport and logistics")
    facets.choose(page, settled, "state", "not yet checked")


def open_first(page: Page, settled: Settled) -> None:
    """Open the deal in the first row of the list."""
    for _attempt in range(3):  # a grid that is just being drawn takes no click
        page.get_by_test_id("stDataFrame").first.click(position={"x": 80, "y": HEADER + ROW // 2})
        with contextlib.suppress(Error):
            page.wait_for_url(re.compile(r"[?&]deal="), timeout=8_000)
            break
    page.wait_for_url(re.compile(r"[?&]deal="))
    settled(page)


def choose(page: Page, settled: Settled, key: str, text: str) -> None:
    """Choose an entry of a select box by typing its beginning."""
    page.locator(f".st-key-{key} input").click()
    page.keyboard.type(text)
    page.get_by_role("option", name=re.compile(re.escape(text))).first.click()
    settled(page)


def test_from_facets_to_a_checked_islamic_structure_and_a_stack(
    page: Page, settled: Settled
) -> None:
    """No record of the facts answers the liaison's question, and the page says what would.

    So the walk goes on with an open project and an investor, and finds its draft by the question.
    """
    page.goto("/deals")
    settled(page)
    ask(page, settled)
    expect(page.get_by_role("heading", level=1)).to_contain_text("No deal meets all 5 filters")
    page.get_by_role("button", name=re.compile("without “Islamic contract")).click()
    page.wait_for_url(lambda url: "islamic_contract=" not in url)
    settled(page)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    page.get_by_role("button", name=re.compile("Clear 4 filters")).click()
    page.wait_for_url(lambda url: "sector=" not in url)
    settled(page)
    facets.choose(page, settled, "sector", "Transport and logistics")
    facets.choose(page, settled, "size", "USD 50m to USD 100m")
    facets.choose(page, settled, "stage", "Procurement")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 of ")
    open_first(page, settled)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kordai")

    page.get_by_role("button", name="Suggest a structure").click()
    page.wait_for_url(re.compile("project=kordai-trade-complex"))
    settled(page)
    choose(page, settled, "suggest_for", "Islamic Development Bank (IsDB)")
    page.wait_for_url(re.compile("investor=isdb"))
    expect(page.get_by_text("to be confirmed by counsel")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Gamma-T ijarah sukuk"))).to_be_visible()
    page.get_by_role("button", name="Start a structure record from this").click()
    page.get_by_label(re.compile("Your name")).fill("Aizhan")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("A draft was started from the suggestion")).to_be_visible()
    page.wait_for_url(re.compile("deal=kordai-trade-complex"))

    page.get_by_role("button", name="All deals").click()
    page.wait_for_url(lambda url: "deal=" not in url)
    settled(page)
    ask(page, settled)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 of ")
    open_first(page, settled)
    expect(page.get_by_text("State: draft by Aizhan")).to_be_visible()

    page.get_by_role("button", name="Save as checked").click()
    expect(page.get_by_text("Saved as a draft, not as checked")).to_be_visible()
    settled(page)
    fill_in_evidence(page, settled)
    page.get_by_role("button", name="Save as checked").click()
    expect(page.get_by_text("Saved as checked.")).to_be_visible()
    expect(page.get_by_text("State: checked by Aizhan")).to_be_visible()
    page.get_by_text("Checks", exact=True).click()
    page.wait_for_url(re.compile("tab=checks"))
    settled(page)
    expect(page.get_by_text(re.compile("rules passed"))).to_be_visible()
    expect(page.get_by_text(re.compile("rules could not be tried"))).to_be_visible()

    to_its_stack(page, settled)


def fill_in_evidence(page: Page, settled: Settled) -> None:
    """Enter what keeps the draft from being checked, each with its day, and where it was read."""
    deal = "field_kordai-trade-complex"
    # Escape takes no value out: the first change below is the only one that waits.
    page.locator(f".st-key-{deal}_legal_form input").focus()
    page.keyboard.press("Escape")
    settled(page)
    for count, (name, value) in enumerate(
        (("afsa_standing", "Current"), ("shariah_opinion", "yes"), ("substance_met", "yes")), 1
    ):
        choose(page, settled, f"{deal}_{name}", value)
        expect(page.get_by_text(f"{count} change{'s' * (count > 1)} not saved")).to_be_visible()
    for count, name in enumerate(("afsa_checked_on", "shariah_opinion_on"), 4):
        page.locator(f".st-key-{deal}_{name}").get_by_test_id("stDateInputField").click()
        page.get_by_role("button", name=re.compile("^Today")).click()
        settled(page)
        expect(page.get_by_text(f"{count} changes not saved")).to_be_visible()
    page.locator(f".st-key-{deal}_tax_year input").fill("2026")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_text("6 changes not saved")).to_be_visible()
    source = page.get_by_role("textbox", name="Source of what you enter")
    source.fill("https://a.example/opinion.pdf")
    source.press("Enter")
    settled(page)


def to_its_stack(page: Page, settled: Settled) -> None:
    page.get_by_role("radio", name="Capital").click()
    page.wait_for_url(re.compile("tab=capital"))
    covered = page.get_by_role("heading", name="cover the whole ask of USD 64m")
    expect(covered).to_be_visible()
    settled(page)
    # The stack agrees with the structure beside it before anything is chosen.
    own = page.get_by_text("As the structure of the deal says: Islamic terms; a tranche in: Sukuk")
    expect(own).to_be_visible()
    expect(page.get_by_role("radio", name="Islamic")).to_be_checked()


def test_an_open_match_leads_to_its_structure(page: Page, settled: Settled) -> None:
    page.goto("/matches?project=aktau-port-trust&match=ad-ports")
    settled(page)
    page.get_by_role("link", name="A structure at the AIFC").click()
    page.wait_for_url(re.compile(r"/deals\?.*investor=ad-ports"))
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("AD Ports Group")
    page.go_back()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Investors for Aktau")


def test_the_desk_is_no_wider_than_a_phone(new_page: Callable[..., Page], settled: Settled) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    for address in (
        "/deals",
        "/deals?deal=gamma-t-sukuk&lang=ru",
        "/deals?deal=ccb-falcon-bond&tab=cross-border&lang=kk",
        "/deals?project=aktau-port-trust&investor=ad-ports&lang=ru",
    ):
        page.goto(address)
        settled(page)
        wide = page.evaluate(
            "() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"
        )
        assert wide <= 0, address
