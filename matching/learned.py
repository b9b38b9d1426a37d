"""What was learned from deals, as the scorer asks for it: values of the investors that have any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
from scipy.sparse import issparse

from matching.encoding import Encoding
from matching.table import FloatArray, IntArray


class Learned(Protocol):
    """Values that are computed when asked, of those investors that have one."""

    @property
    def active(self) -> IntArray:
        """Positions of the investors that have a value, rising."""

    def active_values(self, rows: IntArray) -> FloatArray:
        """Return the values of projects ``rows`` x ``active``, 0..1."""

    def column_values(self, columns: IntArray) -> FloatArray:
        """Return the values of all projects x investors ``columns``, 0..1."""


def learned_part(encoding: Encoding) -> Learned | None:
    """Return an encoding's learned values, None where it is a plain product."""
    if hasattr(encoding, "active_values"):
        return cast("Learned", encoding)
    return Multiplied(encoding) if issparse(encoding.investors) else None


@dataclass(frozen=True)
class Multiplied:
    """Learned values of an encoding whose investor side is a sparse matrix."""

    encoding: Encoding

    @property
    def active(self) -> IntArray:
        """Positions of the investors that it knows."""
        return np.flatnonzero(self.encoding.investor_known)

    def active_values(self, rows: IntArray) -> FloatArray:
        """Return the values of projects ``rows`` x ``active``."""
        return self.encoding.values(rows, self.active)

    def column_values(self, columns: IntArray) -> FloatArray:
        """Return the values of all projects x investors ``columns``."""
        rows = np.arange(self.encoding.projects.shape[0])
        return self.encoding.values(rows, columns)
