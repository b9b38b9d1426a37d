"""Regimes by size: every threshold from both sides, and a sentence's worth for what is missing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from structuring.regimes import (
    KINDS,
    Figures,
    Missing,
    Rate,
    Reached,
    Threshold,
    likely_kind,
    reach,
)

SOURCE = "https://example.org"


def rate(series: str, year: int, value: float, verified: str = "yes") -> Rate:
    return Rate(series, year, value, None, SOURCE, verified)


def threshold(name: str, bound: str, mci: float | None, kind: str | None = None) -> Threshold:
    return Threshold(name, name, kind, bound, mci, None, SOURCE, "2026", "yes", None)  # type: ignore[arg-type]


RATES = [
    rate("MCI", 2024, 4_000),
    rate("MCI", 2026, 5_000),
    rate("USD/KZT", 2024, 500),
    rate("EUR/KZT", 2024, 550, "partial"),
]
THRESHOLDS = [
    threshold("regional_pool", "up_to", 150_000),
    threshold("national_pool", "over", 150_000),
    threshold("priority_new", "from", 2_000_000, "new_production"),
    threshold("priority_tourism", "from", 200_000, "tourism"),
    threshold("investment_agreement", "from", 7_500_000),
    threshold("green_corridor", "none", None),
]
FIGURES = Figures(RATES, THRESHOLDS)


def reached(amount_m: float, kind: str = "new_production", **more: object) -> Reached:
    found = reach(FIGURES, amount_m, "KZT", kind, 2026, **more)  # type: ignore[arg-type]
    assert isinstance(found, Reached)
    return found


def names(found: Reached) -> set[str]:
    return {each.threshold.name for each in found.applying if each.reached}


@pytest.mark.parametrize(
    ("mci", "kind", "there"),
    [
        (150_000, "other", {"regional_pool"}),
        (150_001, "other", {"national_pool"}),
        (1_999_999, "new_production", {"national_pool"}),
        (2_000_000, "new_production", {"national_pool", "priority_new"}),
        (2_000_000, "other", {"national_pool"}),
        (200_000, "tourism", {"national_pool", "priority_tourism"}),
        (7_500_000, "other", {"national_pool", "investment_agreement"}),
    ],
)
def test_a_threshold_is_reached_exactly_where_it_says(mci: int, kind: str, there: set[str]) -> None:
    assert names(reached(mci * 5_000 / 1e6, kind)) == there


def test_the_distance_to_the_next_is_in_mci_tenge_and_dollars() -> None:
    found = reached(9_000, rate_year=2024)
    assert found.amount_mci == pytest.approx(1_800_000)
    following = found.next
    assert following is not None
    assert following.threshold.name == "priority_new"
    assert following.short_mci == pytest.approx(200_000)
    assert following.short_kzt_m == pytest.approx(1_000)
    assert following.short_usd_m == pytest.approx(2)
    assert found.highest is not None
    assert found.highest.threshold.name == "national_pool"


def test_above_every_threshold_there_is_no_next() -> None:
    assert reached(100_000).next is None


def test_an_amount_in_another_currency_takes_the_rate_of_its_year() -> None:
    found = reach(FIGURES, 10, "EUR", "other", 2024)
    assert isinstance(found, Reached)
    assert (found.amount_kzt_m, found.amount_usd_m) == (5_500, 11)
    assert found.to_be_confirmed
    assert not reached(10).to_be_confirmed


@pytest.mark.parametrize(
    ("currency", "year", "series", "nearest"),
    [
        ("KZT", 2025, "MCI", 2026),
        ("KZT", 2031, "MCI", 2026),
        ("USD", 2026, "USD/KZT", 2024),
        ("JPY", 2026, "JPY/KZT", None),
    ],
)
def test_what_is_missing_is_named_and_never_replaced(
    currency: str, year: int, series: str, nearest: int | None
) -> None:
    found = reach(FIGURES, 10, currency, "other", year)
    assert isinstance(found, Missing)
    assert (found.series, found.year) == (series, year)
    assert (found.nearest.year if found.nearest else None) == nearest


def test_another_year_is_taken_only_where_it_is_named() -> None:
    found = reach(FIGURES, 10, "USD", "other", 2026, rate_year=2024)
    assert isinstance(found, Reached)
    assert found.rate is not None
    assert (found.mci.year, found.rate.year, found.amount_kzt_m) == (2026, 2024, 5_000)


def test_tenge_need_no_rate_and_dollars_are_then_left_out() -> None:
    found = reached(10)
    assert (found.rate, found.dollar, found.amount_usd_m) == (None, None, None)
    assert found.standings[0].short_usd_m is None


def test_a_dated_row_takes_over_from_its_year_on() -> None:
    later = replace(THRESHOLDS[3], mci=250_000, year=2027)
    figures = Figures(RATES, [*THRESHOLDS, later])
    assert {each.name: each.mci for each in figures.thresholds(2026)}["priority_tourism"] == 200_000
    assert {each.name: each.mci for each in figures.thresholds(2027)}["priority_tourism"] == 250_000


def test_what_size_does_not_decide_is_neither_reached_nor_missed() -> None:
    corridor = next(e for e in reached(10).standings if e.threshold.name == "green_corridor")
    assert (corridor.reached, corridor.short_mci) == (None, 0)


@pytest.mark.parametrize("amount", [0.0, -1.0, float("nan")])
def test_an_amount_has_to_be_above_zero(amount: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        reach(FIGURES, amount, "KZT", "other", 2026)


def test_a_kind_has_to_be_one_of_the_known() -> None:
    with pytest.raises(ValueError, match="castle"):
        reach(FIGURES, 1, "KZT", "castle", 2026)


@given(st.floats(1e-3, 1e7), st.sampled_from(KINDS))
def test_what_is_missing_is_just_enough(amount: float, kind: str) -> None:
    following = reached(amount, kind).next
    if following is not None:
        enough = reached((amount + following.short_kzt_m) * (1 + 1e-9), kind)
        assert following.threshold.name in names(enough)


def test_frames_are_read_with_their_gaps() -> None:
    rates = pd.DataFrame([vars(each) for each in RATES])
    rows = pd.DataFrame([vars(each) for each in THRESHOLDS]).rename(columns={"name": "threshold"})
    read = Figures.read(rates, rows)
    assert read.thresholds(2026) == FIGURES.thresholds(2026)
    assert read.rate("MCI", 2024) == RATES[0]
    assert (read.last_year("USD"), read.last_year("KZT"), read.last_year("JPY")) == (
        2024,
        2026,
        None,
    )


def test_a_likely_kind_is_only_where_to_begin() -> None:
    assert likely_kind("tourism & resorts", ["real estate & tourism"]) == "tourism"
    assert likely_kind(None, ["finance"]) == "other"
    assert likely_kind("railways", ["transport & logistics"]) == "new_production"
