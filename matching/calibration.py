"""From points to a probability, and only where recorded outcomes allow it.

A pair is decided when it reached a binding document or a disbursement, or was declined. The curve
from score to probability is an isotonic regression: it may only rise. It is judged on pairs it has
not seen (five folds) by the Brier score, the mean squared distance between what was said and what
happened, beside the base rate told for everybody (Brier 1950; Niculescu-Mizil and Caruana 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import StratifiedKFold

from matching.matcher import Matcher
from matching.table import BoolArray, FloatArray

#: An isotonic curve on fewer pairs follows chance (its usual advice is a thousand, so a hundred is
#: the least at which it is shown, with its reliability beside it).
FEWEST_OUTCOMES = 100
#: Of either kind: with fewer, the base rate itself is hardly known.
FEWEST_OF_EACH = 20
FOLDS = 5
#: Rows of the reliability table, each with about as many pairs.
BINS = 5


@dataclass(frozen=True)
class NotEnough:
    """Too few decided pairs to speak of probability."""

    reached: int
    declined: int

    @property
    def decided(self) -> int:
        """Pairs with an outcome of either kind."""
        return self.reached + self.declined


@dataclass(frozen=True)
class Calibration:
    """The curve, and how far it can be trusted.

    curve : score and probability (both 0..1) at the corners of the curve, rising.
    reliability : one row per bin of about as many pairs
        ``low``, ``high`` (scores in it), ``said`` (mean probability told for pairs that the curve
        had not seen), ``happened`` (share that came about) and ``n``.
    brier, base_brier : mean squared error of the curve and of the base rate on unseen pairs.
    reached, declined : decided pairs of either kind.
    """

    curve: pd.DataFrame
    reliability: pd.DataFrame
    brier: float
    base_brier: float
    reached: int
    declined: int

    @property
    def better_than_base(self) -> bool:
        """Tell whether the score says more about the outcome than the base rate does."""
        return self.brier < self.base_brier

    def probability(self, scores: FloatArray) -> FloatArray:
        """Read the probability of scores off the curve; beyond its ends it stays level."""
        corners = self.curve["score"].to_numpy(), self.curve["probability"].to_numpy()
        return np.asarray(np.interp(scores, *corners), dtype=np.float64)


def calibrate(scores: FloatArray, reached: BoolArray) -> Calibration | NotEnough:
    """Fit the curve on decided pairs: their scores (0..1) and whether they came about.

    Raises
    ------
    ValueError
        Where the two differ in length or a score is no finite number.

    """
    if scores.shape != reached.shape or not np.isfinite(scores).all():
        raise ValueError("scores and outcomes must pair up, and scores be finite")
    yes, no = int(reached.sum()), int((~reached).sum())
    if yes + no < FEWEST_OUTCOMES or min(yes, no) < FEWEST_OF_EACH:
        return NotEnough(yes, no)
    outcome = reached.astype(np.float64)
    said, base = np.empty_like(outcome), np.empty_like(outcome)
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(scores, reached):
        said[test] = _isotonic(scores[train], outcome[train]).predict(scores[test])
        base[test] = outcome[train].mean()
    fitted = _isotonic(scores, outcome)
    return Calibration(
        pd.DataFrame({"score": fitted.X_thresholds_, "probability": fitted.y_thresholds_}),
        _reliability(scores, said, outcome),
        float(np.mean((said - outcome) ** 2)),
        float(np.mean((base - outcome) ** 2)),
        yes,
        no,
    )


def scores_unaware(
    outcomes: pd.DataFrame,
    investors: pd.DataFrame,
    projects: pd.DataFrame,
    deals: pd.DataFrame,
    vocabulary: pd.DataFrame,
) -> FloatArray:
    """Score decided pairs (project_id, investor_id) by a matcher that knows none of their deals.

    A pair that came about stands among the deals by now; a matcher that learned from it would
    only repeat it.
    """
    decided = set(zip(outcomes["project_id"], outcomes["investor_id"], strict=True))
    pairs = zip(deals["project_id"], deals["investor_id"], strict=True)
    unaware = deals[[pair not in decided for pair in pairs]]
    matcher = Matcher().fit(investors, projects, unaware, vocabulary)
    scored = [
        matcher.explain(project, investor, for_="projects").score
        for project, investor in zip(outcomes["project_id"], outcomes["investor_id"], strict=True)
    ]
    return np.array(scored, dtype=np.float64)


def _isotonic(scores: FloatArray, outcome: FloatArray) -> IsotonicRegression:
    return IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(scores, outcome)


def _reliability(scores: FloatArray, said: FloatArray, outcome: FloatArray) -> pd.DataFrame:
    order = np.argsort(scores, kind="stable")
    rows = [
        {
            "low": float(scores[rows].min()),
            "high": float(scores[rows].max()),
            "said": float(said[rows].mean()),
            "happened": float(outcome[rows].mean()),
            "n": len(rows),
        }
        for rows in np.array_split(order, BINS)
    ]
    return pd.DataFrame(rows)
