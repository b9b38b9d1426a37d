"""Measures of a list against what is worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from matching.measures import lead, listed, measure, summary

TEN = [f"i{number:02d}" for number in range(60)]


def test_a_list_is_measured_as_by_hand() -> None:
    found = measure(TEN, {"i01", "i12"})
    assert found["found_10"] == 1
    assert found["recall_10"] == 0.5
    assert found["recall_50"] == 1
    assert found["hit_10"] == 1
    assert found["mrr"] == 0.5
    assert found["ndcg_10"] == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_the_best_list_there_can_be_scores_one_even_for_more_than_ten() -> None:
    assert measure(TEN, set(TEN[:12]))["ndcg_10"] == pytest.approx(1)
    assert measure(TEN, set(TEN[:12]))["recall_10"] == pytest.approx(10 / 12)


@pytest.mark.parametrize("order", [[], TEN[:3], TEN[:52]])
def test_what_is_not_within_fifty_is_not_found(order: list[str]) -> None:
    assert set(measure(order, {"i51"}).values()) == {0.0}


def test_a_summary_has_two_standard_errors() -> None:
    frame = pd.DataFrame({"method": ["a"] * 4 + ["b"], "value": [0.0, 0.0, 1.0, 1.0, 0.5]})
    table = summary(frame, ["method"], "value").set_index("method")
    assert table.at["a", "mean"] == 0.5
    assert table.at["a", "error"] == pytest.approx(2 * math.sqrt(1 / 3) / 2)
    assert table.at["a", "n"] == 4
    assert math.isnan(table.at["b", "error"])


def test_a_lead_is_judged_project_by_project() -> None:
    rows = [("p1", 0.1, 0.0), ("p2", 0.6, 0.5), ("p3", 1.0, 0.9)]
    results = pd.DataFrame(
        [
            {"project_id": project, "method": method, "value": value}
            for project, *values in rows
            for method, value in zip(["ours", "other"], values, strict=True)
        ]
    )
    ahead, error = lead(results, "value", "ours", "other")
    assert ahead == pytest.approx(0.1)
    assert error == pytest.approx(0, abs=1e-9)


def test_a_ranking_becomes_one_list_per_project_in_the_order_of_ranks() -> None:
    ranked = pd.DataFrame(
        {"project_id": ["q", "p", "p"], "investor_id": ["x", "y", "z"], "rank": [1, 2, 1]}
    )
    assert listed(ranked) == {"p": ["z", "y"], "q": ["x"]}
