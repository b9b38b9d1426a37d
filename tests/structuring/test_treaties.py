"""Treaties with an investor's country: status, and how surely it is known."""

from __future__ import annotations

import pandas as pd
import pytest

from structuring.treaties import treaties_of


@pytest.fixture
def treaties() -> pd.DataFrame:
    rows = [
        ("GB", "dtt", "in force", 1996, "https://kgd.example", "yes", None),
        ("GB", "bit", "in force", 1995, None, "no", "general knowledge; check before use"),
        ("AE", "dtt", "in force", 2013, "https://kgd.example", "partial", "year from memory"),
        ("AE", "bit", "ratification bill 2022", None, "https://adilet.example", "partial", None),
    ]
    names = ["country_iso2", "kind", "status", "in_force_year", "source_url", "verified", "notes"]
    return pd.DataFrame(rows, columns=names)


def test_a_sourced_treaty_stands_as_it_is(treaties: pd.DataFrame) -> None:
    double_tax = treaties_of(treaties, "GB")[0]
    assert (double_tax.status, double_tax.in_force_year) == ("in force", 1996)
    assert double_tax.in_force
    assert not double_tax.to_be_confirmed


def test_one_without_a_source_is_to_be_confirmed(treaties: pd.DataFrame) -> None:
    investment = treaties_of(treaties, "GB")[1]
    assert investment.source_url is None
    assert investment.to_be_confirmed


def test_one_that_is_partly_read_is_to_be_confirmed(treaties: pd.DataFrame) -> None:
    double_tax, investment = treaties_of(treaties, "AE")
    assert double_tax.to_be_confirmed
    assert not investment.in_force
    assert investment.in_force_year is None


@pytest.mark.parametrize("country", ["BR", None])
def test_a_country_without_a_row_was_not_read(treaties: pd.DataFrame, country: str | None) -> None:
    found = treaties_of(treaties, country)
    assert [each.kind for each in found] == ["dtt", "bit"]
    assert not any(each.read or each.to_be_confirmed for each in found)
