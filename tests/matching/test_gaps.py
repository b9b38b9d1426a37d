"""The one gap worth closing, compared with what the band does when it is closed."""

from __future__ import annotations

import pytest

from matching.gaps import most_telling_gap, narrows
from tests.matching.market import Market


def width(market: Market, **weights: float) -> float:
    found = market.fit(weights=weights).explain("caspian-port", "shipping-line")
    return found.score_high - found.score_low


def test_the_gap_of_the_greatest_weight_is_the_one_to_close(market: Market) -> None:
    market = market.with_investor("builder", stages=["idea"])
    for heavy, field, value in (
        ("ticket", "ticket_max_usd_m", 90.0),
        ("stage", "stages", ["preparation"]),
    ):
        weights = {"ticket": 0.1, "stage": 0.1, "track_record": 0.1} | {heavy: 0.5}
        explanation = market.fit(weights=weights).explain("caspian-port", "shipping-line")
        gap = most_telling_gap(explanation)
        assert gap is not None
        assert (gap.criterion, gap.side, gap.record_id) == (heavy, "investor", "shipping-line")
        assert field in gap.fields
        closed = market.with_investor("shipping-line", **{field: value})
        narrowed = width(market, **weights) - width(closed, **weights)
        assert narrows(explanation, gap) == pytest.approx(narrowed)
        assert narrowed > 0


def test_where_both_sides_are_silent_neither_alone_narrows_the_band(market: Market) -> None:
    weights = {"themes": 0.9, "ticket": 0.01}
    silent = market.with_investor("shipping-line", themes=None)
    silent = silent.with_project("caspian-port", themes=None)
    silent = silent.with_project("clinic", themes=["health"])  # or nobody would be known
    explanation = silent.fit(weights=weights).explain("caspian-port", "shipping-line")
    themes = [gap for gap in explanation.unknown if gap.criterion == "themes"]
    assert len(themes) == 2
    assert [narrows(explanation, gap) for gap in themes] == [0, 0]
    gap = most_telling_gap(explanation)
    assert gap is not None
    assert gap.criterion != "themes"
    one_side = silent.with_investor("shipping-line", themes=["connectivity"])
    assert width(one_side, **weights) == pytest.approx(width(silent, **weights))


def test_what_has_no_weight_is_not_worth_collecting(market: Market) -> None:
    weights = {"stage": 0.0, "ticket": 0.0, "track_record": 0.0}
    explanation = market.fit(weights=weights).explain("caspian-port", "shipping-line")
    assert {gap.criterion for gap in explanation.unknown} >= {"ticket", "stage"}
    assert most_telling_gap(explanation) is None


def test_nothing_missing_leaves_nothing_to_collect(market: Market) -> None:
    full = market.with_investor("transport-lender", stages=["idea"])
    explanation = full.fit().explain("caspian-port", "transport-lender")
    assert explanation.unknown == []
    assert most_telling_gap(explanation) is None
