"""Codes for the words that people use: exact codes and labels first, then what is like them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from typing import Final

import pandas as pd
from babel import Locale
from rapidfuzz import fuzz, process, utils

from data.importing.faults import CellError
from data.load import SEED
from data.rows import each_row
from data.seeding.files import SeedFolder
from data.seeding.words import Words as SeedWords
from data.seeding.words import read_words
from data.store import Store

#: Likeness, of 100, from which a code is offered as a mend.
LIKE: Final = 72
OFFERED: Final = 3
#: Likeness of the whole word from which nothing but a slip of the pen can be meant.
SLIP: Final = 85

#: Kinds that an investor may exclude.
ANY: Final = ("sector", "instrument", "geography", "theme")

#: Kinds whose names come with words such as "Region".
PLACES: Final = ("region", "geography")
_PLACE_WORDS: Final = re.compile(
    r"\b(?:область|обл|облысы|region|oblast|город|қаласы|қ|г|city)\b\.?", re.IGNORECASE
)
_LONG_WORDS: Final = (
    (r"\bобл\b\.?", "область"),
    (r"^г(\.\s*|\s+)", "город "),
    (r"\s+г$", " город"),
)
_YES: Final = frozenset({"yes", "y", "true", "да", "иә", "ия", "бар", "есть"})
_NO: Final = frozenset({"no", "n", "false", "нет", "жоқ"})
_SEPARATORS: Final = re.compile(r"\s*[;|\n]\s*")


class Words:
    """Every vocabulary with the labels of three languages, the aliases and what people said."""

    def __init__(
        self, vocabulary: pd.DataFrame, corridors: pd.DataFrame, said: pd.DataFrame
    ) -> None:
        self._codes: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self._shared: set[str] = set()
        self._labels: dict[str, dict[str, str]] = defaultdict(dict)
        for row in each_row(vocabulary):
            self._learn(row["kind"], row["code"], row)
        for row in each_row(corridors):
            labels = {f"label_{code}": row[f"name_{code}"] for code in ("en", "ru", "kk")}
            self._learn("corridor", row["corridor_id"], labels)
        self._learn_aliases()
        for row in each_row(said):
            self._say(row["vocabulary"], row["stated"], row["code"])

    def with_choices(self, choices: Mapping[tuple[str, str], str]) -> Words:
        """These words, and what a person said that further ones mean."""
        for (kind, stated), code in choices.items():
            self._say(kind, stated, code)
        return self

    def _say(self, kind: str, stated: str, meant: str) -> None:
        """Let a word mean what another one means; a word that no vocabulary knows is no help."""
        with suppress(CellError):
            self._codes[kind][folded(stated)] = self.code(kind, meant)

    def known(self, kind: str) -> list[str]:
        """Codes of one vocabulary, in the order of their labels."""
        return sorted({code for codes in self._codes[kind].values() for code in codes})

    def exact(self, kind: str) -> set[str]:
        """Codes themselves, for columns that hold nothing else."""
        kinds = ANY if kind == "any" else (kind,)
        return {code for each in kinds for codes in self._codes[each].values() for code in codes}

    def code(self, kind: str, text: str) -> list[str]:
        """Codes that a word stands for; CellError with suggestions where none is known."""
        for each in ("any", *ANY) if kind == "any" else (kind,):
            codes = self._codes[each].get(folded(text))
            if codes is None and each in PLACES:
                codes = self._place(each, folded(text))
            if codes is not None:
                return codes
        raise CellError("code", *self.like(kind, text), vocabulary=kind)

    def codes(self, kind: str, cell: str) -> list[str]:
        """Codes of a list; commas separate only where a part is no word itself."""
        found: list[str] = []
        stated = parts(cell)
        for at, part in enumerate(stated):
            try:
                found += self._part(kind, part)
            except CellError as error:
                mends = [";".join([*stated[:at], mend, *stated[at + 1 :]]) for mend in error.mends]
                raise CellError("code", *mends, vocabulary=kind) from None
        return list(dict.fromkeys(found))

    def _part(self, kind: str, part: str) -> list[str]:
        try:
            return self.code(kind, part)
        except CellError:
            pieces = [piece for piece in re.split(r"\s*,\s*", part) if piece]
            if len(pieces) < 2:  # noqa: PLR2004 - nothing to take apart
                raise
            return [code for piece in pieces for code in self.code(kind, piece)]

    def like(self, kind: str, text: str) -> list[str]:
        """Codes whose label in any language is most like a word, best first."""
        labels: dict[str, str] = {}
        for each in ANY if kind == "any" else (kind,):
            labels |= self._labels[each]
        word = folded(text)[:120]
        hits = [
            hit
            for scorer, least in ((fuzz.token_set_ratio, 90), (fuzz.WRatio, LIKE))
            for hit in process.extract(
                word,
                list(labels),
                scorer=scorer,
                processor=utils.default_process,
                limit=2 * OFFERED,
                score_cutoff=least,
            )
        ]
        return list(dict.fromkeys(labels[label] for label, _score, _at in hits))[:OFFERED]

    def nearly(self, kind: str, text: str, code: str) -> bool:
        """Tell whether a word is a label of a code but for a slip of the pen."""
        word = folded(text)
        return any(
            fuzz.ratio(word, label) >= SLIP
            for label, codes in self._codes[kind].items()
            if codes == [code]
        )

    def _learn(self, kind: str, code: str, labels: dict[str, str]) -> None:
        names = [code, *(labels.get(f"label_{language}") for language in ("en", "ru", "kk"))]
        for name in names:
            if isinstance(name, str) and name:
                self._codes[kind].setdefault(folded(name), [code])
                self._labels[kind].setdefault(folded(name), code)
        note = labels.get("note")
        is_region = isinstance(note, str) and (note.startswith("KZ-") or code == "national")
        if kind == "geography" and is_region:
            self._learn("region", code, {**labels, "note": ""})

    def _learn_aliases(self) -> None:
        words = _seed_words()
        for stated, codes in words.instruments.items():
            if codes:
                self._codes["instrument"].setdefault(folded(stated), codes)
        for stated, code in words.themes.items():
            self._codes["theme"].setdefault(folded(stated), [code])
        for (_sector, stated), code in words.subsectors.items():
            if code:
                self._codes["sector"].setdefault(folded(stated), [code])
        for stated, (stage, _opportunity) in words.stages.items():
            self._codes["stage"].setdefault(folded(stated), [stage])
        for kind in PLACES:
            self._learn_bare_names(kind)
        for (kind, stated), code in words.everyday.items():
            for each in PLACES if kind in PLACES else (kind,):
                self._codes[each].setdefault(folded(stated), self._codes[each][folded(code)])
        self.roles = {folded(role): kind for role, kind in words.roles.items()}
        self.standings = {folded(status): kind for status, kind in words.standings.items()}
        self.parents = {code: parent for code, parent in words.subsector_parents.items() if parent}

    def _learn_bare_names(self, kind: str) -> None:
        """Names without "Region" or "city"; where both have one (Almaty), bare means the city."""
        meant: dict[str, list[list[str]]] = defaultdict(list)
        for name, codes in self._codes[kind].items():
            bare = _PLACE_WORDS.sub("", name).strip()
            if bare != name and codes not in meant[bare]:
                meant[bare].append(codes)
        for bare, several in meant.items():
            city = [codes for codes in several if not any("Region" in code for code in codes)]
            self._codes[kind].setdefault(bare, (city or several)[0])
        self._shared |= {bare for bare, several in meant.items() if len(several) > 1}

    def _place(self, kind: str, text: str) -> list[str] | None:
        """A place written with short words ("обл.", "г.")."""
        for pattern, word in _LONG_WORDS:
            text = re.sub(pattern, word, text)
        bare = _PLACE_WORDS.sub("", text).strip()
        exact = self._codes[kind].get(text)
        return exact if exact or bare in self._shared else self._codes[kind].get(bare)


def words_of(store: Store) -> Words:
    """Words as the database knows them now."""
    return Words(store.frame("vocabulary"), store.frame("corridors"), store.frame("import_words"))


@cache
def _seed_words() -> SeedWords:
    """Words of the seed files, which a running program does not change."""
    return read_words(SeedFolder(SEED))


def folded(text: str) -> str:
    """A word without capitals, doubled blanks and what surrounds it."""
    return " ".join(text.split()).strip(" .,;:\"'«»").casefold().replace("ё", "е")


def parts(cell: str) -> list[str]:
    """Parts of a list as it stands in one cell."""
    return [part for part in _SEPARATORS.split(cell.strip()) if part]


def yes_no(text: str) -> str:
    """``yes`` or ``no``; CellError otherwise."""
    word = folded(text)
    if word in _YES or word == "1":
        return "yes"
    if word in _NO or word == "0":
        return "no"
    raise CellError("yesno")


def country(text: str) -> str:
    """Two-letter code of a country named in English, Russian or Kazakh; CellError otherwise."""
    if text.upper() in _countries().values() and len(text) == 2:  # noqa: PLR2004 - ISO 3166-1
        return text.upper()
    code = _countries().get(folded(text))
    if code is None:
        hits = process.extract(
            folded(text)[:80], list(_countries()), scorer=fuzz.ratio, limit=OFFERED, score_cutoff=75
        )
        raise CellError("country", *dict.fromkeys(_countries()[hit[0]] for hit in hits))
    return code


_COUNTRIES: dict[str, str] = {}


def _countries() -> dict[str, str]:
    if not _COUNTRIES:
        for language in ("en", "ru", "kk"):
            for code, name in Locale(language).territories.items():
                if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:  # noqa: PLR2004
                    _COUNTRIES.setdefault(folded(name), code)
        for name, code in _SHORT.items():
            _COUNTRIES.setdefault(name, code)
    return _COUNTRIES


_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_SHORT: Final = {
    "usa": "US", "сша": "US", "ақш": "US", "uk": "GB", "uae": "AE", "оаэ": "AE", "бәә": "AE",
    "кнр": "CN", "рк": "KZ", "қр": "KZ", "рф": "RU", "южная корея": "KR", "south korea": "KR",
    "turkey": "TR", "czech republic": "CZ", "великобритания": "GB",
}  # fmt: skip


def choice(allowed: Iterable[str], text: str) -> str:
    """One of some words, whatever its capitals; CellError otherwise."""
    words = list(allowed)
    if folded(text) in words:
        return folded(text)
    mends = [word for word in words if fuzz.ratio(word, folded(text)) > LIKE]
    raise CellError("choice", *mends, choices=", ".join(words))
