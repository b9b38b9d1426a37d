"""Who is named as the sponsor of which project: found by words first, then name by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import digits

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.columns import read_codes
from matching.names import aliases, fold
from matching.table import IntArray, Table

#: No spelling of a name reaches across these, so a word does not either.
ENDS_A_SPELLING = r"[\s()/;]+"


def sponsor_names(sponsor: str) -> list[str]:
    """Return the names in a sponsor field, without stakes: ``A 51%; B (the fund) 49%``."""
    parts = re.split(r"[;,]| and | / | with ", sponsor)
    cleaned = [re.sub(r"\d+(?:\.\d+)?\s*%", "", part).strip() for part in parts]
    return [alias for part in cleaned for alias in aliases(part)]


def own_projects(projects: Table, investors: Table) -> tuple[IntArray, IntArray]:
    """Return the pairs of project and investor where the investor is named as the sponsor.

    To fold a million names takes a minute, so a sponsor is first looked up by its rarest words;
    only investors whose names hold all of its words are compared.
    """
    codes, sponsors = projects.codes("sponsor")
    wanted = [{fold(name) for name in sponsor_names(sponsor)} - {""} for sponsor in sponsors]
    spelled = {name for names in wanted for name in names}
    if not spelled:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    owners = _owners(spelled, investors.arrow("name"))
    pairs = sorted(
        {
            (project, investor)
            for project, code in enumerate(codes.tolist())
            for name in wanted[code]
            for investor in owners[name]
        }
    )
    array: IntArray = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def _owners(spelled: set[str], names: pa.ChunkedArray) -> dict[str, list[int]]:
    """Return for each folded name the rows that bear it under any of their spellings."""
    rows_of = _rows_by_word({word for name in spelled for word in name.split()}, names)
    folded: dict[int, set[str]] = {}
    owners: dict[str, list[int]] = {}
    for name in spelled:
        found = _holding_all(rows_of[word] for word in set(name.split()))
        for row in found:
            if row not in folded:
                folded[row] = {fold(alias) for alias in aliases(names[row].as_py())}
        owners[name] = [row for row in found if name in folded[row]]
    return owners


def _holding_all(rows: Iterable[IntArray]) -> list[int]:
    """Return the rows that all of some sorted arrays hold."""
    first, *others = sorted(rows, key=len)
    for other in others:
        place = np.minimum(np.searchsorted(other, first), len(other) - 1)
        first = first[other[place] == first] if len(other) else other
    found: list[int] = first.tolist()
    return found


def _rows_by_word(words: set[str], names: pa.ChunkedArray) -> dict[str, IntArray]:
    """Return for each folded word the rows of the names that hold it, sorted."""
    pieces = pc.split_pattern_regex(names.combine_chunks(), ENDS_A_SPELLING)
    rows = pc.list_parent_indices(pieces).to_numpy()
    codes, texts = read_codes(pa.chunked_array([pieces.flatten()]))
    with_figures = any(_has_figures(word) for word in words)
    places: dict[str, list[int]] = {word: [] for word in words}
    for code, text in enumerate(texts):
        # Folding keeps figures, and many names differ in nothing else.
        if with_figures or not _has_figures(text):
            for word in words.intersection(fold(text).split()):
                places[word].append(code)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(texts) + 1))
    return {
        word: np.unique(
            np.concatenate(
                [np.zeros(0, dtype=np.int64)]
                + [rows[order[starts[code] : starts[code + 1]]] for code in found]
            )
        )
        for word, found in places.items()
    }


def _has_figures(text: str) -> bool:
    return any(figure in text for figure in digits)
