"""What a deal of a kind needs before closing, and what of it is there: a count, no percentage."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from structuring.record import Structure


@dataclass(frozen=True)
class Condition:
    """One condition on a field, as its cell says it.

    ``field`` (read, whatever it says), ``field=a|b``, ``field!=a`` (read, and not that),
    ``field>=number``.
    """

    field: str
    sign: str = ""
    value: str = ""

    def holds(self, structure: Structure) -> bool:
        """Tell whether a structure meets the condition; an unread field meets none."""
        said = structure.get(self.field)
        if said is None:
            return False
        if self.sign == "=":
            return said in self.value.split("|")
        if self.sign == "!=":
            return said != self.value
        if self.sign == ">=":
            number = structure.number(self.field)
            return number is not None and number >= float(self.value)
        return True


@dataclass(frozen=True)
class Need:
    """One line of the checklist: where it applies, what it asks for, who says so."""

    need: str
    applies: tuple[Condition, ...]
    asks: tuple[Condition, ...]
    rule: str | None
    source: str
    source_url: str | None
    as_of: str | None
    verified: str
    words: Mapping[str, str]

    def concerns(self, structure: Structure) -> bool:
        """Tell whether a deal of this kind needs it."""
        return all(condition.holds(structure) for condition in self.applies)

    def met(self, structure: Structure) -> bool:
        """Tell whether the structure has all that it asks for."""
        return all(condition.holds(structure) for condition in self.asks)

    def missing(self, structure: Structure) -> tuple[str, ...]:
        """Name the fields that are not yet as asked."""
        return tuple(each.field for each in self.asks if not each.holds(structure))


@dataclass(frozen=True)
class Readiness:
    """The checklist of one deal: what applies, and what of it is there."""

    needs: Sequence[Need]
    met: Sequence[Need]

    @property
    def missing(self) -> list[Need]:
        """What applies and is not there."""
        return [need for need in self.needs if need not in self.met]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return len(self.met) == len(self.needs)


def readiness(structure: Structure, needs: Sequence[Need]) -> Readiness:
    """Give the checklist of a deal. What applies grows as its kind becomes known."""
    applying = [need for need in needs if need.concerns(structure)]
    return Readiness(applying, [need for need in applying if need.met(structure)])


_CONDITION = re.compile(r"([a-z_]+)(?:(!=|>=|=)([\w|.]+))?")


def conditions(cell: object) -> tuple[Condition, ...]:
    """Read the conditions of a cell, separated by semicolons.

    Raises
    ------
    ValueError
        Where a part is not a condition.
    """
    parts = [part.strip() for part in cell.split(";")] if isinstance(cell, str) else []
    found = []
    for part in filter(None, parts):
        match = _CONDITION.fullmatch(part)
        if match is None:
            raise ValueError(f"not a condition: {part!r}")
        field, sign, value = match.groups(default="")
        found.append(Condition(field, sign, value))
    return tuple(found)


def needs_from(rows: pd.DataFrame) -> list[Need]:
    """Give the lines of the checklist from the rows of ``structure_need``, in their order."""
    return [
        Need(
            need=row["need"],
            applies=conditions(row["applies"]),
            asks=conditions(row["asks"]),
            rule=_text(row["rule"]),
            source=row["source"],
            source_url=_text(row["source_url"]),
            as_of=_text(row["as_of"]),
            verified=row["verified"],
            words={code: row[f"words_{code}"] for code in ("en", "ru", "kk")},
        )
        for row in rows.to_dict("records")
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
