"""Amounts, dates, names and links as people read them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import words
from ui.format import country, link, money, plain, source, span, usd, when


@pytest.mark.parametrize(
    ("million", "text"),
    [
        (120, "USD 120m"),
        (3.3, "USD 3.3m"),
        (1400, "USD 1.4bn"),
        (31000, "USD 31bn"),
        (0.3, "USD 300k"),
        (0, "USD 0m"),
        (None, "–"),
        (float("nan"), "–"),
        (pd.NA, "–"),
    ],
)
def test_an_amount_stands_in_the_unit_that_reads_best(million: object, text: str) -> None:
    assert usd(million) == text


def test_an_amount_keeps_its_currency_and_the_readers_separators() -> None:
    assert money(522700, "KZT") == "KZT 523bn"
    words.set_language("ru")
    assert "1,4" in usd(1400)
    assert "млрд" in usd(1400)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (3.3, 275, "USD 3.3m to USD 275m"),
        (13, None, "from USD 13m"),
        (None, 15, "up to USD 15m"),
        (100, 100, "USD 100m"),
        (None, float("nan"), "–"),
    ],
)
def test_a_range_may_be_open_at_one_end(low: object, high: object, text: str) -> None:
    assert span(low, high) == text


@pytest.mark.parametrize(
    ("stated", "text"),
    [("2024", "2024"), ("2024-08", "Aug 2024"), ("", "–"), (None, "–"), ("2024-99", "2024-99")],
)
def test_a_date_is_as_precise_as_its_source(stated: object, text: str) -> None:
    assert when(stated) == text


def test_a_country_has_a_name_in_the_readers_language() -> None:
    assert country("KZ") == "Kazakhstan"
    words.set_language("ru")
    assert country("KZ") == "Казахстан"
    assert country("XX1") == "XX1"


@given(st.text(max_size=200))
def test_text_from_a_record_never_becomes_markdown(text: str) -> None:
    shown = plain(text)
    for sign in "`*_[]()<>$~#!|":
        for position, letter in enumerate(shown):
            if letter == sign:
                assert shown[position - 1] == "\\"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.org/a", "", None, "data:text/html,x", "//host/path"]
)
def test_only_web_addresses_become_links(url: object) -> None:
    assert link(url) == "–"


def test_an_address_cannot_break_out_of_its_link() -> None:
    made = link("https://example.org/a_(b) c)![x](http://evil.example/)")
    assert made.count("](") == 1
    assert " c" not in made


def test_a_source_says_where_when_and_how_sure() -> None:
    assert source("https://www.ebrd.com/x", "2024-08", "yes") == (
        "[ebrd.com](https://www.ebrd.com/x), Aug 2024"
    )
    assert "partly verified" in source("https://a.org", None, "partial")
    assert "**unverified**" in source(None, None, "no")
    assert "no source that can be cited" in source(None, None, "no")
