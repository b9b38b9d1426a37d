"""The vocabularies, and what maps the facts' own words to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from data.rows import each_row
from data.seeding.classify import KeywordRule, PlaceRule, ThemeRule
from data.seeding.files import SeedFolder, SeedTable, split

LABELS = ("label_en", "label_ru", "label_kk", "position", "note")


@dataclass(frozen=True)
class Words:
    """The vocabularies and what maps the facts' own words to them."""

    vocabulary: pd.DataFrame
    instruments: dict[str, list[str]]
    subsectors: dict[tuple[str, str], str]
    themes: dict[str, str]
    stages: dict[str, tuple[str, str]]
    roles: dict[str, str]
    standings: dict[str, str]
    specialisms: list[KeywordRule]
    subsector_parents: dict[str, str]
    theme_rules: list[ThemeRule]
    corridor_rules: list[PlaceRule]
    everyday: dict[tuple[str, str], str]

    def codes(self, kind: str) -> set[str]:
        """All codes of one vocabulary."""
        return set(self.vocabulary.loc[self.vocabulary["kind"] == kind, "code"])


def read_words(seed: SeedFolder) -> Words:
    """Read the vocabularies and what maps words to them."""
    kinds = {
        "sector": "sectors",
        "instrument": "instruments",
        "stage": "stages",
        "opportunity": "opportunities",
        "theme": "themes",
        "geography": "geography",
        "investor_type": "investor_types",
    }
    files = {kind: _vocabulary_file(seed, name) for kind, name in kinds.items()}
    vocabulary = pd.concat(
        [_terms(kind, table) for kind, table in files.items()], ignore_index=True
    )
    instruments = seed.read("vocabulary/instrument_aliases.csv", ("stated", "instruments"))
    instruments.unique("stated")
    instruments.refer_lists("instruments", set(files["instrument"]["code"]), "instrument codes")
    subsectors = seed.read("vocabulary/subsector_aliases.csv", ("sector", "stated", "subsector"))
    subsectors.unique("sector", "stated")
    subsectors.refer("subsector", set(files["sector"]["code"]), "a subsector code", empty=True)
    themes = seed.read("vocabulary/theme_aliases.csv", ("stated", "code"))
    themes.refer("code", set(files["theme"]["code"]), "a theme code")
    stages = seed.read("vocabulary/status_stages.csv", ("status", "stage", "opportunity"))
    stages.refer("stage", set(files["stage"]["code"]), "a stage code")
    stages.refer("opportunity", set(files["opportunity"]["code"]), "an opportunity code")
    roles = seed.read("vocabulary/deal_roles.csv", ("role", "role_kind"))
    standings = seed.read("vocabulary/deal_standings.csv", ("status", "standing"))
    everyday = seed.read("vocabulary/everyday_words.csv", ("kind", "stated", "code"))
    everyday.unique("kind", "stated")
    sectors = files["sector"]
    rules = seed.read(
        "vocabulary/corridor_rules.csv",
        ("corridor_id", "sectors", "subsectors", "regions", "keywords"),
    )
    parents = dict(zip(sectors["code"], sectors["parent"], strict=True))
    return Words(
        vocabulary=vocabulary,
        instruments={
            row["stated"]: split(row["instruments"]) for row in each_row(instruments.frame)
        },
        subsectors={
            (row["sector"], row["stated"]): row["subsector"] for row in each_row(subsectors.frame)
        },
        themes=dict(zip(themes["stated"], themes["code"], strict=True)),
        stages={
            row["status"]: (row["stage"], row["opportunity"]) for row in each_row(stages.frame)
        },
        roles=dict(zip(roles["role"], roles["role_kind"], strict=True)),
        standings=dict(zip(standings["status"], standings["standing"], strict=True)),
        specialisms=[
            KeywordRule(code, tuple(words))
            for code, words in zip(sectors["code"], sectors.lists("keywords"), strict=True)
            if words
        ],
        subsector_parents=parents,
        theme_rules=[
            ThemeRule(code, frozenset(of), frozenset(sub), tuple(words))
            for code, of, sub, words in zip(
                files["theme"]["code"],
                files["theme"].lists("sectors"),
                files["theme"].lists("subsectors"),
                files["theme"].lists("keywords"),
                strict=True,
            )
        ],
        corridor_rules=[
            PlaceRule(code, frozenset(of), frozenset(sub), frozenset(at), tuple(words))
            for code, of, sub, at, words in zip(
                rules["corridor_id"],
                rules.lists("sectors"),
                rules.lists("subsectors"),
                rules.lists("regions"),
                rules.lists("keywords"),
                strict=True,
            )
        ],
        everyday={(row["kind"], row["stated"]): row["code"] for row in each_row(everyday.frame)},
    )


def _vocabulary_file(seed: SeedFolder, name: str) -> SeedTable:
    extra = {
        "sectors": ("parent", "keywords"),
        "instruments": ("parent",),
        "geography": ("parent",),
        "themes": ("sectors", "subsectors", "keywords"),
    }.get(name, ())
    table = seed.read(f"vocabulary/{name}.csv", ("code", *LABELS, *extra))
    table.require("code")
    table.require("label_en")
    if "parent" in extra:
        table.refer("parent", set(table["code"]), "a code of this file", empty=True)
        table.unique("code", "parent")
    else:
        table.unique("code")
    return table


def _terms(kind: str, table: SeedTable) -> pd.DataFrame:
    parents = table["parent"] if "parent" in table.frame else ""
    terms = pd.DataFrame({"kind": kind, "code": table["code"], "parent": parents})
    for column in ("label_en", "label_ru", "label_kk", "note"):
        terms[column] = table.text(column)
    terms["position"] = table.whole("position")
    return terms


def instrument_codes(stated: Iterable[str], words: Words) -> list[str]:
    """Codes of some instrument words, each once, in their order."""
    return once(code for word in stated for code in words.instruments.get(word, []))


def once(values: Iterable[str]) -> list[str]:
    """Each value once, in order of first appearance."""
    return list(dict.fromkeys(values))
