"""How somebody brings a spreadsheet in, up to the last button, in a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from playwright.sync_api import FilePayload, Page, expect

Settled = Callable[[Page], Page]

FILE = (
    "Наименование;Отрасль;Запрашиваемая сумма, млн тенге;Источник\n"
    "Порт Актау 2;Порты и терминалы;1 250,5;https://a.kz/x\n"
    "Ветропарк;Железные дорги;50 000;a.kz/y\n"
)


def test_a_spreadsheet_is_understood_mended_and_handed_a_template(
    page: Page, settled: Settled
) -> None:
    page.goto("/records?tab=import")
    settled(page)
    with page.expect_download() as template:
        page.locator(".st-key-import_template").get_by_role("button").click()
    book = openpyxl.load_workbook(io.BytesIO(template.value.path().read_bytes()))
    assert book.sheetnames == ["projects", "help", "lists"]
    assert book["projects"].data_validations.count > 5
    title = page.get_by_role("heading", level=1)
    payload = FilePayload(name="список.csv", mimeType="text/csv", buffer=FILE.encode("cp1251"))
    page.locator("input[type=file]").set_input_files(payload)
    expect(title).to_have_text("What the columns of список.csv mean")
    settled(page)
    page.locator(".st-key-import_check").get_by_role("button").click()
    expect(title).to_have_text("1 of 2 rows has something to mend")
    settled(page)
    expect(page.get_by_text("read as Windows-1251")).to_be_visible()
    page.locator(".st-key-import_mend").get_by_role("button").click()
    expect(title).to_have_text("2 rows, and nothing is wrong with them")
    settled(page)
    expect(page.get_by_role("button", name="Import 2 rows")).to_be_visible()
    page.locator(".st-key-import_forget").get_by_role("button").click()
    expect(title).to_have_text("Bring in records from a spreadsheet")
