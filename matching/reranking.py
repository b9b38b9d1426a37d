"""A list ranked anew for each of some changes to one of its pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.criteria import CRITERIA
from matching.gates import (
    OPTIONAL_GATES,
    Direction,
    Exclusion,
    Gate,
    NoCommonInstrument,
    NotAFinancier,
    ShariahOnly,
)
from matching.matcher import NAMES, Matcher
from matching.table import BoolArray, FloatArray, IntArray
from matching.terms import Candidate
from matching.what_if import investors_as, projects_as

#: The criterion that reads a term.
READ_BY = {
    "ask_usd_m": "ticket",
    "ticket_min_usd_m": "ticket",
    "ticket_max_usd_m": "ticket",
    "instruments": "instruments",
    "stage": "stage",
    "stages": "stage",
    "other_regions": "geography",
    "regions_focus": "geography",
}
#: The gates that read a term.
GATES_THAT_READ = {
    "instruments": (Exclusion, NotAFinancier, ShariahOnly, NoCommonInstrument),
    "other_regions": (Exclusion,),
}


@dataclass(frozen=True)
class Outcome:
    """The pair after each change: its score, and its rank, 0 where a gate stops it."""

    score: FloatArray
    rank: IntArray


class Reranking:
    """The list ``for_`` one side of a pair, with what does not change computed once.

    Pairs with a deal and sponsors' own projects are in no list, whatever the terms. The pair
    itself must be none of these.
    """

    def __init__(self, matcher: Matcher, for_: Direction, project: int, investor: int) -> None:
        self._matcher, self._for = matcher, for_
        self._project, self._investor = np.array([project]), np.array([investor])
        self._gates = applied_gates(matcher, for_)
        catalogue = matcher.catalogue_
        open_to_all = matcher.with_gates_off(OPTIONAL_GATES)
        if for_ == "projects":
            listed = open_to_all.shortlist(project_id=catalogue.projects.ids[project]).matches
            others = catalogue.investors.positions(listed["investor_id"])
        else:
            listed = open_to_all.shortlist(investor_id=catalogue.investors.ids[investor]).matches
            others = catalogue.projects.positions(listed["project_id"])
        order = np.argsort(others)
        self._others: IntArray = others[order]
        self._place = int(
            np.searchsorted(self._others, investor if for_ == "projects" else project)
        )
        self._parts: dict[str, FloatArray] = {
            name: listed[f"contribution_{name}"].to_numpy()[order] for name in NAMES
        }
        rows, columns = self._pairs(self._project, self._investor)
        self._stopped: dict[str, BoolArray] = {
            gate.code: gate.stops(rows, columns).reshape(-1) for gate in self._gates
        }

    def __len__(self) -> int:
        return len(self._others)

    def now(self) -> Outcome:
        """Return the pair as it is."""
        return self._outcome(self._total(self._parts, 1), self._any(self._stopped, 1))

    def after(self, changes: Sequence[Candidate]) -> Outcome:
        """Return the pair after each of some changes of one term."""
        count, term, side = len(changes), changes[0].term, changes[0].side
        values = [change.after for change in changes]
        whole = (side == "project") == (self._for == "projects")
        if side == "project":
            catalogue, changed = projects_as(
                self._matcher.catalogue_, int(self._project[0]), term, values
            )
            rows, columns = changed, self._others if whole else self._investor
        else:
            catalogue = investors_as(self._matcher.catalogue_, int(self._investor[0]), term, values)
            rows, columns = self._others if whole else self._project, np.arange(count)

        def put(old: Any, new: Any) -> Any:  # noqa: ANN401 - of numbers or of flags
            """Return changes x others: the old row of the list with what is new in it."""
            new = new if side == "project" else new.T
            if whole:
                return new
            table = np.tile(old, (count, 1))
            table[:, self._place] = new[:, 0]
            return table

        name = READ_BY[term]
        encoding = next(each for each in CRITERIA if each.name == name).encode(catalogue)
        known = encoding.known(rows, columns)
        value = np.where(known, encoding.values(rows, columns), self._matcher.neutral_[name])
        part = put(self._parts[name], self._matcher.weights_[name] * value)
        stopped = {
            gate.code: put(self._stopped[gate.code], gate(catalogue).stops(rows, columns))
            for gate in GATES_THAT_READ.get(term, ())
            if gate.code in self._stopped
        }
        return self._outcome(
            self._total(self._parts | {name: part}, count),
            self._any(self._stopped | stopped, count),
        )

    def _pairs(self, project: IntArray, investor: IntArray) -> tuple[IntArray, IntArray]:
        return (project, self._others) if self._for == "projects" else (self._others, investor)

    def _total(self, parts: dict[str, FloatArray], count: int) -> FloatArray:
        total = np.zeros((count, len(self._others)))
        for name in NAMES:  # in the matcher's order, so that ties stay ties
            total += parts[name]
        return total

    def _any(self, stopped: dict[str, BoolArray], count: int) -> BoolArray:
        found = np.zeros((count, len(self._others)), dtype=np.bool_)
        for each in stopped.values():
            found |= each
        return found

    def _outcome(self, total: FloatArray, stopped: BoolArray) -> Outcome:
        own = total[:, self._place]
        before = np.arange(len(self._others)) < self._place
        above = (total > own[:, None]) | ((total == own[:, None]) & before)
        rank = 1 + (above & ~stopped).sum(axis=1)
        return Outcome(own, np.where(stopped[:, self._place], 0, rank))


def applied_gates(matcher: Matcher, for_: Direction) -> list[Gate]:
    """Return the gates that a list of this kind goes through."""
    return [
        gate
        for gate in matcher.gates_
        if gate.code not in matcher.switched_off and for_ in gate.for_
    ]
