"""Deals as they stood on a day: who had come into what, how long ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from matching.catalogue import Catalogue
from matching.table import BoolArray, FloatArray, IntArray

#: Years by which the weight of a deal falls to a third, for the three measures of activity.
FADES = (1.0, 3.0, 10.0)
#: The same for what an investor's deals have in common, and how many deals of the usual kind
#: stand beside its own.
HABIT_FADE = 6.0
HABIT_PULL = 3.0
#: Learning looks back at this many years at most, and asks about this many projects.
YEARS_BACK = 8
MOST_ASKED = 500
ENOUGH_ASKED = 1_500


@dataclass(frozen=True)
class History:
    """All that is known before ``day`` (a year with its fraction).

    past : projects with deals; age : years since the first of them
    active : investors with deals; deals : past x active, what a deal proves (0..1)
    last, first : years since each active investor's last and first deal
    begun : per past project, true where no earlier one has its name
    """

    past: IntArray
    active: IntArray
    deals: Any
    age: FloatArray
    last: FloatArray
    first: FloatArray
    begun: BoolArray

    @cached_property
    def by_investor(self) -> Any:  # noqa: ANN401 - scipy carries no types
        """The deals by investor (columns)."""
        return self.deals.tocsc()

    def activity(self, fade: float) -> FloatArray:
        """Return each active investor's share of the projects, recent ones counting more."""
        weight = np.exp(-self.age / fade)
        shares: FloatArray = (self.deals.T @ weight) / max(weight.sum(), 1e-12)
        return shares

    def habit(self, projects: BoolArray) -> FloatArray:
        """Return the share of each active investor's deals that are in some of the past projects.

        Recent deals count more; few deals are drawn towards the share among all of them.
        """
        present = csr_array(self.deals)
        present.data = np.ones_like(present.data)
        weight = np.exp(-self.age / HABIT_FADE)
        among = present.T @ (weight * projects)
        every = present.T @ weight
        usual = among.sum() / max(every.sum(), 1e-12)
        share: FloatArray = (among + HABIT_PULL * usual) / (every + HABIT_PULL)
        return share

    @cached_property
    def alone(self) -> BoolArray:
        """Past projects that one investor came into."""
        return np.asarray(np.diff(self.deals.indptr) == 1)

    @cached_property
    def usual(self) -> FloatArray:
        """How often each active investor comes in, whatever the project."""
        return 0.5 * self.activity(FADES[1]) + 0.5 * self.activity(FADES[2])


@dataclass(frozen=True)
class Question:
    """Who came into these projects, asked of a history that does not know it yet.

    ``came`` : asked x active of the history, true for those who came.
    """

    history: History
    asked: IntArray
    came: Any


@dataclass(frozen=True)
class Timeline:
    """Deals that prove something, with the day of each as a year with its fraction."""

    project: IntArray
    investor: IntArray
    day: FloatArray
    proof: FloatArray
    first_of_name: BoolArray

    @property
    def end(self) -> float:
        """The first new year after the last deal."""
        return float(np.floor(self.day.max())) + 1 if len(self.day) else 0.0

    def before(self, day: float) -> History:
        """Return what is known before a day."""
        return self._history(self.day < day, day)

    def questions(self) -> Iterator[Question]:
        """Step back year by year and ask about the projects that came next, newest first.

        Only projects whose name no earlier project has: a further round of the same company says
        little about whom to call for a new one.
        """
        asked_so_far = 0
        for back in range(1, YEARS_BACK + 1):
            day = self.end - back
            question = self._question(day)
            if question is not None:
                asked_so_far += len(question.asked)
                yield question
            if asked_so_far >= ENOUGH_ASKED:
                return

    def _question(self, day: float) -> Question | None:
        known = self.day < day
        if not known.any():
            return None
        history = self._history(known, day)
        first_day = np.full(int(self.project.max()) + 1, np.inf)
        np.minimum.at(first_day, self.project, self.day)
        place = np.full(int(self.investor.max()) + 1, -1)
        place[history.active] = np.arange(len(history.active))
        new = (first_day[self.project] >= day) & (self.day < day + 1)
        new &= self.first_of_name[self.project] & (place[self.investor] >= 0)
        asked = np.unique(self.project[new])
        if len(asked) > MOST_ASKED:
            asked = np.sort(np.random.default_rng(0).choice(asked, MOST_ASKED, replace=False))
        new &= np.isin(self.project, asked)
        if not len(asked):
            return None
        where = (np.searchsorted(asked, self.project[new]), place[self.investor[new]])
        shape = (len(asked), len(history.active))
        came = csr_array((np.ones(int(new.sum()), dtype=np.float32), where), shape=shape)
        came.sum_duplicates()
        came.data[:] = 1.0
        return Question(history, asked, came)

    def _history(self, known: BoolArray, day: float) -> History:
        past, row = np.unique(self.project[known], return_inverse=True)
        active, column = np.unique(self.investor[known], return_inverse=True)
        proof, dates = self.proof[known], self.day[known]
        order = np.lexsort((-proof, column, row))
        pair = np.column_stack([row[order], column[order]])
        fresh = np.ones(len(order), dtype=np.bool_)
        fresh[1:] = (pair[1:] != pair[:-1]).any(axis=1)
        kept = order[fresh]
        shape = (len(past), len(active))
        deals = csr_array((proof[kept].astype(np.float32), (row[kept], column[kept])), shape=shape)
        begun = np.full(len(past), np.inf)
        np.minimum.at(begun, row, dates)
        last, first = np.full(len(active), -np.inf), np.full(len(active), np.inf)
        np.maximum.at(last, column, dates)
        np.minimum.at(first, column, dates)
        fresh_name = self.first_of_name[past]
        return History(past, active, deals, day - begun, day - last, day - first, fresh_name)


def read_timeline(catalogue: Catalogue) -> Timeline:
    """Read the deals that prove something; an undated one counts as being of the middle day."""
    deals = catalogue.deals
    counts = deals.proof > 0
    day = deals.day[counts]
    middle = np.nanmedian(day) if np.isfinite(day).any() else 0.0
    return Timeline(
        deals.project[counts],
        deals.investor[counts],
        np.where(np.isnan(day), middle, day),
        deals.proof[counts],
        _first_of_name(catalogue),
    )


def _first_of_name(catalogue: Catalogue) -> BoolArray:
    """Tell which projects had their first deal no later than others of the same name."""
    deals = catalogue.deals
    begun = np.full(len(catalogue.projects), np.inf)
    dated = ~np.isnan(deals.day)
    np.minimum.at(begun, deals.project[dated], deals.day[dated])
    codes, names = catalogue.projects.codes("name")
    earliest = np.full(len(names), np.inf)
    np.minimum.at(earliest, codes, begun)
    return np.asarray(begun <= earliest[codes])
