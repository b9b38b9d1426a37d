"""Description: words that both sides use, the rarer the more they count."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.catalogue import Catalogue
from matching.columns import Codes, Lists
from matching.criteria.base import Facts
from matching.encoding import Encoding
from matching.sides import Worded
from matching.table import BoolArray, Table
from matching.text import tf_idf, words

#: Lists of codes that read as words.
PROJECT_CODES = ("sector", "subsector")
INVESTOR_CODES = ("sectors", "specialisms")
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
        projects, investors = tf_idf(
            _texts(catalogue.projects, PROJECT_CODES), _texts(catalogue.investors, INVESTOR_CODES)
        )
        return Encoding(
            projects=projects.astype(np.float64),  # so that products are, too
            investors=Worded(investors),
            project_known=_described(catalogue.projects),
            investor_known=_described(catalogue.investors),
            project_inferred=np.zeros(len(catalogue.projects), dtype=np.bool_),
            investor_inferred=np.zeros(len(catalogue.investors), dtype=np.bool_),
            half=HALF,
        )

    def project_says(self, catalogue: Catalogue, project: int) -> Facts:
        """Return the project's description."""
        return {"description": catalogue.projects.text_at("description", project) or None}

    def investor_says(self, catalogue: Catalogue, investor: int, project: int) -> Facts:
        """Return the investor's description and the words that weigh most in the product."""
        return {
            "description": catalogue.investors.text_at("description", investor) or None,
            "shared_words": _shared_words(catalogue, investor, project),
        }


def _texts(table: Table, lists: tuple[str, ...]) -> pa.ChunkedArray:
    parts = [table.arrow("name"), table.arrow("description")]
    parts += [_joined(*table.mandates(name)) for name in lists]
    space = pa.scalar(" ", pa.large_string())
    return pa.chunked_array([pc.binary_join_element_wise(*map(_whole, parts), space)])


def _whole(texts: pa.ChunkedArray) -> pa.Array:
    return texts.combine_chunks()


def _joined(codes: Codes, lists: Lists) -> pa.ChunkedArray:
    texts = pa.array([" ".join(texts) for texts in lists.tuples()], pa.large_string())
    return pa.chunked_array([texts.take(pa.array(codes))])


def _described(table: Table) -> BoolArray:
    return np.asarray(pc.not_equal(table.arrow("description"), "").to_numpy(), dtype=np.bool_)


def _shared_words(catalogue: Catalogue, investor: int, project: int) -> list[str]:
    """Return the words of both texts, alphabetically."""
    theirs = _words(catalogue.investors, investor, INVESTOR_CODES)
    return sorted(_words(catalogue.projects, project, PROJECT_CODES) & theirs)


def _words(table: Table, row: int, lists: tuple[str, ...]) -> set[str]:
    parts = [table.text_at("name", row), table.text_at("description", row)]
    parts += [" ".join(table.list_at(name, row)) for name in lists]
    return set(words(" ".join(parts)))
