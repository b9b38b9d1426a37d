"""Track record: how alike the project is to what the investor has financed before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.criteria.instruments import families
from matching.criteria.ticket import asked
from matching.encoding import Encoding, Selection, Sparse, scatter
from matching.table import FloatArray, IntArray
from matching.text import tf_idf

#: How much a shared value of each field makes two projects alike, before rarity: a rare value
#: in common (a fertiliser plant) says more than a frequent one (a road).
FIELD_WEIGHTS = {
    "subsector": 1.5,
    "sector": 1.0,
    "region": 1.0,
    "macro_region": 0.5,
    "place": 0.5,
    "corridor": 0.7,
    "families": 0.5,
    "size": 0.5,
    "stage": 0.7,
}
#: Share of likeness left to the words of name and description, where both have them.
TEXT_SHARE = 0.3

#: Likeness is raised to this power, so that a few close precedents outweigh many distant ones.
SHARPNESS = 3
#: Only this many most similar past projects speak for a project: the rest is noise.
NEIGHBOURS = 200
#: This much weighted likeness (one recent deal, alike in most respects) is worth about a half.
HALF = 0.15
#: Sizes are compared in steps of half a decade.
SIZE_STEPS = 2


@dataclass(frozen=True, kw_only=True)
class Precedents(Encoding):
    """Encoding whose project side, the likeness to each past project, is computed when asked.

    projects : features of all projects, sparse unit rows
    past : features of the projects with deals, sparse, features x past
    investors : what each investor's deals on each past project prove, sparse, past x investors
    own : for each project its column among the past ones, -1 where it has no deals
    """

    past: Sparse
    own: IntArray

    def rows(self, rows: Selection) -> Sparse:
        """Return the likeness of projects to past ones, without themselves, sparse."""
        likeness = (self.projects[rows] @ self.past).toarray() ** SHARPNESS
        own = self.own[rows]
        itself = np.flatnonzero(own >= 0)
        likeness[itself, own[itself]] = 0.0
        if likeness.shape[1] > NEIGHBOURS:
            least = np.partition(likeness, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS]
            likeness[likeness < least[:, None]] = 0.0
        return csr_array(likeness)


class TrackRecord:
    """Weighted likeness to past projects; an investor without deals is unknown, not bad."""

    name: ClassVar[str] = "track_record"
    default_weight: ClassVar[float] = 0.16
    project_fields: ClassVar[tuple[str, ...]] = ("sector", "region")
    investor_fields: ClassVar[tuple[str, ...]] = ("deals",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Encode every project by its features and every investor by its deals."""
        features = project_features(catalogue)
        past = np.unique(catalogue.deals.project[catalogue.deals.weight > 0])
        own = np.full(len(catalogue.projects), -1, dtype=np.int64)
        own[past] = np.arange(len(past))
        return Precedents(
            projects=features,
            past=features[past].T.tocsr(),
            investors=catalogue.weights[past],
            own=own,
            project_known=np.asarray(features.sum(axis=1) > 0),
            investor_known=catalogue.active(),
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=np.zeros(len(catalogue.investors), dtype=np.bool_),
            half=HALF,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the features by which projects are compared."""
        return {"features": [f"{name}={value}" for name, value in _tokens(catalogue)[project]]}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:  # noqa: ARG002
        """Return the investor's deals that count."""
        deals = catalogue.deals
        counted = np.flatnonzero((deals.investor == investor) & (deals.weight > 0))
        return {"deals": [deals.ids[row] for row in counted]}


def project_features(catalogue: Catalogue) -> Sparse:
    """Return unit rows of weighted features, projects x features: their product is the likeness."""
    fields = _unit(_field_matrix(_tokens(catalogue)))
    names, texts = (catalogue.projects.texts(column) for column in ("name", "description"))
    if not any(texts):
        return fields
    (words,) = tf_idf([f"{name} {text}" for name, text in zip(names, texts, strict=True)])
    return hstack([fields * np.sqrt(1 - TEXT_SHARE), words * np.sqrt(TEXT_SHARE)], format="csr")


def likeness_by_field(catalogue: Catalogue, project: int, other: int) -> list[str]:
    """Return the fields in which two projects are alike, the most telling first."""
    tokens = _tokens(catalogue)
    shared = set(tokens[project]) & set(tokens[other])
    common = {token: sum(token in row for row in tokens) for token in shared}
    telling = {
        token: FIELD_WEIGHTS[token[0]] * _rarity(common[token], len(tokens)) for token in shared
    }
    best: dict[str, float] = {}
    for (name, _), weight in telling.items():
        best[name] = max(weight, best.get(name, 0.0))
    return sorted(best, key=lambda name: (-best[name], name))


def _tokens(catalogue: Catalogue) -> list[list[tuple[str, str]]]:
    """Return the (field, value) pairs of each project."""
    table = catalogue.projects
    _, high, _ = asked(table)
    steps = np.round(np.log10(high) * SIZE_STEPS)
    columns: dict[str, list[tuple[str, ...]]] = {
        "sector": table.lists("sector"),
        "corridor": table.lists("corridor"),
        "families": [tuple(families(codes, catalogue)) for codes in table.lists("instruments")],
        "size": [() if np.isnan(step) else (f"{step:.0f}",) for step in steps],
    }
    single = ["subsector", "region", "macro_region", "place"]
    if not len(catalogue.vocabulary("stage")):
        single.append("stage")  # as in the stage criterion: on a ladder, projects move on
    for name in single:
        columns[name] = [(text,) if text else () for text in table.texts(name)]
    return [
        [(name, value) for name in FIELD_WEIGHTS if name in columns for value in columns[name][row]]
        for row in range(len(table))
    ]


def _field_matrix(tokens: list[list[tuple[str, str]]]) -> Sparse:
    index = {
        token: column for column, token in enumerate(sorted({t for row in tokens for t in row}))
    }
    counts = np.zeros(len(index))
    for row in tokens:
        for token in row:
            counts[index[token]] += 1
    weights = {
        token: FIELD_WEIGHTS[token[0]] * _rarity(counts[column], len(tokens))
        for token, column in index.items()
    }
    # Several values of one field share its weight.
    entries = [
        (row, index[token], np.sqrt(weights[token] / sum(other[0] == token[0] for other in values)))
        for row, values in enumerate(tokens)
        for token in values
    ]
    return scatter(entries, (len(tokens), len(index)))


def _rarity(count: float, total: int) -> float:
    return float(np.log1p(total / count))


def _unit(matrix: Sparse) -> Sparse:
    lengths: FloatArray = np.sqrt(np.asarray((matrix * matrix).sum(axis=1), dtype=np.float64))
    return (diags_array(1 / np.where(lengths > 0, lengths, 1.0)) @ matrix).tocsr()
