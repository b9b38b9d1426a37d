"""Stage: how far the project's stage is from those that the investor enters."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot, rate_mandates, shown
from matching.vocabulary import Vocabulary

#: Fit by distance on the ladder from idea to listing.
BY_DISTANCE = (1.0, 0.6, 0.3, 0.1)
HALF_INFERRED = 4.0


class Stage:
    """Distance on the ladder of stages."""

    name: ClassVar[str] = "stage"
    default_weight: ClassVar[float] = 0.04
    project_fields: ClassVar[tuple[str, ...]] = ("stage",)
    investor_fields: ClassVar[tuple[str, ...]] = ("stages",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Look up each stage in each investor's stages."""
        vocabulary = catalogue.vocabulary("stage")
        stages = catalogue.projects.texts("stage")
        projects, ladder = one_hot([(stage,) if stage else () for stage in stages])
        wanted = catalogue.investors.lists("stages")
        rated = rate_mandates(
            wanted,
            lambda codes: np.array([_fit(stage, codes, vocabulary) for stage in ladder]),
            len(ladder),
        )
        silent = np.array([not codes for codes in wanted], dtype=np.bool_)
        known = ~silent
        if not len(vocabulary):
            # Where stages are a ladder, a project has moved on since the deal, so its stage today
            # says nothing about the stage at which the investor came in. Otherwise it does.
            done = shown((projects.T @ catalogue.weights).toarray(), HALF_INFERRED)
            rated = np.where(silent, done, rated)
            known |= catalogue.active()
        return Encoding(
            projects=projects,
            investors=rated,
            project_known=projects.sum(axis=1) > 0,
            investor_known=known,
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=silent,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the project's stage."""
        return {"stage": catalogue.projects.texts("stage")[project] or None}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:  # noqa: ARG002
        """Return the investor's stages."""
        return {"stages": list(catalogue.investors.lists("stages")[investor])}


def _fit(stage: str, wanted: tuple[str, ...], vocabulary: Vocabulary) -> float:
    if stage in wanted:
        return 1.0
    here = vocabulary.position(stage)
    others = [vocabulary.position(code) for code in wanted]
    if here is None:
        return 0.0
    gaps = [abs(here - there) for there in others if there is not None]
    return BY_DISTANCE[min(gaps)] if gaps and min(gaps) < len(BY_DISTANCE) else 0.0
