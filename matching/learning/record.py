"""All that the deals teach, put into the few arrays that ranking needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, hstack
from scipy.special import expit
from threadpoolctl import threadpool_limits

from matching.catalogue import Catalogue
from matching.learning.choice import Signs, learn_choice, signs_of_investors
from matching.learning.history import History, Question, read_timeline
from matching.learning.kinship import Kin, read_kin
from matching.learning.precedents import Precedence, learn_precedence, shares, speaking
from matching.learning.tastes import FADES, Tastes, learn_tastes, liking, values_of
from matching.learning.traits import Sparse, Traits, read_traits
from matching.table import FloatArray, IntArray

Matrix = NDArray[np.float32]

#: All of the active investors.
EVERYONE = slice(None)
TINY = 1e-6
#: Fewer projects to ask about teach nothing that could be relied on: the usual weights stand.
FEWEST_ASKED = 30
#: Projects that are worked on at a time.
BLOCK = 500
#: Signs by pair come first among the weights of the choice.
BY_PAIR = 1 + len(FADES)


@dataclass(frozen=True)
class Record:
    """What ranking needs of the deals.

    alike : projects x d, ``answers`` : d x past, sparse; akin : projects x k, ``kin`` : k x past
        Their products add up to the log of how much a past project speaks, before ``age``.
    age : per past project, what its years take off; shrink, usual : see ``precedents``
    past, active : positions of past projects and of investors with deals
    deals : past x active, what a deal proves
    counts : weight of the log share by precedents
    taste : projects x m, ``drawn`` : m x points, ``points`` among the active; held as a sparse
        matrix, whose product adds up each row in the same order whatever rows stand beside it
    base : per active investor, everything that does not depend on the project
    most, total : per project, the largest log and the sum of what past projects say
    whole : per project, the log of the sum of the odds over all active investors
    near : per project, 0..1, how near its likest past project is beside what is typical (0.5):
        where nothing like it was ever financed, the deals say little about anyone
    traits, ends : names of the traits, and where each ends among the d columns
    kinds, kind_ends : those with kinship, and where each ends among the k columns
    """

    alike: Sparse
    answers: Sparse
    akin: Matrix
    kin: Sparse
    age: Matrix
    shrink: float
    usual: Matrix
    past: IntArray
    active: IntArray
    deals: Any
    counts: float
    taste: Sparse
    drawn: Matrix
    points: IntArray
    base: Matrix
    most: Matrix
    total: Matrix
    whole: Matrix
    near: Matrix
    traits: Any
    ends: IntArray
    kinds: Any
    kind_ends: IntArray

    def speaks(self, rows: IntArray) -> Matrix:
        """Return how much each past project speaks for each of ``rows``, never for itself."""
        said = self._said(rows, np.arange(len(self.past)))
        speaks: Matrix = np.exp(said - self.most[rows][:, None])
        return speaks

    def lift(self, rows: IntArray) -> Matrix:
        """Return how many times likelier than a chance one each active investor is, times near."""
        return self._lift(self.log_odds(rows), rows)

    def log_odds(self, rows: IntArray) -> Matrix:
        """Return the log odds of each active investor, before they are set against each other."""
        odds = self._odds(np.asarray((self.deals.T @ self.speaks(rows).T).T), rows, EVERYONE)
        odds[:, self.points] += np.asarray(self.taste[rows] @ self.drawn)
        return odds

    def lift_of(self, investors: IntArray) -> Matrix:
        """Return the lift of some of the active investors for every project."""
        rows = np.arange(len(self.whole))
        deals = self.deals[:, investors]
        past = np.flatnonzero(np.diff(deals.indptr))
        speaks = np.exp(self._said(rows, past) - self.most[:, None])
        odds = self._odds(np.asarray((deals[past].T @ speaks.T).T), rows, investors)
        place = np.minimum(np.searchsorted(self.points, investors), len(self.points) - 1)
        drawn = np.flatnonzero(self.points[place] == investors)
        odds[:, drawn] += np.asarray(self.taste @ self.drawn[:, place[drawn]])
        return self._lift(odds, rows)

    def in_common(self, project: int, past: int) -> dict[str, float]:
        """Return what each trait adds to the log of how much a past project speaks.

        Kinship of values counts with the trait; traits crossed with each other are left out.
        """
        product = self.alike[[project]].multiply(self.answers[:, [past]].T).tocoo()
        akin = self.kin[:, [past]].toarray()[:, 0] * self.akin[project]
        added: dict[str, float] = {}
        for names, ends, where, values in (
            (self.traits, self.ends, product.col, product.data),
            (self.kinds, self.kind_ends, np.arange(len(akin)), akin),
        ):
            of = np.searchsorted(ends, where, side="right")
            for name, value in zip(names[of].tolist(), values.tolist(), strict=True):
                added[name] = added.get(name, 0.0) + value
        return {name: value for name, value in added.items() if " x " not in name}

    def settle(self) -> None:
        """Work out what is kept per project, once everything else stands."""
        likest = np.empty(len(self.whole), dtype=np.float32)
        for start in range(0, len(self.whole), BLOCK):
            rows = np.arange(start, min(start + BLOCK, len(self.whole)))
            likest[rows] = self._said(rows, np.arange(len(self.past))).max(axis=1)
            self.most[rows] = np.where(np.isfinite(likest[rows]), likest[rows], 0)
            self.total[rows] = self.speaks(rows).sum(axis=1)
            odds = self.log_odds(rows)
            largest = odds.max(axis=1)
            self.whole[rows] = largest + np.log(np.exp(odds - largest[:, None]).sum(axis=1))
        told = np.isfinite(likest)
        typical = np.median(likest[told]) if told.any() else 0.0
        self.near[told] = expit(likest[told] - typical)

    def _said(self, rows: IntArray, past: IntArray) -> Matrix:
        """Return the log of how much past projects speak, rows x past; -inf for oneself."""
        said: Matrix = (self.alike[rows] @ self.answers[:, past]).toarray()
        if self.kin.shape[0]:
            said += np.asarray((self.kin[:, past].T @ self.akin[rows].T).T)
        said -= self.age[past]
        said[rows[:, None] == self.past[past][None, :]] = -np.inf
        return said

    def _odds(self, said: Matrix, rows: IntArray, investors: Any) -> Matrix:  # noqa: ANN401
        said += np.float32(self.shrink) * self.usual[investors]
        said /= self.total[rows][:, None] + np.float32(self.shrink)
        said += np.float32(TINY)
        np.log(said, out=said)
        said *= np.float32(self.counts)
        said += self.base[investors]
        return said

    def _lift(self, odds: Matrix, rows: IntArray) -> Matrix:
        odds -= self.whole[rows][:, None]
        lift: Matrix = np.exp(odds) * (self.near[rows] * np.float32(len(self.active)))[:, None]
        return lift


def learn_record(catalogue: Catalogue) -> Record | None:
    """Learn from the deals; None where no deal proves anything.

    Deterministic: fixed starts and samples, and one thread for matrix products.
    """
    timeline = read_timeline(catalogue)
    if not len(timeline.day):
        return None
    with threadpool_limits(1):
        traits = read_traits(catalogue)
        values = values_of(traits)
        questions = list(timeline.questions())
        if sum(len(question.asked) for question in questions) < FEWEST_ASKED:
            questions = []
        precedence = learn_precedence(traits, questions)
        lessons = [
            (question, _signs(traits, values, precedence, question)) for question in questions
        ]
        weights = learn_choice(lessons)
        history = timeline.before(timeline.end)
        return _record(traits, values, history, precedence, weights)


def _signs(traits: Traits, values: Sparse, precedence: Precedence, question: Question) -> Signs:
    history, rows = question.history, question.asked
    speaks = speaking(traits, read_kin(traits, history), history, precedence, rows)
    share = np.log(shares(speaks, history, precedence.shrink) + TINY)
    drawn = [liking(learn_tastes(values, history, fade), rows) for fade in FADES]
    return Signs([share, *drawn], signs_of_investors(history))


def _record(
    traits: Traits,
    values: Sparse,
    history: History,
    precedence: Precedence,
    weights: FloatArray,
) -> Record:
    kin = read_kin(traits, history)
    names = list(traits.blocks)
    scale = np.concatenate(
        [
            np.full(traits.blocks[name].shape[1], precedence.weights[name], dtype=np.float32)
            for name in names
        ]
    )
    stacked = csr_array(hstack([traits.blocks[name] for name in names], format="csr"))
    akin, answering = _stacked(kin, precedence, history, traits.projects)
    tastes = [learn_tastes(values, history, fade) for fade in FADES]
    taste, drawn, points, base = _balance(tastes, weights, len(history.active))
    of_investors = signs_of_investors(history)
    base += sum(w * sign for w, sign in zip(weights[BY_PAIR:], of_investors, strict=True))
    record = Record(
        alike=csr_array(stacked @ diags_array(scale), dtype=np.float32),
        answers=csr_array(stacked[history.past].T, dtype=np.float32),
        akin=akin,
        kin=answering,
        age=(history.age / precedence.fade).astype(np.float32),
        shrink=precedence.shrink,
        usual=history.usual.astype(np.float32),
        past=history.past,
        active=history.active,
        deals=history.deals,
        counts=float(weights[0]),
        taste=taste,
        drawn=drawn,
        points=points,
        base=base.astype(np.float32),
        most=np.zeros(traits.projects, dtype=np.float32),
        total=np.zeros(traits.projects, dtype=np.float32),
        whole=np.zeros(traits.projects, dtype=np.float32),
        near=np.zeros(traits.projects, dtype=np.float32),
        traits=np.array(names, dtype=np.str_),
        ends=np.cumsum([traits.blocks[name].shape[1] for name in names]),
        kinds=np.array(list(kin), dtype=np.str_),
        kind_ends=np.cumsum([each.asking.shape[1] for each in kin.values()], dtype=np.int64),
    )
    record.settle()
    return record


def _stacked(
    kin: dict[str, Kin], precedence: Precedence, history: History, projects: int
) -> tuple[Matrix, Sparse]:
    if not kin:
        return np.zeros((projects, 0), dtype=np.float32), csr_array((0, len(history.past)))
    asking = [
        np.float32(precedence.weights[f"kin of {name}"]) * each.asking for name, each in kin.items()
    ]
    answering = hstack([each.answering[history.past] for each in kin.values()], format="csr")
    return np.hstack(asking), csr_array(answering.T, dtype=np.float32)


def _balance(
    tastes: list[Tastes], weights: FloatArray, active: int
) -> tuple[Sparse, Matrix, IntArray, FloatArray]:
    """Put the weighted tastes into one product; the scale of each is one more dimension."""
    points = np.unique(np.concatenate([taste.points for taste in tastes]))
    base = np.zeros(active)
    left, right = [], []
    for weight, taste in zip(weights[1:BY_PAIR], tastes, strict=True):
        within = np.searchsorted(points, taste.points)
        drawn = np.zeros((len(taste.investors) + 1, len(points)), dtype=np.float32)
        drawn[:-1, within] = np.float32(weight) * taste.investors
        drawn[-1, within] = -np.float32(weight)
        left.append(np.hstack([taste.projects, taste.scale[:, None]]))
        right.append(drawn)
        known = taste.rest.astype(np.float64)
        known[taste.points] = taste.bias
        base += weight * known
    return csr_array(np.hstack(left)), np.vstack(right), points, base
