"""Themes: the share of the project's themes that the investor names."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot, rate_mandates

#: A column that tells where a project's themes come from; this value marks a written rule.
BASIS = "themes_basis"
BY_RULE = "rule"


class Themes:
    """Overlap of themes."""

    name: ClassVar[str] = "themes"
    default_weight: ClassVar[float] = 0.06
    project_fields: ClassVar[tuple[str, ...]] = ("themes",)
    investor_fields: ClassVar[tuple[str, ...]] = ("themes",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Share each project over its themes; an investor names a theme or does not."""
        projects, themes = one_hot(catalogue.projects.lists("themes"))
        named = catalogue.investors.lists("themes")
        return Encoding(
            projects=projects,
            investors=rate_mandates(
                named,
                lambda codes: np.array([float(theme in codes) for theme in themes]),
                len(themes),
            ),
            project_known=projects.sum(axis=1) > 0,
            investor_known=np.array([bool(codes) for codes in named], dtype=np.bool_),
            project_inferred=np.array(
                [basis == BY_RULE for basis in catalogue.projects.texts(BASIS)], dtype=np.bool_
            ),
            investor_inferred=np.zeros(len(named), dtype=np.bool_),
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the project's themes."""
        return {"themes": list(catalogue.projects.lists("themes")[project])}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:
        """Return the investor's themes and those shared with the project."""
        named = catalogue.investors.lists("themes")[investor]
        theirs = catalogue.projects.lists("themes")[project]
        return {"themes": list(named), "shared": [theme for theme in theirs if theme in named]}
