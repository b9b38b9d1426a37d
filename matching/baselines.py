"""The plain alternatives that a ranking has to beat: popularity, TF-IDF, chance.

Each gives one full list of investors per project, best first, ties in the order of ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.table import FloatArray, as_list

Orders = dict[str, list[str]]

SEED = 20_250_101

#: Fields as words: the kind of word, then the column it stands in on either side. Words of one
#: kind meet whatever column they come from.
INVESTOR_WORDS = {
    "sector": ("sectors",),
    "place": ("regions_focus",),
    "instrument": ("instruments",),
    "theme": ("themes",),
    "stage": ("stages",),
}
PROJECT_WORDS = {
    "sector": ("sector", "subsector"),
    "place": ("region", "other_regions", "macro_region", "corridor"),
    "instrument": ("instruments",),
    "theme": ("themes",),
    "stage": ("stage",),
}


def popularity(investors: pd.DataFrame, deals: pd.DataFrame, queries: Sequence[str]) -> Orders:
    """Rank the same investors for every project: those with most of ``deals`` first."""
    ids = investors["investor_id"].sort_values()
    counts = ids.map(deals["investor_id"].value_counts()).fillna(0.0)
    order = _best_first(np.asarray(counts, dtype=np.float64), ids.tolist())
    return dict.fromkeys(queries, order)


def chance(investors: pd.DataFrame, queries: Sequence[str]) -> Orders:
    """Shuffle the investors anew for every project; a project always gets the same shuffle."""
    ids = investors["investor_id"].sort_values().to_numpy()
    return {
        query: np.random.default_rng([SEED, *query.encode()]).permutation(ids).tolist()
        for query in queries
    }


def tf_idf(
    investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame, queries: Sequence[str]
) -> Orders:
    """Rank by the cosine of TF-IDF rows over structured fields taken as words.

    A project is the words of its own fields. An investor is the words of its mandate and, once
    per deal, those of the projects in ``deals`` that it came into.
    """
    asked = dict(zip(projects["project_id"], _words(projects, PROJECT_WORDS), strict=True))
    ids = investors["investor_id"].tolist()
    profiles = dict(zip(ids, _words(investors, INVESTOR_WORDS), strict=True))
    for investor, project in zip(deals["investor_id"], deals["project_id"], strict=True):
        profiles[investor] = profiles[investor] + asked[project]
    ids.sort()
    vectorizer = TfidfVectorizer(analyzer=list)
    try:
        known = vectorizer.fit_transform([profiles[each] for each in ids])
    except ValueError:  # no investor has a single word
        known, wanted = csr_matrix((len(ids), 1)), csr_matrix((len(queries), 1))
    else:
        wanted = vectorizer.transform([asked[query] for query in queries])
    likeness = (wanted @ known.T).toarray()
    return {query: _best_first(row, ids) for query, row in zip(queries, likeness, strict=True)}


def _best_first(scores: FloatArray, ids: list[str]) -> list[str]:
    return [ids[at] for at in np.argsort(-scores, kind="stable")]


def _words(frame: pd.DataFrame, columns: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(len(frame))]
    for kind, names in columns.items():
        for name in names:
            if name in frame:
                for row, value in zip(rows, frame[name], strict=True):
                    row.extend(f"{kind}: {word}" for word in as_list(value))
    return rows
