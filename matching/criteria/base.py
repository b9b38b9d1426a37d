"""What a criterion is."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from matching.catalogue import Catalogue
from matching.encoding import Encoding

#: Fields and the values that were used, ready to be put into words by the caller.
Facts = dict[str, Any]


class Criterion(Protocol):
    """One comparable aspect of a pair.

    A criterion holds no state: ``encode`` turns the catalogue into two blocks whose dot product
    is its value, and the two others say which fields of a pair it looked at.
    """

    name: ClassVar[str]
    #: Share of the score with default weights (they are normalised to sum to 1).
    default_weight: ClassVar[float]
    #: Fields whose absence leaves the criterion unknown.
    project_fields: ClassVar[tuple[str, ...]]
    investor_fields: ClassVar[tuple[str, ...]]

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Encode all projects and all investors."""

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the fields of a project that the criterion reads, as they stand."""

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:
        """Return what the criterion knows of an investor that matters for this project."""
