"""Conversion by dated rates."""

from __future__ import annotations

import pytest

from data.money import Rates

RATES = Rates(
    {
        ("USD/KZT", 2022): 460.0,
        ("USD/KZT", 2023): 450.0,
        ("USD/KZT", 2024): 470.0,
        ("EUR/KZT", 2023): 495.0,
        ("MCI", 2026): 4325.0,
    }
)


@pytest.mark.parametrize(
    ("currency", "year", "usd", "used", "exact"),
    [
        ("USD", 1999, 1.0, None, True),
        ("KZT", 2022, 1 / 460, 2022, True),
        ("KZT", 2026, 1 / 470, 2024, False),
        ("KZT", None, 1 / 470, 2024, False),
        ("EUR", 2023, 495 / 450, 2023, True),
        ("EUR", 2025, 495 / 450, 2023, False),
    ],
)
def test_the_rate_of_the_year_or_the_last_one_marked(
    currency: str,
    year: int | None,
    usd: float,
    used: int | None,
    exact: bool,  # noqa: FBT001 - a row of the table above
) -> None:
    rate = RATES.to_usd(currency, year)
    assert rate is not None
    assert (rate.usd, rate.year, rate.exact) == (pytest.approx(usd), used, exact)


@pytest.mark.parametrize(("currency", "year"), [("CHF", 2023), ("KZT", 2014), ("EUR", 2022)])
def test_what_the_table_does_not_know_is_a_gap(currency: str, year: int) -> None:
    assert RATES.to_usd(currency, year) is None
