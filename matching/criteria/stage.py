"""Stage: how far the project's stage is from those that the investor enters."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding, one_hot, shown
from matching.sides import Looked
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
        codes, wanted = catalogue.investors.mandates("stages")
        rated = wanted.best(
            np.array(
                [[_fit(stage, name, vocabulary) for name in wanted.names] for stage in ladder],
                dtype=np.float32,
            ).reshape(len(ladder), len(wanted.names))
        )
        silent = (wanted.lengths == 0)[codes]
        known = ~silent
        if not len(vocabulary):
            # Where stages are a ladder, a project has moved on since the deal, so its stage today
            # says nothing about the stage at which the investor came in. Otherwise it does.
            active = catalogue.active()
            known |= active
            inferred = np.flatnonzero(silent & active)
            done = (projects.T @ catalogue.weights[:, inferred]).toarray()
            codes = codes.copy()
            codes[inferred] = rated.shape[1] + np.arange(len(inferred))
            rated = np.hstack([rated, shown(done, HALF_INFERRED).astype(np.float32)])
        return Encoding(
            projects=projects,
            investors=Looked(rated, codes),
            project_known=projects.sum(axis=1) > 0,
            investor_known=known,
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=silent,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the project's stage."""
        return {"stage": catalogue.projects.text_at("stage", project) or None}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:  # noqa: ARG002
        """Return the investor's stages."""
        return {"stages": list(catalogue.investors.list_at("stages", investor))}


def _fit(stage: str, wanted: str, vocabulary: Vocabulary) -> float:
    if stage == wanted:
        return 1.0
    here, there = vocabulary.position(stage), vocabulary.position(wanted)
    if here is None or there is None:
        return 0.0
    gap = abs(here - there)
    return BY_DISTANCE[gap] if gap < len(BY_DISTANCE) else 0.0
