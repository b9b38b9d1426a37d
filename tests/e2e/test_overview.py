"""The executive view in a browser: what a click opens, what is carried away, whom it shuts out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

Settled = Callable[[Page], Page]
NewPage = Callable[..., Page]

#: What a reader with a screen reader, or without a mouse, would be stopped by.
SERIOUS = {"serious", "critical"}
SCREENS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}

#: Words on the charts that cannot be read: too small, beyond their chart, or over each other.
UNREADABLE = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(chart => {
    const room = chart.getBoundingClientRect(), found = [], boxes = [];
    for (const text of chart.querySelectorAll('svg text')) {
        const box = text.getBoundingClientRect(), style = getComputedStyle(text);
        if (!text.textContent.trim() || !box.width || style.opacity === '0') continue;
        const scale = text.getScreenCTM(), told = text.textContent;
        const size = parseFloat(style.fontSize) * Math.hypot(scale.a, scale.b);
        if (size < 10.99) found.push(`${told}: ${size} px`);
        if (box.left < room.left - 1 || box.right > room.right + 1) found.push(`${told}: cut off`);
        for (const [other, its] of boxes) {
            const wide = Math.min(box.right, its.right) - Math.max(box.left, its.left);
            const high = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
            if (wide > 2 && high > 4) found.push(`${told} over ${other}`);
        }
        boxes.push([told, box]);
    }
    return found;
})"""


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def bar(page: Page, block: str, place: int) -> None:
    """Click one bar of a block's chart, where its middle is."""
    points = page.locator(f".st-key-block_{block} .barlayer .point path")
    points.nth(place).scroll_into_view_if_needed()
    box = points.nth(place).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_tile_opens_its_rows_and_the_address_holds_them(page: Page, settled: Settled) -> None:
    page.goto("/overview")
    settled(page)
    bar(page, "map-projects", 0)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    (mark,) = asked(page)["show"]
    block, region, measure = mark.split("|")
    assert (block, measure) == ("map-projects", "projects")
    heading = dialog.get_by_role("heading").first
    expect(heading).to_contain_text(region.removesuffix(" Region"))

    page.reload()
    settled(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("show="))
    settled(page)
    page.wait_for_timeout(500)  # the chart is drawn anew, so that the same tile can be chosen
    bar(page, "map-projects", 0)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_filter_and_a_switch_go_into_the_address_and_into_the_print(
    page: Page, settled: Settled
) -> None:
    page.goto("/overview?sector=agri-food")
    settled(page)
    page.locator(".st-key-overview_switch_gap").get_by_role("radio", name="Region").click()
    expect(page).to_have_url(re.compile("gap=region"))
    settled(page)
    assert asked(page)["sector"] == ["agri-food"]
    with page.expect_download() as waiting:
        page.locator(".st-key-overview_pdf").get_by_role("button").click()
    path = waiting.value.path()
    first = PdfReader(io.BytesIO(Path(path).read_bytes())).pages[0].extract_text()
    assert "Sector: Agriculture and food" in " ".join(first.split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_shuts_a_reader_out(
    new_page: NewPage, settled: Settled, screen: str, scheme: str
) -> None:
    page = new_page(viewport=SCREENS[screen], color_scheme=scheme, reduced_motion="reduce")
    for address in ("/overview", "/overview?show=figures||ask"):
        page.goto(address)
        settled(page)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        grave = [
            (each["id"], node["html"][:160])
            for each in found
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]
        assert grave == [], address
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wider


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_word_on_the_charts_can_be_read_on_a_phone(
    new_page: NewPage, settled: Settled, language: str
) -> None:
    page = new_page(viewport=SCREENS["phone"])
    page.goto(f"/overview?lang={language}")
    settled(page)
    page.wait_for_function(
        "document.querySelectorAll('.js-plotly-plot .main-svg').length >= 10"
        " && document.fonts.status === 'loaded'"
    )
    page.wait_for_timeout(1000)  # a chart is laid out again where its legend needs more lines
    assert page.evaluate(UNREADABLE) == []
