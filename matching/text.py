"""Texts as sparse TF-IDF rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfVectorizer

#: Words of two or more letters in any script; figures say little about fit.
WORD = r"(?u)\b[^\W\d_]{2,}\b"
#: No description says more after this many characters, but a pasted report would cost seconds.
LONGEST = 20_000


def tf_idf(*sides: Sequence[str]) -> list[Any]:
    """Return one sparse matrix of unit rows per side, over the words that all sides share.

    Texts of any length and script are fine; one without words is a row of zeros.
    """
    everything = [text[:LONGEST] for side in sides for text in side]
    vectorizer = _vectorizer()
    try:
        matrix = csr_array(vectorizer.fit_transform(everything))
    except ValueError:  # not one word in all of it
        matrix = csr_array((len(everything), 1))
    cuts = [0]
    for side in sides:
        cuts.append(cuts[-1] + len(side))
    return [matrix[start:end] for start, end in pairwise(cuts)]


def words(text: str) -> list[str]:
    """Return the words of a text that count, as they are counted."""
    analyse: Callable[[str], list[str]] = _vectorizer().build_analyzer()
    return analyse(text[:LONGEST])


def _vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(token_pattern=WORD, sublinear_tf=True, stop_words="english")
