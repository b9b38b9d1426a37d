"""The rules that a structure is checked against: their rows, and the function behind each.

What a rule says, its source, date and limits are data (a row of ``structure_rule``); what it
looks at is a small function here or in one of the ``rules_*`` files, by the rule's id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from structuring.record import Structure

Level = Literal["impossible", "warning", "unconfirmed"]

#: Worst first.
LEVELS: tuple[Level, ...] = ("impossible", "warning", "unconfirmed")

Limits = Mapping[str, float]


@dataclass(frozen=True)
class Rule:
    """One rule as its row says it; ``level`` is the worst that it can find."""

    rule: str
    level: Level
    limits: Limits
    source: str
    source_url: str | None
    as_of: str | None
    verified: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """What a rule found in one structure.

    ``why`` names the sentence, ``fields`` what it is about, ``said`` the values in it. ``unread``
    tells that the rule could not be checked, since a field that it needs was not read.
    """

    level: Level
    why: str
    fields: tuple[str, ...]
    said: Mapping[str, Any] = field(default_factory=dict)
    unread: bool = False
    rule: str = ""

    @property
    def blocks(self) -> bool:
        """Whether a structure with this finding cannot count as checked."""
        return self.level == "impossible" or self.unread


Check = Callable[[Structure, Limits], Iterable[Finding]]


def impossible(why: str, *fields: str, **said: object) -> Finding:
    """Give a finding that no structure can have."""
    return Finding("impossible", why, fields, said)


def warning(why: str, *fields: str, **said: object) -> Finding:
    """Give a finding that a person has to look at."""
    return Finding("warning", why, fields, said)


def unconfirmed(why: str, *fields: str, **said: object) -> Finding:
    """Give a finding that somebody has to confirm."""
    return Finding("unconfirmed", why, fields, said)


def unread(
    structure: Structure, *fields: str, level: Level = "unconfirmed", why: str = "unread"
) -> Iterator[Finding]:
    """Yield one finding for the fields that the rule needs and that were not read."""
    missing = tuple(name for name in fields if not structure.read(name))
    if missing:
        yield Finding(level, why, missing, {"fields": missing}, unread=True)


def rules_from(rows: pd.DataFrame) -> dict[str, Rule]:
    """Give the rules by id, from the rows of ``structure_rule``, in their order."""
    return {
        row["rule"]: Rule(
            rule=row["rule"],
            level=row["level"],
            limits=limits_from(row["limits"]),
            source=row["source"],
            source_url=row["source_url"] if isinstance(row["source_url"], str) else None,
            as_of=row["as_of"] if isinstance(row["as_of"], str) else None,
            verified=row["verified"],
            words={code: row[f"words_{code}"] for code in ("en", "ru", "kk")},
        )
        for row in rows.to_dict("records")
    }


def limits_from(cell: object) -> dict[str, float]:
    """Give the limits that a cell such as ``share_capital_usd=100000;directors=2`` states.

    Raises
    ------
    ValueError
        Where a part is not a name, an equals sign and a number.
    """
    parts = [part.strip() for part in cell.split(";")] if isinstance(cell, str) else []
    pairs = [part.split("=") for part in parts if part]
    return {name.strip(): float(number) for name, number in pairs}
