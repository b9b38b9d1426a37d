"""A probability is told where outcomes allow it, and refused where they do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matching import Matcher, calibration
from matching.calibration import Calibration, NotEnough, calibrate, scores_unaware
from tests.matching.market import Market


def outcomes(count: int, probability: float | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Draw scores, and outcomes that follow them, or that have one probability throughout."""
    random = np.random.default_rng(5)
    scores = random.uniform(0, 1, count)
    chances = scores if probability is None else np.full(count, probability)
    return scores, random.uniform(0, 1, count) < chances


@pytest.mark.parametrize(
    ("reached", "declined"), [(0, 0), (50, 49), (19, 200), (200, 19), (100, 0)]
)
def test_too_few_outcomes_are_refused_and_counted(reached: int, declined: int) -> None:
    happened = np.array([True] * reached + [False] * declined, dtype=bool)
    found = calibrate(np.linspace(0, 1, len(happened)), happened)
    assert found == NotEnough(reached, declined)
    assert found.decided == reached + declined


@pytest.mark.parametrize(("reached", "declined"), [(80, 20), (20, 80)])
def test_the_least_that_is_enough_is_enough(reached: int, declined: int) -> None:
    happened = np.array([True] * reached + [False] * declined, dtype=bool)
    assert isinstance(calibrate(np.linspace(1, 0, 100), happened), Calibration)


def test_a_score_that_tells_becomes_a_rising_probability() -> None:
    scores, happened = outcomes(600)
    found = calibrate(scores, happened)
    assert isinstance(found, Calibration)
    assert found.better_than_base
    assert found.base_brier == pytest.approx(0.25, abs=0.01)
    assert found.curve["probability"].is_monotonic_increasing
    told = found.probability(np.array([-1.0, 0.15, 0.5, 0.85, 2.0]))
    assert (np.diff(told) >= 0).all()
    assert told[1:4] == pytest.approx([0.15, 0.5, 0.85], abs=0.12)
    assert found.reliability["n"].sum() == 600
    assert (found.reliability["said"] - found.reliability["happened"]).abs().max() < 0.1


def test_a_score_that_tells_nothing_is_not_better_than_the_base_rate() -> None:
    found = calibrate(*outcomes(400, probability=0.3))
    assert isinstance(found, Calibration)
    assert not found.better_than_base


def test_the_curve_is_judged_on_pairs_it_has_not_seen() -> None:
    # Outcomes of pure chance that a curve seen on its own pairs would seem to foretell.
    scores, happened = outcomes(100, probability=0.5)
    found = calibrate(scores, happened)
    assert isinstance(found, Calibration)
    own = float(np.mean((found.probability(scores) - happened) ** 2))
    assert own < 0.25 < found.brier


@pytest.mark.parametrize("scores", [np.zeros(3), np.array([0.1, np.nan])])
def test_scores_that_are_none_are_refused(scores: np.ndarray) -> None:
    with pytest.raises(ValueError, match="scores"):
        calibrate(scores, np.array([True, False]))


def test_a_decided_pair_is_scored_without_its_own_deal(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[pd.DataFrame] = []

    class Watched(Matcher):
        def fit(self, investors, projects, deals=None, vocabulary=None):  # noqa: ANN001, ANN202
            known.append(deals)
            return super().fit(investors, projects, deals, vocabulary)

    monkeypatch.setattr(calibration, "Matcher", Watched)
    decided = pd.DataFrame({"project_id": ["old-port"], "investor_id": ["transport-lender"]})
    assert market.deals is not None
    assert market.vocabulary is not None
    (score,) = scores_unaware(
        decided, market.investors, market.projects, market.deals, market.vocabulary
    )
    assert list(known[0]["deal_id"]) == ["d2"]
    assert 0 < score < 1
