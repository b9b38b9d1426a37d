"""Every page opens by its address alone, in every language, asking nobody else for anything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Settled = Callable[[Page], Page]
NewPage = Callable[..., Page]

PAGES = {
    "/": {"en": "Overview", "ru": "Обзор", "kk": "Шолу"},
    "/overview": {"en": "Overview", "ru": "Обзор", "kk": "Шолу"},
    "/matches": {"en": "Matches", "ru": "Подбор", "kk": "Іріктеу"},
    "/deals": {"en": "AIFC desk", "ru": "МФЦА", "kk": "АХҚО"},
    "/corridors": {"en": "Corridors", "ru": "Коридоры", "kk": "Дәліздер"},
    "/records": {"en": "Records", "ru": "Реестр", "kk": "Тізілім"},
    "/pipeline": {"en": "Pipeline", "ru": "Воронка", "kk": "Жұмыс тізімі"},
    "/evidence": {"en": "Evidence", "ru": "Доказательства", "kk": "Дәлелдер"},
}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_by_its_address(
    page: Page, settled: Settled, address: str, language: str
) -> None:
    page.goto(f"{address}?lang={language}")
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_title(f"{PAGES[address][language]} - {NAMES[language]}")
    current = page.get_by_test_id("stTopNavLink").filter(has_text=PAGES[address][language])
    expect(current).to_have_attribute("aria-current", "page")
    expect(page.locator(".st-key-language")).to_contain_text(VIEWS[language])


VIEWS = {"en": "Views", "ru": "Виды", "kk": "Көріністер"}
NAMES = {
    "en": "Kazakhstan investor matchmaking",
    "ru": "Подбор инвесторов для Казахстана",
    "kk": "Қазақстан үшін инвесторларды іріктеу",
}


@pytest.mark.parametrize(
    ("locale", "language"), [("ru-RU", "ru"), ("kk-KZ", "kk"), ("de-DE", "en")]
)
def test_the_browser_says_the_language_where_the_address_does_not(
    new_page: NewPage, settled: Settled, locale: str, language: str
) -> None:
    page = new_page(locale=locale)
    page.goto("/overview")
    settled(page)
    expect(page).to_have_title(f"{PAGES['/overview'][language]} - {NAMES[language]}")


def test_the_language_stays_on_the_way_to_another_page(page: Page, settled: Settled) -> None:
    page.goto("/")
    settled(page)
    page.locator(".st-key-language_switch").get_by_role("radio", name="RU").click()
    expect(page).to_have_title(f"Обзор - {NAMES['ru']}")
    settled(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Подбор").click()
    expect(page).to_have_title(f"Подбор - {NAMES['ru']}")
    expect(page).to_have_url(re.compile(r"/matches\?lang=ru$"))
    page.reload()
    expect(page).to_have_title(f"Подбор - {NAMES['ru']}")


def test_an_unknown_language_shows_the_page_in_the_browsers(page: Page, settled: Settled) -> None:
    page.goto("/?lang=xx")
    settled(page)
    expect(page).to_have_title(f"Overview - {NAMES['en']}")
