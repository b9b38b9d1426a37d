"""Themes: the share of the project's themes that the investor names."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot
from matching.sides import Looked

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
        codes, named = catalogue.investors.mandates("themes")
        return Encoding(
            projects=projects,
            investors=Looked(named.holding(themes).astype(np.float32), codes),
            project_known=projects.sum(axis=1) > 0,
            investor_known=(named.lengths > 0)[codes],
            project_inferred=catalogue.projects.matches(BASIS, lambda basis: basis == BY_RULE),
            investor_inferred=np.zeros(len(codes), dtype=np.bool_),
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the project's themes."""
        return {"themes": list(catalogue.projects.list_at("themes", project))}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:
        """Return the investor's themes and those shared with the project."""
        named = catalogue.investors.list_at("themes", investor)
        theirs = catalogue.projects.list_at("themes", project)
        return {"themes": list(named), "shared": [theme for theme in theirs if theme in named]}
