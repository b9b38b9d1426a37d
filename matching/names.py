"""Search over names that forgives typing errors and Cyrillic or Latin spelling."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from anyascii import anyascii
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from matching.table import FloatArray, as_list, as_text

#: Below this likeness (0..100), a name is not what was meant.
CUTOFF = 70.0
#: In so few letters a likeness of 70 is chance: one typing error at most, and in a shorter query
#: than ``SHORTEST_WITH_ERROR`` none.
SHORT = 5
SHORTEST_WITH_ERROR = 4

#: What likeness is worth where it is to one word of a name, or to a part of it.
WORD_WORTH = 0.92
PART_WORTH = 0.88

#: Words of legal form, in Latin letters after transliteration.
LEGAL_FORMS = frozenset(
    {
        "ab",
        "ag",
        "ao",
        "aq",
        "as",
        "asa",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "group",
        "gruppa",
        "holding",
        "inc",
        "jaq",
        "jsc",
        "kg",
        "kgaa",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "nao",
        "nk",
        "nv",
        "oao",
        "ojsc",
        "ooo",
        "oyj",
        "pao",
        "pjsc",
        "plc",
        "pte",
        "sa",
        "sarl",
        "se",
        "spa",
        "spc",
        "spv",
        "srl",
        "tao",
        "too",
        "wll",
        "zao",
        "zhshs",
    }
)

#: Spellings of one sound, made the same on both sides, in this order.
SOUNDS = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        (r"shch|sch", "sh"),
        (r"dzh|dj|zh|j", "z"),
        (r"kh", "k"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"t[sz](?=[aeiouy])", "s"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)|q", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"iya|yya", "ia"),
        (r"[yi](?=[aeou])", ""),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
    )
)


class Hit(NamedTuple):
    """A record found by name: score 0..100, and the name or alias that was met."""

    id: str
    score: float
    name: str


class NameIndex:
    """Names of records, ready to be searched while a person types.

    Parameters
    ----------
    frame :
        An id in the first column whose name ends in ``_id``, ``name``, and optionally
        ``aliases`` (list or ``;``-separated).

    """

    def __init__(self, frame: pd.DataFrame) -> None:
        key = next(column for column in frame.columns if str(column).endswith("_id"))
        others = frame["aliases"] if "aliases" in frame else [None] * len(frame)
        spelled: dict[tuple[str, str], str] = {}
        for identifier, name, extra in zip(frame[key], frame["name"], others, strict=True):
            for alias in (*aliases(as_text(name)), *as_list(extra), as_text(identifier)):
                spelled.setdefault((as_text(identifier), fold(alias)), alias)
        entries = sorted(entry for entry in spelled if entry[1])
        self._ids = [identifier for identifier, _ in entries]
        self._folded = [folded for _, folded in entries]
        self._names = [spelled[entry] for entry in entries]

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Return the best records for a text, best first; ties stand in the order of ids."""
        query = fold(text)
        if not query or not self._folded:
            return []
        scores = _scores(query, self._folded)
        best: dict[str, Hit] = {}
        for row in np.flatnonzero(scores):
            hit = Hit(self._ids[row], float(scores[row]), self._names[row])
            if hit.id not in best or hit.score > best[hit.id].score:
                best[hit.id] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.id))[:limit]


def fold(text: str) -> str:
    """Write a name the way it sounds: Latin, lower case, one spelling per sound, no legal form."""
    plain = [word for word in _words(text) if word not in LEGAL_FORMS] or _words(text)
    return " ".join(_sound(word) for word in plain)


def aliases(name: str) -> list[str]:
    """Return the spellings that a name holds: all of it, without brackets, in brackets, parts.

    ``European Bank (EBRD)`` is also ``European Bank`` and ``EBRD``; ``BI Group / BI Development``
    is also each of its two halves.
    """
    inside = re.findall(r"\(([^()]+)\)", name)
    outside = re.sub(r"\s*\([^()]*\)", "", name).strip()
    halves = [part for whole in (outside, *inside) for part in re.split(r"\s+/\s+|;", whole)]
    every = (name, outside, *inside, *halves)
    return list(dict.fromkeys(part.strip() for part in every if part.strip()))


def _scores(query: str, names: list[str]) -> FloatArray:
    """Rate each name: as a whole, by its words in any order, and as what has been typed so far.

    Zero where the name is not what was meant.
    """
    least = _least(query)
    ties = np.array([1 - min(len(name), 99) / 1000 for name in names])
    start = np.array([95.0 if _starts(query, name) else 0.0 for name in names]) * ties
    whole = 100 * np.array([OSA.normalized_similarity(query, name) for name in names])
    if " " in query:
        words = process.cdist([query], names, scorer=fuzz.token_sort_ratio, dtype=np.float64)[0]
        part = process.cdist([query], names, scorer=fuzz.partial_ratio, dtype=np.float64)[0]
        longer = np.array([len(name) >= len(query) for name in names])
        like = np.maximum.reduce([whole, words, np.where(longer, part * PART_WORTH, 0.0)])
        inside = np.zeros(len(names))
    else:
        # One word typed is likely one word of the name, whatever else the name holds.
        word = np.array([_best_word(query, name) for name in names])
        like, inside = whole, np.where(word >= least, word * WORD_WORTH * ties, 0.0)
    scores: FloatArray = np.maximum.reduce([start, np.where(like >= least, like, 0.0), inside])
    return scores


def _least(query: str) -> float:
    """Return the likeness (0..100) from which on a name may be what was meant."""
    if len(query) > SHORT:
        return CUTOFF
    errors = 1 if len(query) >= SHORTEST_WITH_ERROR else 0
    return 100 * (1 - errors / len(query))


def _best_word(query: str, name: str) -> float:
    return 100 * max((OSA.normalized_similarity(query, word) for word in name.split()), default=0)


def _starts(query: str, name: str) -> bool:
    return name.startswith(query) or f" {query}" in f" {name}"


def _words(text: str) -> list[str]:
    latin = anyascii(text).lower().replace("'", "").replace("`", "")
    return re.findall(r"[a-z0-9]+", latin)


@lru_cache(maxsize=10_000)
def _sound(word: str) -> str:
    for spelling, sound in SOUNDS:
        word = spelling.sub(sound, word)
    return word
