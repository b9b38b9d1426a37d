"""The fields a record has, their names in three languages, and what may stand in each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Kind = Literal["investor", "project", "deal"]

#: Kinds of record by the word of the command line, in the order they are imported.
KINDS: dict[str, Kind] = {"investors": "investor", "projects": "project", "deals": "deal"}

#: Values of these types are lists.
LIST_TYPES = frozenset({"codes", "words"})
#: Values of these types are floating point numbers.
NUMBER_TYPES = frozenset({"amount", "number"})

#: Columns of an export that are worked out from others: read past without a word.
DERIVED = frozenset({"origin", "screening", "aliases", "stale", "counts"})

FIELDS_FILE = Path(__file__).parent / "fields.csv"


@dataclass(frozen=True)
class Field:
    """One column of a record.

    ``type`` says how its cells are read (``columns``), ``vocabulary`` which codes they hold, or
    the allowed words separated by ``|`` where the type is ``choice``. ``names`` holds, per
    language, what people call it, its label first.
    """

    kind: Kind
    name: str
    type: str
    vocabulary: str
    names: dict[str, list[str]]

    @property
    def stored(self) -> bool:
        """False for a field that only stands for others (a ticket given as one range)."""
        return self.type != "range"

    @property
    def required(self) -> bool:
        """Tell whether every record needs it."""
        return self.type in {"id", "name", "reference"}

    @property
    def choices(self) -> list[str]:
        """Allowed words of a ``choice``."""
        return self.vocabulary.split("|") if self.type == "choice" else []

    def label(self, language: str) -> str:
        """What the field is called in a language, else in English."""
        return (self.names.get(language) or self.names["en"])[0]


@cache
def fields(kind: Kind) -> dict[str, Field]:
    """Fields of a kind of record by their name, in their order."""
    with FIELDS_FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["field"]: Field(
                kind=kind,
                name=row["field"],
                type=row["type"],
                vocabulary=row["vocabulary"],
                names={code: row[code].split(";") for code in ("en", "ru", "kk")},
            )
            for row in csv.DictReader(file)
            if row["kind"] == kind
        }


def stored_fields(kind: Kind) -> list[Field]:
    """Fields that are columns of the fact table."""
    return [field for field in fields(kind).values() if field.stored]


def key(kind: Kind) -> str:
    """Name of the id column."""
    return f"{kind}_id"
