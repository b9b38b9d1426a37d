"""How alike names are as names of one thing: script, legal form, abbreviation and order aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from matching.columns import FloatArray, IntArray
from matching.names import aliases, fold

#: A word, or a run of letters, that more names have than this says little about any of them.
MOST = 25
#: Letters from which on a name of one word may hold a typing error.
LONG_ENOUGH = 6
#: Letters of an abbreviation that names something.
ABBREVIATION = range(3, 7)

#: A word that no more names than this have may be what a thing is called.
SELDOM = 4
#: Likeness 0..100 from which on two words may be one, mistyped.
RESEMBLES = 75.0
#: Likeness of the letters (0..100) below which two names are not looked at any further.
UNLIKE = 50.0
#: Likeness of an abbreviation to what it may stand for.
ABBREVIATED = 88.0

SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "i", "v", "po", "dlia", "men", "zane"})

#: What institutions call themselves in Russian and Kazakh, in English.
GENERIC = {
    "development": "развития даму дамыту",
    "bank": "банк банки банкі банкінің",
    "fund": "фонд фонды қоры",
    "european": "европейский еуропа еуропалық",
    "asian": "азиатский азия asia",
    "eurasian": "евразийский еуразиялық еуразия",
    "islamic": "исламский ислам islam",
    "international": "международный международная международного халықаралық",
    "world": "всемирный дүниежүзілік",
    "investment": "инвестиционный инвестиций инвестиции инвестициялық инвестициялар investments",
    "infrastructure": "инфраструктурных инфраструктуры инфрақұрылымдық",
    "reconstruction": "реконструкции құру қайта",
    "finance": "финансовая финансовый қаржы financial",
    "national": "национальный национальная ұлттық",
    "kazakhstan": "казахстана казахстан қазақстан қазақстанның kazakstan",
    "china": "китая китай қытай chinese",
    "green": "зелёный зеленый жасыл",
    "climate": "климатический климат",
    "agency": "агентство агенттігі",
    "cooperation": "сотрудничества",
    "japan": "японское японский japanese",
    "silk": "шёлкового шелкового жібек",
    "road": "пути дорога жол жолы жолдары route",
    "export": "экспортно экспортный",
    "import": "импортный",
    "railway": "железная темір railways rail",
    "power": "электростанция",
    "plant": "завод зауыт зауыты",
    "solar": "солнечная күн",
    "wind": "ветровая жел",
    "port": "порт порты",
    "airport": "аэропорт әуежай әуежайы",
    "terminal": "терминал терминалы",
}
_IN_ENGLISH = {
    # Words of legal form are dropped in English already.
    **dict.fromkeys((fold("корпорация"), fold("корпорациясы")), ""),
}
_IN_ENGLISH |= {
    word: fold(english)
    for english, words in GENERIC.items()
    for stated in words.split()
    for word in fold(stated).split()
}


class NameLikeness:
    """Names of records, each with its other names, ready to be compared pair by pair."""

    def __init__(self, names: Sequence[Sequence[str]], *, brackets_are_names: bool) -> None:
        parts = aliases if brackets_are_names else _without_brackets
        spelled = [
            list(dict.fromkeys(words(part) for name in each for part in parts(name)))
            for each in names
        ]
        self._spelled = [[name for name in each if name] for each in spelled]
        self._numbers = [_numbers(each[0]) if each else frozenset() for each in names]
        count = Counter(word for each in self._spelled for word in {w for n in each for w in n})
        total = len(self._spelled) + 1
        self._weight = {word: float(np.log(total / n)) + 0.1 for word, n in count.items()}
        self._rare = {word for word, n in count.items() if n <= max(SELDOM, total // 1000)}
        self._joined = [[" ".join(sorted(name)) for name in each] for each in self._spelled]

    def pairs(self) -> tuple[IntArray, IntArray]:
        """Pairs of rows worth a comparison: they share something that few others have."""
        rows: list[int] = []
        keys: list[str] = []
        for row, each in enumerate(self._spelled):
            mine = {key for name in each for key in _keys(name)}
            rows += [row] * len(mine)
            keys += mine
        return pairs_that_share(np.array(rows, dtype=np.int64), pd.Series(keys, dtype=object), MOST)

    def likeness(self, first: IntArray, second: IntArray) -> FloatArray:
        """Likeness 0..100 of the nearest names of each pair."""
        rows, left, right = [], [], []
        for row, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
            for one in range(len(self._spelled[a])):
                for other in range(len(self._spelled[b])):
                    rows.append(row)
                    left.append((a, one))
                    right.append((b, other))
        best = np.zeros(len(first))
        if not rows:
            return best
        letters = process.cpdist(
            [self._joined[a][i] for a, i in left],
            [self._joined[b][i] for b, i in right],
            scorer=fuzz.ratio,
            dtype=np.float64,
        )
        shared = np.array(
            [
                self._shared(self._spelled[a][i], self._spelled[b][j], alike)
                for (a, i), (b, j), alike in zip(left, right, letters.tolist(), strict=True)
            ]
        )
        like = 0.5 * letters + 0.5 * np.maximum(shared, 0.9 * letters)
        np.maximum.at(best, rows, np.where(shared < 0, 0, np.minimum(like, letters + 25)))
        np.maximum.at(best, rows, np.where(shared == ABBREVIATED, ABBREVIATED, 0))
        return best

    def numbers_differ(self, first: IntArray, second: IntArray) -> FloatArray:
        """One where both names hold numbers and not the same ones, a third where only one does."""
        pairs = zip(first.tolist(), second.tolist(), strict=True)
        return np.array(
            [_apart(self._numbers[a], self._numbers[b]) for a, b in pairs],
            dtype=float,
        )

    def _shared(self, one: tuple[str, ...], other: tuple[str, ...], letters: float) -> float:
        """Share of the words that both have, rare words counting more.

        ``ABBREVIATED`` where one abbreviates the other; less where each has a rare word of its
        own, which nothing in the other resembles: that is what tells two things apart.
        """
        if _abbreviates(one, other) or _abbreviates(other, one):
            return ABBREVIATED
        if letters < UNLIKE:
            return -1.0
        a, b = set(one), set(other)
        if a != b and (_short(one) or _short(other)):
            return -1.0
        if self._alone(a, b) and self._alone(b, a):
            return -1.0
        every = sum(self._weight.get(word, 0.1) for word in a | b)
        return 100 * sum(self._weight.get(word, 0.1) for word in a & b) / every if every else 0.0

    def _alone(self, a: set[str], b: set[str]) -> bool:
        return any(
            word in self._rare and all(fuzz.ratio(word, each) < RESEMBLES for each in b)
            for word in a - b
        )


def pairs_that_share(rows: IntArray, keys: pd.Series, most: int) -> tuple[IntArray, IntArray]:
    """Every pair of rows that share a key which at most so many rows have; lower row first."""
    table = pd.DataFrame({"row": rows, "key": pd.factorize(keys.to_numpy(dtype=object))[0]})
    table = table.drop_duplicates()
    count = table["key"].map(table["key"].value_counts())
    table = table[(count > 1) & (count <= most)]
    met = table.merge(table, on="key")
    met = met.loc[met["row_x"] < met["row_y"], ["row_x", "row_y"]].drop_duplicates()
    return met["row_x"].to_numpy(dtype=np.int64), met["row_y"].to_numpy(dtype=np.int64)


@lru_cache(maxsize=200_000)
def words(name: str) -> tuple[str, ...]:
    """Words of a name as they sound, in English where they are generic, without small words."""
    said = [_IN_ENGLISH.get(word, word) for word in fold(name).split()]
    return tuple(word for word in said if word and word not in SMALL_WORDS) or tuple(said)


def _short(name: tuple[str, ...]) -> bool:
    """Tell whether a name is an abbreviation: one letter more or less is another one."""
    return len(name) == 1 and len(name[0]) < LONG_ENOUGH


def _without_brackets(name: str) -> list[str]:
    """What stands in the brackets of a project's name is a place, a date or a lender."""
    return list(dict.fromkeys((name, re.sub(r"\s*\([^()]*\)", "", name).strip())))


def _keys(name: tuple[str, ...]) -> set[str]:
    joined = "".join(name)
    keys = {f"={''.join(sorted(name))}", *(f"w{word}" for word in name if len(word) > 2)}  # noqa: PLR2004 - letters
    keys |= {f"p{'+'.join(sorted(two))}" for two in pairwise(name)}
    initials = "".join(word[0] for word in name)
    if len(initials) in ABBREVIATION:
        keys.add(f"a{initials}")
    if len(name) == 1 and len(joined) in ABBREVIATION:
        keys.add(f"a{joined}")
    if len(name) <= 2 and len(joined) >= LONG_ENOUGH and joined.isalpha():  # noqa: PLR2004 - words
        keys |= {f"d{joined[:i]}{joined[i + 1 :]}" for i in range(len(joined))} | {f"d{joined}"}
    return keys


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return (
        len(short) == 1
        and len(short[0]) in ABBREVIATION
        and short[0] == "".join(word[0] for word in long)
    )


def _apart(one: frozenset[str], other: frozenset[str]) -> float:
    if one and other:
        return float(one != other and not one <= other and not other <= one)
    return 1 / 3 if one or other else 0.0


def _numbers(name: str) -> frozenset[str]:
    roman = re.findall(r"\b(I{1,3}|IV|VI{0,3}|IX)\b", name)
    values = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
    return frozenset(
        [f"{float(number.replace(',', '.')):g}" for number in re.findall(r"\d+(?:[.,]\d+)?", name)]
        + [str(values[each]) for each in roman]
    )
