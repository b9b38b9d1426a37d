"""Past projects that speak for a new one, with a likeness that is learned from the deals.

How much a past project speaks falls off with its age and rises with what it has in common:
``exp(sum of weight x likeness - age / fade)``. An investor's share is what its own past projects
say, of what all of them say, drawn towards how often it comes in anyway. The weights are those
under which the investors who came into the projects of later years were likeliest (maximum
likelihood, L-BFGS), drawn towards weights that serve where deals are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from matching.learning.history import History, Question
from matching.learning.kinship import Kin, read_kin
from matching.learning.traits import Traits
from matching.table import FloatArray, IntArray

Matrix = NDArray[np.float32]

#: What a trait in common counts before anything is learned; crossed traits count nothing.
USUAL = {
    "sector": 0.5,
    "subsector": 0.8,
    "region": 0.5,
    "macro_region": 0.3,
    "place": 0.6,
    "corridor": 0.5,
    "stage": 0.4,
    "families": 0.5,
    "size": 1.0,
    "no_size": 0.3,
    "words": 1.5,
    "topics": 1.5,
    "kin of sector": 1.5,
    "kin of subsector": 0.8,
    "kin of region": 1.5,
    "kin of macro_region": 0.8,
    "kin of stage": 0.5,
    "kin of families": 0.3,
    "kin of corridor": 0.3,
}
USUAL_FADE = 4.0
#: How many past projects as alike as the likest one the usual frequency counts for.
USUAL_SHRINK = 1.0
#: Strength with which the weights are drawn towards the usual ones.
PULL = 4.0
#: Only the likest past projects are looked at while learning.
MOST_PAST = 2_000
STEPS = 60


@dataclass(frozen=True)
class Precedence:
    """What is learned: the weight of each trait in common, years of fading, and the shrinkage."""

    weights: dict[str, float]
    fade: float
    shrink: float


def learn_precedence(traits: Traits, questions: Sequence[Question]) -> Precedence:
    """Learn from questions about the past; without any, the usual weights stand."""
    lessons = [_lesson(traits, question) for question in questions]
    names = _names(traits)
    usual = np.array([USUAL.get(name, 0.0) for name in names])
    start = np.concatenate([usual, [np.log(USUAL_FADE), np.log(USUAL_SHRINK)]])
    if lessons:
        found = minimize(
            lambda point: _loss(point, start, lessons),
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=[(-10.0, 15.0)] * len(names) + [(-1.0, 3.5), (-5.0, 5.0)],
            options={"maxiter": STEPS},
        ).x
    else:
        found = start
    weights = dict(zip(names, found[:-2].tolist(), strict=True))
    return Precedence(weights, float(np.exp(found[-2])), float(np.exp(found[-1])))


def speaking(
    traits: Traits,
    kin: dict[str, Kin],
    history: History,
    precedence: Precedence,
    rows: IntArray,
) -> Matrix:
    """Return how much each past project speaks for each of ``rows``, 1 for the likest."""
    total = np.zeros((len(rows), len(history.past)), dtype=np.float32)
    for name, likeness in _likenesses(traits, kin, history, rows).items():
        total += np.float32(precedence.weights[name]) * likeness
    total -= (history.age / precedence.fade).astype(np.float32)
    total -= total.max(axis=1, keepdims=True, initial=-np.inf)
    return np.exp(total)


def shares(speaks: Matrix, history: History, shrink: float) -> Matrix:
    """Return each active investor's share of what the past projects say, rows x active."""
    said = np.asarray((history.deals.T @ speaks.T).T)
    usual = (shrink * history.usual).astype(np.float32)
    share: Matrix = (said + usual) / (speaks.sum(axis=1, keepdims=True) + np.float32(shrink))
    return share


def _names(traits: Traits) -> list[str]:
    blocks = list(traits.blocks)
    return blocks + [
        name for name in USUAL if name.removeprefix("kin of ") in blocks and " " in name
    ]


def _likenesses(
    traits: Traits, kin: dict[str, Kin], history: History, rows: IntArray
) -> dict[str, Matrix]:
    past = history.past
    found = {
        name: (block[rows] @ block[past].T).toarray().astype(np.float32)
        for name, block in traits.blocks.items()
    }
    for name, akin in kin.items():
        found[f"kin of {name}"] = np.asarray((akin.answering[past] @ akin.asking[rows].T).T)
    return found


@dataclass(frozen=True)
class _Lesson:
    """One question, cut down to the likest past projects.

    likeness : asked x past kept x (traits and age); hits : (project, investor) pairs that came x
    (asked x past kept), the deals of that investor; usual, of : per pair
    """

    likeness: Matrix
    hits: csr_array
    usual: Matrix
    of: IntArray


def _lesson(traits: Traits, question: Question) -> _Lesson:
    history, rows = question.history, question.asked
    found = _likenesses(traits, read_kin(traits, history), history, rows)
    names = _names(traits)
    missing = np.zeros((len(rows), len(history.past)), dtype=np.float32)
    blocks = [found.get(name, missing) for name in names]
    age = np.broadcast_to(history.age.astype(np.float32), missing.shape)
    first = sum(
        (
            np.float32(USUAL.get(name, 0.0)) * block
            for name, block in zip(names, blocks, strict=True)
        ),
        start=-age / np.float32(USUAL_FADE),
    )
    kept = min(MOST_PAST, first.shape[1])
    best = np.sort(np.argpartition(-first, kept - 1, axis=1)[:, :kept], axis=1)
    likeness = np.stack(
        [np.take_along_axis(block, best, axis=1) for block in [*blocks, age]], axis=2
    )
    return _Lesson(likeness, *_hits(question, best))


def _hits(question: Question, best: IntArray) -> tuple[csr_array, Matrix, IntArray]:
    history, kept = question.history, best.shape[1]
    came = question.came.tocoo()
    place = np.full(len(history.past), -1, dtype=np.int64)
    rows, columns, values = [], [], []
    by_investor = history.by_investor
    for pair, (asked, investor) in enumerate(zip(came.row, came.col, strict=True)):
        place[:] = -1
        place[best[asked]] = np.arange(kept)
        span = slice(by_investor.indptr[investor], by_investor.indptr[investor + 1])
        where = place[by_investor.indices[span]]
        within = where >= 0
        columns.append(asked * kept + where[within])
        values.append(by_investor.data[span][within])
        rows.append(np.full(int(within.sum()), pair))
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    shape = (len(came.row), len(best) * kept)
    usual = history.usual[came.col].astype(np.float32)
    return csr_array(entries, shape=shape), usual, came.row.astype(np.int64)


def _loss(
    point: FloatArray, usual: FloatArray, lessons: Sequence[_Lesson]
) -> tuple[float, FloatArray]:
    """Return the negative log likelihood with its pull, and the gradient."""
    fade, shrink = np.exp(point[-2]), np.exp(point[-1])
    slope = np.concatenate([point[:-2], [-1 / fade]]).astype(np.float32)
    away = point - usual
    away[-2:] = 0.0
    loss, gradient = 0.5 * PULL * float(away @ away), PULL * away
    for lesson in lessons:
        likelihood, by_slope, by_shrink = _likelihood(lesson, slope, shrink)
        loss -= likelihood
        gradient[:-2] -= by_slope[:-1]
        gradient[-2] -= by_slope[-1] / fade
        gradient[-1] -= shrink * by_shrink
    return loss, gradient


def _likelihood(lesson: _Lesson, slope: Matrix, shrink: float) -> tuple[float, FloatArray, float]:
    """Return the log likelihood, and its derivatives by the slopes and by the shrinkage."""
    total = lesson.likeness @ slope
    likest = total.argmax(axis=1)
    each = np.arange(len(total))
    speaks = np.exp(total - total[each, likest][:, None])
    said = lesson.hits @ speaks.ravel() + shrink * lesson.usual + 1e-12
    whole = speaks.sum(axis=1) + shrink
    # Projects that many investors came into count more, but not in proportion.
    weight = 1 / np.sqrt(np.bincount(lesson.of, minlength=len(total)))[lesson.of]
    likelihood = float(weight @ (np.log(said) - np.log(whole[lesson.of])))
    by_said = (lesson.hits.T @ (weight / said)).reshape(speaks.shape)
    by_whole = np.bincount(lesson.of, weights=weight / whole[lesson.of], minlength=len(total))
    by_speaks = ((by_said - by_whole[:, None]) * speaks).astype(np.float32)
    flat = lesson.likeness.reshape(-1, lesson.likeness.shape[2])
    by_slope = flat.T @ by_speaks.ravel()
    # The likest one always speaks with 1, so what raises it lowers all others.
    by_slope -= by_speaks.sum(axis=1) @ lesson.likeness[each, likest]
    by_shrink = float(weight @ (lesson.usual / said - 1 / whole[lesson.of]))
    return likelihood, by_slope.astype(np.float64), by_shrink
