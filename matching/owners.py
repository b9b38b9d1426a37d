"""Who is named as the sponsor of which project: found by words first, then name by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from matching.columns import read_codes
from matching.names import aliases, fold
from matching.table import IntArray, Table

#: No spelling of a name reaches across these, so a word does not either.
ENDS_A_SPELLING = r"[\s()/;]+"
FIGURES, REPEATED, APOSTROPHES = map(re.compile, (r"[0-9]+", r"(.)\1+", r"['`]"))
NOBODY: IntArray = np.zeros(0, dtype=np.int64)


def sponsor_names(sponsor: str) -> list[str]:
    """Return the names in a sponsor field, without stakes: ``A 51%; B (the fund) 49%``."""
    parts = re.split(r"[;,]| and | / | with ", sponsor)
    cleaned = [re.sub(r"\d+(?:\.\d+)?\s*%", "", part).strip() for part in parts]
    return [alias for part in cleaned for alias in aliases(part)]


def own_projects(projects: Table, investors: Table) -> Any:  # noqa: ANN401 - scipy has no types
    """Return who is named as the sponsor of what, projects x investors (sparse).

    To fold a million names takes a minute, so a sponsor is first looked up by its words; only
    investors whose names hold all of them are compared.
    """
    codes, sponsors = projects.codes("sponsor")
    wanted = [{fold(name) for name in sponsor_names(sponsor)} - {""} for sponsor in sponsors]
    spelled = {name for names in wanted for name in names}
    shape = (len(sponsors), len(investors))
    if not spelled:
        return csr_array((len(projects), len(investors)))
    owners = _owners(spelled, investors.arrow("name"))
    found = [
        np.unique(np.concatenate([NOBODY, *(owners[name] for name in names)])) for names in wanted
    ]
    starts = np.cumsum([0, *map(len, found)])
    own = csr_array((np.ones(starts[-1], np.float32), np.concatenate(found), starts), shape=shape)
    return own[codes]


def _owners(spelled: set[str], names: pa.ChunkedArray) -> dict[str, IntArray]:
    """Return for each folded name the rows that bear it under any of their spellings."""
    rows_of = _rows_by_word({word for name in spelled for word in name.split()}, names)
    held = {name: _holding_all(rows_of[word] for word in set(name.split())) for name in spelled}
    candidates = np.unique(np.concatenate(list(held.values())))
    owners: dict[str, list[int]] = {name: [] for name in spelled}
    for row, name in zip(candidates.tolist(), names.take(pa.array(candidates)), strict=True):
        for folded in {fold(alias) for alias in aliases(name.as_py())} & spelled:
            owners[folded].append(row)
    return {name: np.array(rows, dtype=np.int64) for name, rows in owners.items()}


def _holding_all(rows: Iterable[IntArray]) -> IntArray:
    """Return the rows that all of some sorted arrays hold."""
    first, *others = sorted(rows, key=len)
    for other in others:
        place = np.minimum(np.searchsorted(other, first), len(other) - 1)
        first = first[other[place] == first] if len(other) else other
    return first


def _rows_by_word(words: set[str], names: pa.ChunkedArray) -> dict[str, IntArray]:
    """Return for each folded word the rows of the names that hold it, sorted."""
    pieces = pc.split_pattern_regex(names.combine_chunks(), ENDS_A_SPELLING)
    rows = pc.list_parent_indices(pieces).to_numpy()
    codes, texts = read_codes(pa.chunked_array([pieces.flatten()]))
    figures = {run for word in words for run in FIGURES.findall(word)}
    places: dict[str, list[int]] = {word: [] for word in words}
    for code, text in enumerate(texts):
        # Folding keeps figures (but for 77, which is 7), and many names differ in nothing else.
        if figures.issuperset(_figures(text)):
            for word in words.intersection(fold(text).split()):
                places[word].append(code)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(texts) + 1))
    return {
        word: np.unique(
            np.concatenate(
                [NOBODY, *(rows[order[starts[code] : starts[code + 1]]] for code in found)]
            )
        )
        for word, found in places.items()
    }


def _figures(text: str) -> list[str]:
    """Return the figures that a word holds; none where folding may write others beside them."""
    return FIGURES.findall(REPEATED.sub(r"\1", APOSTROPHES.sub("", text))) if text.isascii() else []
