"""Description: words that both sides use, the rarer the more they count."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from matching.catalogue import Catalogue
from matching.criteria.base import Facts
from matching.encoding import Encoding
from matching.table import BoolArray, Table
from matching.text import tf_idf, words

#: Two short texts about the same thing share few words: a cosine of this much already tells half.
HALF = 0.12


class Description:
    """Cosine of TF-IDF rows over names, descriptions and the codes of sectors and subsectors."""

    name: ClassVar[str] = "description"
    default_weight: ClassVar[float] = 0.08
    project_fields: ClassVar[tuple[str, ...]] = ("description",)
    investor_fields: ClassVar[tuple[str, ...]] = ("description",)

    def encode(self, catalogue: Catalogue) -> Encoding:
        """Encode both sides over the words that occur on either."""
        project_text, investor_text = (
            _texts(catalogue.projects, ("sector", "subsector")),
            _texts(catalogue.investors, ("sectors", "specialisms")),
        )
        projects, investors = tf_idf(project_text, investor_text)
        return Encoding(
            projects=projects,
            investors=investors.T.tocsr(),
            project_known=_described(catalogue.projects),
            investor_known=_described(catalogue.investors),
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=np.zeros(len(catalogue.investors), dtype=np.bool_),
            half=HALF,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the project's description."""
        return {"description": catalogue.projects.texts("description")[project] or None}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:
        """Return the investor's description and the words that weigh most in the product."""
        return {
            "description": catalogue.investors.texts("description")[investor] or None,
            "shared_words": _shared_words(catalogue, investor, project),
        }


def _texts(table: Table, lists: tuple[str, ...]) -> list[str]:
    columns = [table.texts("name"), table.texts("description")]
    codes = [[" ".join(codes) for codes in table.lists(name)] for name in lists]
    return [" ".join(parts) for parts in zip(*columns, *codes, strict=True)]


def _described(table: Table) -> BoolArray:
    return np.array([bool(text) for text in table.texts("description")], dtype=np.bool_)


def _shared_words(catalogue: Catalogue, investor: int, project: int) -> list[str]:
    """Return the words of both texts, alphabetically."""
    words = [
        set(_words(table, row, lists))
        for table, row, lists in (
            (catalogue.projects, project, ("sector", "subsector")),
            (catalogue.investors, investor, ("sectors", "specialisms")),
        )
    ]
    return sorted(words[0] & words[1])


def _words(table: Table, row: int, lists: tuple[str, ...]) -> list[str]:
    return words(_texts(table, lists)[row])
