"""Rates and thresholds are edited as dated rows: validated, with a name, and never lost."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data import figures
from data.figures import Figure, FigureError
from data.load import load
from data.store import Store

SOURCE = "https://example.org/rate"
DOLLAR = Figure("USD/KZT", 2026, 510.0, SOURCE, "yes", basis="rate of 20 November 2026")


@pytest.fixture
def own(store: Store) -> Store:
    load(store)
    return store


def rate(store: Store, series: str, year: int) -> pd.DataFrame:
    rates = figures.rates(store)
    return rates[(rates["series"] == series) & (rates["year"] == year)]


def test_the_thresholds_of_the_rules_arrive(loaded: Store) -> None:
    rows = figures.thresholds(loaded).set_index("threshold")
    assert dict(rows["mci"].dropna()) == {
        "regional_pool": 150_000,
        "national_pool": 150_000,
        "priority_tourism": 200_000,
        "priority_food_light_hotels": 1_000_000,
        "priority_new_production": 2_000_000,
        "priority_expansion": 5_000_000,
        "investment_agreement": 7_500_000,
    }
    assert rows.loc["investment_agreement", "verified"] == "partial"


def test_an_entry_stands_over_the_seed_and_survives_a_reload(own: Store) -> None:
    assert rate(own, "USD/KZT", 2026).empty
    figures.enter(own, "Aigerim", DOLLAR)
    figures.enter(own, "Aigerim", replace(DOLLAR, year=2024, value=470.0))
    with own.writing() as writer:
        writer.run("set_setting", name="seed_version", value="")
    load(own)
    assert rate(own, "USD/KZT", 2026)["value"].tolist() == [510.0]
    assert rate(own, "USD/KZT", 2024)[["value", "entered_by"]].to_numpy().tolist() == [
        [470.0, "Aigerim"]
    ]


def test_taking_back_brings_back_what_the_facts_say_and_keeps_the_history(own: Store) -> None:
    changed = replace(DOLLAR, year=2024, value=470.0)
    figures.enter(own, "Aigerim", changed)
    figures.enter(own, "Nurlan", replace(changed, value=None))
    assert rate(own, "USD/KZT", 2024)["value"].tolist() == [469.0]
    told = figures.history(own)[["actor", "before", "value", "taken_back", "stands"]]
    assert told.to_numpy().tolist() == [
        ["Nurlan", 470.0, 469.0, True, False],
        ["Aigerim", 469.0, 470.0, False, False],
    ]


def test_a_threshold_gets_a_dated_row_beside_the_first(own: Store) -> None:
    figures.enter(own, "Aigerim", Figure("priority_tourism", 2027, 250_000, SOURCE))
    rows = figures.thresholds(own)
    own_rows = rows[rows["threshold"] == "priority_tourism"]
    assert own_rows["mci"].tolist() == [200_000, 250_000]
    assert own_rows["year"].fillna(0).tolist() == [0, 2027]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"figure": "dollars"}, ("figure",)),
        ({"figure": "green_corridor"}, ("figure",)),
        ({"year": 1893}, ("year",)),
        ({"value": 0.0}, ("value",)),
        ({"value": float("nan")}, ("value",)),
        ({"value": -1.0, "source_url": "javascript:x"}, ("value", "source")),
        ({"source_url": "a colleague"}, ("source",)),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_written(
    own: Store, change: dict[str, object], wrong: tuple[str, ...]
) -> None:
    with pytest.raises(FigureError) as refused:
        figures.enter(own, "Aigerim", replace(DOLLAR, **change))  # type: ignore[arg-type]
    assert refused.value.wrong == wrong
    assert figures.history(own).empty


def test_nobody_enters_and_nothing_is_entered_twice(own: Store) -> None:
    with pytest.raises(FigureError, match="actor"):
        figures.enter(own, " ", DOLLAR)
    figures.enter(own, "Aigerim", DOLLAR)
    with pytest.raises(FigureError, match="same"):
        figures.enter(own, "Nurlan", DOLLAR)
    assert len(figures.history(own)) == 1
