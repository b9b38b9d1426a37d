"""What was learned from deals, as the scorer asks for it: values of the investors that have any."""

from __future__ import annotations

from typing import Protocol

from matching.criteria.track_record import Precedents
from matching.encoding import Encoding
from matching.sides import Singles
from matching.table import IntArray


class Learned(Protocol):
    """Values that are computed when asked, of those investors that have one."""

    @property
    def active(self) -> IntArray:
        """Positions of the investors that have a value, rising."""

    def active_values(self, rows: IntArray) -> Singles:
        """Return the values of projects ``rows`` x ``active``, 0..1, row by row the same."""

    def column_values(self, columns: IntArray) -> Singles:
        """Return the values of all projects x investors ``columns``, 0..1."""


def learned_part(encoding: Encoding) -> Learned | None:
    """Return an encoding's learned values, None where it is a plain product."""
    return encoding if isinstance(encoding, Precedents) else None
