"""All that the deals teach, put into the few arrays that ranking needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
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

TINY = 1e-6
#: Fewer projects to ask about teach nothing that could be relied on: the usual weights stand.
FEWEST_ASKED = 30
#: Projects that are worked on at a time: for all past projects, and for those of few investors.
HEIGHT, BLOCK = 32, 500
#: Columns from which on those that nobody asks about are left out first.
WIDE = 8_000
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
    taste : projects x m; ``drawn`` : m x points, ``points`` among the active
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
    taste: Matrix
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
        return self._speaks(rows).T

    def lift(self, rows: IntArray) -> Matrix:
        """Return how many times likelier than a chance one each active investor is, times near."""
        lift = np.empty((len(rows), len(self.active)), dtype=np.float32)
        for start in range(0, len(rows), HEIGHT):
            some = rows[start : start + HEIGHT]
            odds = self._odds(self._speaks(some), some)
            lift[start : start + HEIGHT] = self._lift(odds, some).T
        return lift

    def lift_of(self, investors: IntArray) -> Matrix:
        """Return the lift of some of the active investors for every project."""
        deals = self.deals[:, investors]
        past = np.flatnonzero(np.diff(deals.indptr))
        lift = np.empty((len(self.whole), len(investors)), dtype=np.float32)
        for rows in _blocks(len(self.whole), BLOCK):
            odds = self._odds(self._speaks(rows, past), rows, investors, deals[past].T)
            lift[rows] = self._lift(odds, rows).T
        return lift

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
        for rows in _blocks(len(self.whole), HEIGHT):
            said = self._said(rows)
            likest[rows] = said.max(axis=0)
            self.most[rows] = np.where(np.isfinite(likest[rows]), likest[rows], 0)
            said -= self.most[rows]
            speaks = np.exp(said, out=said)
            self.total[rows] = speaks.sum(axis=0, dtype=np.float64)
            odds = self._odds(speaks, rows)
            largest = odds.max(axis=0)
            odds -= largest
            self.whole[rows] = largest + np.log(np.exp(odds, out=odds).sum(axis=0))
        told = np.isfinite(likest)
        typical = np.median(likest[told]) if told.any() else 0.0
        self.near[told] = expit(likest[told] - typical)

    # What follows has projects in columns, as sparse products give it. Each column is added up by
    # itself, in the same order whatever columns stand beside it.

    def _said(self, rows: IntArray, past: IntArray | None = None) -> Matrix:
        """Return the log of how much past projects speak, past x rows; -inf for oneself."""
        answers, asks = self._answering, self._asks(rows)
        if answers.shape[1] > WIDE:
            # Of many words only few are asked about.
            asked = np.flatnonzero(asks.any(axis=1))
            answers, asks = answers[:, asked], asks[asked]
        if past is None:
            said: Matrix = answers @ asks
            said -= self.age[:, None]
            among = self.past
        else:
            said = answers[past] @ asks
            said -= self.age[past][:, None]
            among = self.past[past]
        if len(among):
            place = np.minimum(np.searchsorted(among, rows), len(among) - 1)
            own = np.flatnonzero(among[place] == rows)
            said[place[own], own] = -np.inf
        return said

    def _speaks(self, rows: IntArray, past: IntArray | None = None) -> Matrix:
        """Return how much past projects speak, past x rows."""
        said = self._said(rows, past)
        said -= self.most[rows]
        return np.exp(said, out=said)

    def _odds(
        self,
        speaks: Matrix,
        rows: IntArray,
        investors: IntArray | None = None,
        deals: Sparse | None = None,
    ) -> Matrix:
        """Return the log odds, before they are set against each other, investors x rows."""
        odds: Matrix = (self._by_investor if deals is None else deals) @ speaks
        usual, base = self.usual, self.base
        if investors is not None:
            usual, base = usual[investors], base[investors]
        odds += np.float32(self.shrink) * usual[:, None]
        odds /= self.total[rows] + np.float32(self.shrink)
        odds += np.float32(TINY)
        np.log(odds, out=odds)
        odds *= np.float32(self.counts)
        odds += base[:, None]
        tastes = np.ascontiguousarray(self.taste[rows].T)
        if investors is None:
            odds[self.points] += self._drawing @ tastes
        else:
            place = np.minimum(np.searchsorted(self.points, investors), len(self.points) - 1)
            drawn = np.flatnonzero(self.points[place] == investors)
            odds[drawn] += self._drawing[place[drawn]] @ tastes
        return odds

    def _lift(self, odds: Matrix, rows: IntArray) -> Matrix:
        odds -= self.whole[rows]
        lift: Matrix = np.exp(odds, out=odds)
        lift *= self.near[rows] * np.float32(len(self.active))
        return lift

    def _asks(self, rows: IntArray) -> Matrix:
        """Return the sides of the projects that ask, one below the other, columns x rows."""
        every = np.empty((self.alike.shape[1] + self.akin.shape[1], len(rows)), dtype=np.float32)
        every[: self.alike.shape[1]] = self.alike[rows].toarray().T
        every[self.alike.shape[1] :] = self.akin[rows].T
        return every

    @cached_property
    def _answering(self) -> Sparse:
        """The sides of the past projects that answer, beside each other, past x columns."""
        return _small(hstack([self.answers.T, self.kin.T]))

    @cached_property
    def _by_investor(self) -> Sparse:
        return _small(self.deals.T)

    @cached_property
    def _drawing(self) -> Sparse:
        return _small(self.drawn.T)


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
        alike=_small(stacked @ diags_array(scale)),
        answers=_small(stacked[history.past].T),
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
    return np.hstack(asking), _small(answering.T)


def _balance(
    tastes: list[Tastes], weights: FloatArray, active: int
) -> tuple[Matrix, Matrix, IntArray, FloatArray]:
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
    return np.hstack(left), np.vstack(right), points, base


def _small(matrix: Sparse) -> Sparse:
    """Return a sparse matrix in single precision, with places of half the usual length."""
    rows = csr_array(matrix, dtype=np.float32)
    if rows.nnz < np.iinfo(np.int32).max:
        rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    return rows


def _blocks(count: int, size: int) -> Iterator[IntArray]:
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))
