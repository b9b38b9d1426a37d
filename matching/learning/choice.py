"""How much each sign counts: a conditional logit over who came and who did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matching.learning.history import FADES, History, Question
from matching.table import FloatArray

Matrix = NDArray[np.float32]

#: Signs of an investor for a project, and what each counts before anything is learned: the log of
#: its share by precedents, of how it is drawn by its newest and its lasting tastes, of its share
#: of all projects (recent, usual, long-term), of the years since its last and first deal, and of
#: how often it comes alone and into what has no earlier round.
USUAL = {
    "precedents": 0.55,
    "new taste": 0.15,
    "lasting taste": 0.15,
    "active lately": 0.2,
    "active": -0.1,
    "active for long": -0.25,
    "years silent": -0.2,
    "years known": -0.25,
    "comes alone": 0.0,
    "comes first": 0.0,
}
#: Strength with which the weights are drawn towards the usual ones, in units of spread.
PULL = 10.0
#: Investors that a project is asked about while learning: the likest by precedents.
MOST_ASKED = 400
FLOOR = 1e-5
STEPS = 80


@dataclass(frozen=True)
class Signs:
    """Signs of one question: ``by_pair`` rows x active each, ``by_investor`` active each."""

    by_pair: Sequence[Matrix]
    by_investor: Sequence[FloatArray]


def signs_of_investors(history: History) -> list[FloatArray]:
    """Return what is known of each active investor whatever the project."""
    return [
        *(np.log(history.activity(fade) + FLOOR) for fade in FADES),
        np.log1p(np.maximum(history.last, 0)),
        np.log1p(np.maximum(history.first, 0)),
        history.habit(history.alone),
        np.log(history.habit(history.begun) + FLOOR),
    ]


def learn_choice(lessons: Sequence[tuple[Question, Signs]]) -> FloatArray:
    """Return the weight of each sign, in the order of ``USUAL``; the usual ones without lessons."""
    usual = np.array(list(USUAL.values()))
    # A question tells nothing where none of those who came was among the candidates.
    cut = [each for each in (_cut(*lesson) for lesson in lessons) if len(each[0])]
    if not cut:
        return usual
    spread = np.mean([signs.std(axis=(0, 1)) for signs, _ in cut], axis=0) + 1e-6
    cut = [((signs / spread).astype(np.float32), came) for signs, came in cut]
    found = minimize(
        lambda point: _loss(point, usual * spread, cut),
        usual * spread,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS},
    ).x
    weights: FloatArray = found / spread
    return weights


def _cut(question: Question, signs: Signs) -> tuple[Matrix, Matrix]:
    """Return asked x candidates x signs, and asked x candidates who came."""
    first = signs.by_pair[0]
    kept = min(MOST_ASKED, first.shape[1])
    best = np.sort(np.argpartition(-first, kept - 1, axis=1)[:, :kept], axis=1)
    blocks = [np.take_along_axis(each, best, axis=1) for each in signs.by_pair]
    blocks += [each.astype(np.float32)[best] for each in signs.by_investor]
    came = np.take_along_axis(question.came.toarray(), best, axis=1)
    told = came.any(axis=1)
    return np.stack(blocks, axis=2)[told], came[told]


def _loss(
    point: FloatArray, usual: FloatArray, lessons: Sequence[tuple[Matrix, Matrix]]
) -> tuple[float, FloatArray]:
    away = point - usual
    loss, gradient = 0.5 * PULL * float(away @ away), PULL * away
    for signs, came in lessons:
        drawn = signs @ point.astype(np.float32)
        drawn -= drawn.max(axis=1, keepdims=True)
        odds = np.exp(drawn)
        whole = odds.sum(axis=1, keepdims=True)
        weight = came / np.sqrt(came.sum(axis=1, keepdims=True))
        loss -= float((weight * (drawn - np.log(whole))).sum())
        over = odds / whole * weight.sum(axis=1, keepdims=True) - weight
        gradient += np.einsum("qcs,qc->s", signs, over, optimize=True)
    return loss, gradient
