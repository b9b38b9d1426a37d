"""Track record: what the deals on record say about a pair, with what they teach learned first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import EVERYTHING, Encoding, Selection
from matching.learning.record import Matrix, Record, learn_record
from matching.table import FloatArray, IntArray

#: Where past projects are as near as is typical, an investor who is this many times likelier than
#: a chance one has a value of a half (the lift is halved there).
TELLING_LIFT = 5.0
HALF = TELLING_LIFT / 2
#: Rows that are worked on at a time.
AT_ONCE = 32
#: More investors than these are rated through all investors at once.
FEW = 8


@dataclass(frozen=True, kw_only=True)
class Precedents(Encoding):
    """Encoding whose values come from what was learned of the deals.

    investors : deals that prove something, past projects x investors, sparse
    record : what was learned; None where there are no deals
    """

    record: Record | None

    @property
    def active(self) -> IntArray:
        """Positions of the investors that have a value."""
        return np.zeros(0, dtype=np.int64) if self.record is None else self.record.active

    def active_values(self, rows: IntArray) -> Matrix:
        """Return projects ``rows`` x ``active``, 0..1."""
        if self.record is None:
            return np.zeros((len(rows), 0), dtype=np.float32)
        return _value(self.record.lift(rows))

    def column_values(self, columns: IntArray) -> Matrix:
        """Return all projects x ``columns``, 0..1; zero for investors without deals."""
        values = np.zeros((self.projects.shape[0], len(columns)), dtype=np.float32)
        place = np.searchsorted(self.active, columns)
        known = np.flatnonzero(self.investor_known[columns])
        if self.record is not None and len(known):
            values[:, known] = _value(self.record.lift_of(place[known]))
        return values

    def values(self, rows: Selection, columns: Selection = EVERYTHING) -> FloatArray:
        """Return the value of each pair whose investor has deals, rows x columns, 0..1."""
        if isinstance(rows, slice) and not isinstance(columns, slice) and len(columns) <= FEW:
            return self.column_values(columns)[rows].astype(np.float64)
        wanted = np.arange(self.projects.shape[0])[rows]
        values = np.zeros((len(wanted), len(self.investor_known)))
        values[:, self.active] = self.active_values(wanted)
        return values[:, columns]


class TrackRecord:
    """How much likelier the investor is to come in than a chance one, judging by deals.

    Learned from the deals of the data directory (``matching.learning``): past projects that speak
    for this one, what draws the investor, and how active it is. An investor without deals is
    unknown, not bad. It is no probability: it says how the odds stand among investors with deals.
    """

    name: ClassVar[str] = "track_record"
    default_weight: ClassVar[float] = 0.16
    project_fields: ClassVar[tuple[str, ...]] = ("sector", "region")
    investor_fields: ClassVar[tuple[str, ...]] = ("deals",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Learn from the deals."""
        record = learn_record(catalogue)
        projects, investors = len(catalogue.projects), len(catalogue.investors)
        told = np.zeros(projects, dtype=np.bool_)
        if record is not None:
            told = np.asarray(record.alike.sum(axis=1)).ravel() != 0
        past = np.zeros(0, dtype=np.int64) if record is None else record.past
        return Precedents(
            projects=csr_array((projects, len(past))),
            investors=catalogue.weights[past],
            project_known=told,
            investor_known=catalogue.active(),
            project_inferred=np.zeros(projects, dtype=np.bool_),
            investor_inferred=np.zeros(investors, dtype=np.bool_),
            record=record,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:  # noqa: ARG002
        """Return nothing: what projects have in common is said deal by deal."""
        return {}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:  # noqa: ARG002
        """Return the investor's deals that count."""
        deals = catalogue.deals
        counted = np.flatnonzero((deals.investor == investor) & (deals.weight > 0))
        return {"deals": [deals.ids[row] for row in counted]}


def _value(lift: Matrix) -> Matrix:
    """Turn the lift into the value, in place."""
    for start in range(0, len(lift), AT_ONCE):
        rows = lift[start : start + AT_ONCE]
        rows /= rows + np.float32(HALF)
    return lift
