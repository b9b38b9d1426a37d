"""What draws an investor, told by all its deals at once: a low-rank multinomial model.

Every value of every trait and every investor is a point in a space of few dimensions; the nearer
an investor lies to the sum of a project's values, the likelier it comes. Investors that come into
the same projects, or the same kinds of projects, end up near each other, so that a deal teaches
something about more than the one who made it. Fitted by Adam on the softmax over all investors
(cross entropy), from fixed random starts: the same deals give the same model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from matching.learning.history import History
from matching.learning.traits import Sparse, Traits, unit
from matching.table import IntArray

Matrix = NDArray[np.float32]

#: Years by which a deal falls to a third of its say: one model for what is new, one for habits.
FADES = (2.5, 5.0)
#: Models per fade, from different starts; their mean is steadier than any of them.
STARTS = 2
DIMENSIONS = 32
#: Weighted deals that make an investor worth a point of its own, and the most points.
ENOUGH = 0.5
MOST_POINTS = 5_000
#: Deals that have faded to less are left out.
FAINT = 0.03
PASSES = 5
BATCH = 512
FEWEST_STEPS = 60
RATE = 0.025
DECAY = 1e-4
SPREAD = 0.1
#: Share of all deals that those without a point of their own are taken to make.
REST = 0.05
#: How much each block says beside a plain value.
SAYS = {"topics": 1.5, "words": 0.0}
CROSSED_SAYS = 0.7


@dataclass(frozen=True)
class Tastes:
    """One fade: ``points`` are positions among the active, ``rest`` the log share of the others.

    projects : projects x dimensions of all starts; investors : dimensions x points
    bias : per point; scale : log of the sum over points, per project
    """

    projects: Matrix
    investors: Matrix
    bias: Matrix
    scale: Matrix
    points: IntArray
    rest: Matrix


def values_of(traits: Traits) -> Sparse:
    """Return the rows of all values, projects x values, of length 1."""
    blocks = []
    for name, block in traits.blocks.items():
        says = SAYS.get(name, CROSSED_SAYS if " x " in name else 1.0)
        if says:
            blocks.append(block * np.float32(says))
    return unit(csr_array(hstack(blocks, format="csr")))


def learn_tastes(values: Sparse, history: History, fade: float) -> Tastes:
    """Learn from the deals of a history."""
    deals = history.deals.tocoo()
    weight = np.exp(-history.age[deals.row] / fade) * deals.data
    total = np.bincount(deals.col, weights=weight, minlength=len(history.active))
    points = np.flatnonzero(total >= min(ENOUGH, total.max(initial=0.0)))
    if len(points) > MOST_POINTS:
        points = np.sort(points[np.argsort(-total[points], kind="stable")[:MOST_POINTS]])
    place = np.full(len(total), -1)
    place[points] = np.arange(len(points))
    used = (weight >= FAINT * weight.max(initial=0.0)) & (place[deals.col] >= 0)
    share = total / max(total.sum(), 1e-12)
    lesson = (
        csr_array(values[history.past[deals.row[used]]]),
        place[deals.col[used]],
        (weight[used] / weight[used].mean()).astype(np.float32),
        np.log(share[points] + 1e-6).astype(np.float32),
    )
    models = [_fit(*lesson, start) for start in range(STARTS)]
    where = np.hstack([values @ model[0] for model in models]) / np.float32(STARTS)
    investors = np.hstack([model[1] for model in models]).T.copy()
    bias: Matrix = np.stack([model[2] for model in models]).mean(axis=0)
    rest = np.log(REST * share + 1e-6).astype(np.float32)
    scale = _log_sums(where.astype(np.float32), investors, bias)
    return Tastes(where.astype(np.float32), investors, bias, scale, points, rest)


def liking(tastes: Tastes, rows: IntArray) -> Matrix:
    """Return the log of how likely each active investor is drawn, rows x active."""
    drawn = np.tile(tastes.rest, (len(rows), 1))
    drawn[:, tastes.points] = (
        tastes.projects[rows] @ tastes.investors + tastes.bias - tastes.scale[rows][:, None]
    )
    return drawn


def _log_sums(where: Matrix, investors: Matrix, bias: Matrix) -> Matrix:
    """Return the log of the sum over points, a block of projects at a time."""
    sums = np.empty(len(where), dtype=np.float32)
    for start in range(0, len(where), 1_000):
        drawn = where[start : start + 1_000] @ investors + bias
        most = drawn.max(axis=1)
        sums[start : start + 1_000] = most + np.log(np.exp(drawn - most[:, None]).sum(axis=1))
    return sums


def _fit(
    values: Sparse, came: IntArray, weight: Matrix, bias: Matrix, start: int
) -> tuple[Matrix, Matrix, Matrix]:
    """Return the points of values and of investors, and the bias of each investor."""
    random = np.random.default_rng(start)
    model = [
        (SPREAD * random.standard_normal((values.shape[1], DIMENSIONS))).astype(np.float32),
        (SPREAD * random.standard_normal((len(bias), DIMENSIONS))).astype(np.float32),
        bias.copy(),
    ]
    mean = [np.zeros_like(part) for part in model]
    square = [np.zeros_like(part) for part in model]
    count = len(came)
    passes = max(PASSES, -(-FEWEST_STEPS * BATCH // max(count, BATCH)))
    step = 0
    for turn in range(passes):
        rate = RATE * (1 - turn / passes)
        order = random.permutation(count)
        for begin in range(0, count, BATCH):
            batch = order[begin : begin + BATCH]
            step += 1
            slopes = _slopes(model, values[batch], came[batch], weight[batch])
            for part, slope, first, second in zip(model, slopes, mean, square, strict=True):
                np.add(first, 0.1 * (slope - first), out=first)
                np.add(second, 0.01 * (slope * slope - second), out=second)
                sure = np.sqrt(second / (1 - 0.99**step)) + 1e-6
                np.subtract(part, np.float32(rate / (1 - 0.9**step)) * first / sure, out=part)
    return model[0], model[1], model[2]


def _slopes(
    model: list[Matrix], values: Sparse, came: IntArray, weight: Matrix
) -> tuple[Matrix, Matrix, Matrix]:
    points, investors, bias = model
    where = values @ points
    drawn = where @ investors.T + bias
    drawn -= drawn.max(axis=1, keepdims=True)
    np.exp(drawn, out=drawn)
    drawn /= drawn.sum(axis=1, keepdims=True)
    drawn[np.arange(len(came)), came] -= 1
    drawn *= (weight / len(came))[:, None]
    by_points = np.asarray(values.T @ (drawn @ investors)) + np.float32(DECAY) * points
    by_investors = drawn.T @ where + np.float32(DECAY) * investors
    return by_points, by_investors, drawn.sum(axis=0)
