"""The fast ranking against a plain one that goes through every pair."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import DEFAULT_WEIGHTS, Matcher
from matching.gates import Direction
from matching.model import load_model, save_model
from tests.matching.market import Market
from tests.matching.test_properties import Frames, markets

SIDES: tuple[Direction, ...] = ("projects", "investors")
OFF: list[list[str]] = [[], ["screening", "exclusion"], ["not_open", "no_common_instrument"]]


def _plain(matcher: Matcher, for_: Direction, top: int) -> list[tuple[str, str, float]]:
    """Rank pair by pair, as explained."""
    catalogue, listed = matcher.catalogue_, []
    queries = catalogue.projects.ids if for_ == "projects" else catalogue.investors.ids
    others = catalogue.investors.ids if for_ == "projects" else catalogue.projects.ids
    for query in queries:
        rows = []
        for other in others:
            pair = (query, other) if for_ == "projects" else (other, query)
            told = matcher.explain(*pair, for_=for_)
            if all(gate.passed or not gate.applied for gate in told.gates):
                rows.append((-told.score, other, *pair))
        listed += [(*pair, -score) for score, _, *pair in sorted(rows)[:top]]
    return listed


def _blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rank by blocks however few the queries, and by small ones."""
    monkeypatch.setattr("matching.scoring.FEW", 0)
    monkeypatch.setattr("matching.scoring.WIDTH", 2)
    monkeypatch.setattr("matching.scoring.MOST_RATINGS", 1)
    monkeypatch.setattr("matching.scoring.HEIGHT", 2)


@settings(max_examples=25, deadline=None)
@given(
    market=markets(),
    weights=st.lists(st.sampled_from([0.0, 0.5, 3.0]), min_size=8, max_size=8),
    off=st.sampled_from(OFF),
    top=st.integers(1, 7),
    by_blocks=st.booleans(),
)
def test_the_fast_ranking_is_the_plain_one(
    market: Frames, weights: list[float], off: list[str], top: int, *, by_blocks: bool
) -> None:
    named = dict(zip(DEFAULT_WEIGHTS, weights, strict=True)) if any(weights) else None
    matcher = Matcher(weights=named, switched_off=off).fit(*market)
    for for_ in SIDES:
        with pytest.MonkeyPatch.context() as patched:
            if by_blocks:
                _blocks(patched)
            ranked = matcher.rank(for_, top=top)
        expected = _plain(matcher, for_, top)
        assert len(ranked) == len(expected)
        assert np.allclose(ranked["score"], [score for *_, score in expected], atol=1e-6)
        for row, (project, investor, score) in zip(ranked.itertuples(), expected, strict=True):
            told = matcher.explain(row.project_id, row.investor_id)
            assert row.score == pytest.approx(told.score, abs=1e-6)
            # Another order only where the two are as good as equal.
            if (row.project_id, row.investor_id) != (project, investor):
                assert told.score == pytest.approx(score, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(market=markets())
def test_blocks_and_jobs_change_no_bit(market: Frames) -> None:
    matcher = Matcher().fit(*market)
    for for_ in SIDES:
        whole = matcher.rank(for_)
        with pytest.MonkeyPatch.context() as patched:
            _blocks(patched)
            pd.testing.assert_frame_equal(whole, matcher.rank(for_, jobs=2), check_exact=True)
            patched.setattr("matching.matcher.BLOCK_QUERIES", 1)
            pd.testing.assert_frame_equal(whole, matcher.rank(for_, jobs=2), check_exact=True)


@pytest.mark.parametrize("crowd", [3, 3_000])
def test_identical_records_are_listed_in_the_order_of_ids(
    crowd: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.scoring.FEW", 0)
    alike = pd.DataFrame(
        {"investor_id": [f"twin-{n:05d}" for n in range(crowd)], "name": "Twin"}
    ).sample(frac=1, random_state=1)
    projects = pd.DataFrame({"project_id": ["p", "q"], "name": ["P", "Q"]})
    matcher = Matcher().fit(alike, projects)
    ranked = matcher.rank(top=2)
    assert ranked["investor_id"].tolist() == ["twin-00000", "twin-00001"] * 2
    swapped = alike.set_axis(["project_id", "name"], axis=1)
    backed = projects.set_axis(["investor_id", "name"], axis=1)
    ranked = Matcher().fit(backed, swapped).rank("investors", top=2)
    assert ranked["project_id"].tolist() == ["twin-00000", "twin-00001"] * 2


def test_nothing_known_at_all_is_all_neutral() -> None:
    investors = pd.DataFrame({"investor_id": ["a", "b", "c", "d", "e"], "name": "N"})
    projects = pd.DataFrame({"project_id": ["p", "q", "r", "s", "t"], "name": "N"})
    ranked = Matcher().fit(investors, projects).rank()
    assert len(ranked) == 25
    assert np.allclose(ranked["score"], 0.5)


def test_a_model_file_gives_the_same_ranking(market: Market, tmp_path: Path) -> None:
    matcher = market.with_investor("shipping-line", stages=["idea"], ticket_max_usd_m=9.0).fit()
    save_model(matcher, tmp_path / "model.zip")
    frames = (matcher.catalogue_.investors.frame, matcher.catalogue_.projects.frame)
    loaded = Matcher().load(*frames, market.deals, market.vocabulary)
    load_model(loaded, tmp_path / "model.zip")
    for for_ in SIDES:
        pd.testing.assert_frame_equal(matcher.rank(for_), loaded.rank(for_), check_exact=True)


def test_limits_say_what_stops_says(market: Market) -> None:
    matcher = market.with_investor("builder", exclusions=["West"], screening="listed").fit()
    for gate in matcher.gates_:
        stops = gate.stops(np.arange(len(market.projects)), slice(None))
        limits, told = gate.limits(), np.zeros(stops.shape, dtype=bool)
        if limits.projects is not None:
            told |= limits.projects[:, None]
        if limits.investors is not None:
            told |= limits.investors[None, :]
        if limits.mandates is not None:
            told |= (limits.asks @ limits.mandates.table)[:, limits.mandates.codes] > 0
        if limits.pairs is not None:
            told |= limits.pairs.toarray() > 0
        assert (told == stops).all(), gate.code
