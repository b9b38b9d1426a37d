"""One against many: so many of one side for each of the other, none of them too often.

As many pairs as can be come first, then the highest total score: everyone who asked for six gets
six where six can be had. A pair that may not be (a gate) is never given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from matching.columns import FloatArray, IntArray

Why = Literal["too_few_fit", "held_by_others"]


@dataclass(frozen=True)
class Shortfall:
    """Someone who gets fewer than asked for.

    why : ``too_few_fit`` where fewer than asked pass every gate, ``held_by_others`` where those
        that do are given to others as often as allowed.
    """

    receiver: str
    got: int
    fitting: int
    why: Why


@dataclass(frozen=True)
class Assignment:
    """Who is shown what.

    pairs : receiver, item, score (0..1) and place (in the receiver's own ranking, from 1), by
        receiver in the order given, best first.
    shortfalls : those who get fewer than asked for, in the order given.
    """

    pairs: pd.DataFrame
    shortfalls: list[Shortfall]

    @property
    def total(self) -> float:
        """Sum of the scores of all pairs."""
        return float(self.pairs["score"].sum())


def needed(receivers: int, each: int, most: int) -> int:
    """How far down its own ranking a receiver can have to go.

    The others fill at most ``(receivers - 1) * each / most`` items. Were a receiver given one
    further down, an item above it would be free, and the exchange no worse.
    """
    return each + (receivers - 1) * each // most


def assign(ranked: pd.DataFrame, receivers: list[str], each: int, most: int) -> Assignment:
    """Give every receiver up to ``each`` items, and no item to more than ``most`` receivers.

    Parameters
    ----------
    ranked :
        ``receiver, item, score``: the pairs that may be, scores 0..1, for each receiver at least
        its best ``needed(...)`` where it has so many.
    receivers :
        Everyone asked for, those without a pair too, each once.
    each, most :
        At least 1.

    Raises
    ------
    ValueError
        Where ``each`` or ``most`` is below 1, or a receiver stands twice.

    """
    if each < 1 or most < 1:
        raise ValueError("each and most must be at least 1")
    if len(set(receivers)) != len(receivers):
        raise ValueError("a receiver stands twice")
    own = ranked[ranked["receiver"].isin(receivers)]
    own = own.sort_values(["receiver", "score", "item"], ascending=[True, False, True])
    own = own.assign(place=own.groupby("receiver").cumcount() + 1).reset_index(drop=True)
    fitting = own["receiver"].value_counts()
    own = own[own["place"] <= needed(len(receivers), each, most)].reset_index(drop=True)
    order = {name: at for at, name in enumerate(receivers)}
    who = np.asarray(own["receiver"].map(order), dtype=np.int64)
    what = np.asarray(pd.factorize(own["item"])[0], dtype=np.int64)
    given = _best(who, what, own["score"].to_numpy(dtype=float), each, most)
    pairs = own[given].sort_values(["receiver", "place"])
    pairs = pairs.sort_values("receiver", key=lambda names: names.map(order), kind="stable")
    got = pairs["receiver"].value_counts()
    short = [
        Shortfall(
            name,
            int(got.get(name, 0)),
            int(fitting.get(name, 0)),
            "too_few_fit" if fitting.get(name, 0) < each else "held_by_others",
        )
        for name in receivers
        if got.get(name, 0) < each
    ]
    return Assignment(pairs.reset_index(drop=True), short)


def _best(
    who: IntArray, what: IntArray, score: FloatArray, each: int, most: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which pairs are given: a transport problem, solved exactly."""
    if not len(score):
        return np.zeros(0, dtype=np.bool_)
    pairs = np.arange(len(score))
    receivers, items = int(who.max()) + 1, int(what.max()) + 1
    rows = np.concatenate([who, receivers + what])
    limits = csr_array(
        (np.ones(2 * len(score)), (rows, np.concatenate([pairs, pairs]))),
        shape=(receivers + items, len(score)),
    )
    most_of = np.concatenate([np.full(receivers, each), np.full(items, most)])
    # One pair more outweighs any exchange of scores: at most so many pairs are given.
    more = 1.0 + min(receivers * each, items * most)
    solved = milp(
        -(score + more),
        constraints=LinearConstraint(limits, ub=most_of),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(score)),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        raise RuntimeError(f"the assignment was not solved: {solved.message}")
    return np.asarray(solved.x > 0.5)  # noqa: PLR2004 - nought or one
