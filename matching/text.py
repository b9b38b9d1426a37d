"""Texts as sparse TF-IDF rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from matching.columns import IntArray, read_codes

#: Words of two or more letters in any script; figures say little about fit.
WORD = r"(?u)\b[^\W\d_]{2,}\b"
#: No description says more after this many characters, but a pasted report would cost seconds.
LONGEST = 20_000
NO_WORDS: IntArray = np.zeros(0, dtype=np.int64)
#: Texts that are cut into pieces at a time.
AT_ONCE = 10_000


def tf_idf(*sides: Sequence[str] | pa.ChunkedArray) -> list[Any]:
    """Return one sparse matrix of unit rows per side, over the words that all sides share.

    Texts of any length and script are fine; one without words is a row of zeros.
    """
    counts = _counts(pa.chunked_array([chunk for side in sides for chunk in _chunks(side)]))
    matrix = counts
    if counts.nnz:
        weigh = TfidfTransformer(sublinear_tf=True).fit(counts)
        matrix = csr_array(weigh.transform(counts, copy=False))
    cuts = np.cumsum([0, *(len(side) for side in sides)])
    return [matrix[start:end] for start, end in pairwise(cuts.tolist())]


def words(text: str) -> list[str]:
    """Return the words of a text that count, as they are counted."""
    return _analyser()(text[:LONGEST])


def _analyser() -> Callable[[str], list[str]]:
    analyse: Callable[[str], list[str]] = CountVectorizer(
        token_pattern=WORD, stop_words="english"
    ).build_analyzer()
    return analyse


def _chunks(side: Sequence[str] | pa.ChunkedArray) -> list[pa.Array]:
    if not isinstance(side, pa.ChunkedArray):
        side = pa.chunked_array([pa.array(side, pa.large_string())])
    return list(side.chunks)


def _counts(texts: pa.ChunkedArray) -> Any:  # noqa: ANN401 - scipy carries no types
    """Count words, texts x words in their alphabetical order (sparse, one empty column at least).

    A word ends at white space at the latest, so each different piece between white space is
    looked at once, however often it is written.
    """
    analyse = _analyser()
    known: dict[str, int] = {}
    held: dict[str, IntArray] = {}
    parts = []
    for start in range(0, len(texts), AT_ONCE):
        cut = pc.utf8_slice_codeunits(texts[start : start + AT_ONCE], 0, LONGEST)
        pieces = pc.utf8_split_whitespace(cut.combine_chunks())
        rows = pc.list_parent_indices(pieces).to_numpy()
        codes, distinct = read_codes(pa.chunked_array([pieces.flatten()]))
        for piece in distinct:
            if piece not in held and (found := analyse(piece)):
                numbers = [known.setdefault(word, len(known)) for word in found]
                held[piece] = np.array(numbers, dtype=np.int64)
        parts.append(_spread(rows, codes, [held.get(p, NO_WORDS) for p in distinct], len(cut)))
    width = max(len(known), 1)
    order = np.zeros(width, dtype=np.int32)
    order[[known[word] for word in sorted(known)]] = np.arange(len(known))
    return _stacked(parts, order, width)


def _spread(rows: IntArray, codes: Any, held: list[IntArray], height: int) -> Any:  # noqa: ANN401
    """Put the words in the place of the pieces that hold them."""
    lengths = np.array([len(words) for words in held], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.concatenate([*held, NO_WORDS])
    each = lengths[codes]
    within = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
    columns = flat[np.repeat(starts[:-1][codes], each) + within]
    ones = np.ones(len(columns), dtype=np.float32)
    shape = (height, int(flat.max(initial=0)) + 1)
    return csr_array((ones, (np.repeat(rows, each), columns)), shape=shape)


def _stacked(parts: list[Any], order: Any, width: int) -> Any:  # noqa: ANN401
    """Put the parts below each other, with the columns in order."""
    data = np.concatenate([np.zeros(0, dtype=np.float32), *(part.data for part in parts)])
    columns = np.concatenate(
        [np.zeros(0, dtype=np.int32), *(order[part.indices] for part in parts)]
    )
    lengths = np.concatenate([np.zeros(1, dtype=np.int64), *(np.diff(p.indptr) for p in parts)])
    pointers = np.cumsum(lengths).astype(np.int32 if len(data) < 2**31 else np.int64)
    matrix = csr_array((data, columns, pointers), shape=(len(lengths) - 1, width))
    matrix.sort_indices()
    return matrix
