"""The structure of a deal: AIFC fields as text, read as what they are.

A field that is missing was not read. That is not the same as the value ``none``, which says that
there is none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

NONE = "none"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Structure:
    """Fields of one deal by name, as stored: codes, plain numbers, ISO dates, yes or no.

    ``sources`` holds the address where a field was read, for those that have one.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Give the value, or None where the field was not read."""
        return self.fields.get(name) or None

    def read(self, name: str) -> bool:
        """Tell whether the field was read; ``none`` counts as read."""
        return self.get(name) is not None

    def some(self, name: str) -> bool:
        """Tell whether the field names something: read, and neither ``none`` nor ``no``."""
        return self.get(name) not in {None, NONE, NO}

    def one_of(self, name: str, *codes: str) -> bool:
        """Tell whether the field has one of these values."""
        return self.get(name) in codes

    def yes(self, name: str) -> bool | None:
        """Give the answer of a yes-or-no field; None where it was not read."""
        said = self.get(name)
        return None if said is None else said == YES

    def number(self, name: str) -> float | None:
        """Give a number; None where it was not read or is none."""
        said = self.get(name)
        try:
            value = math.nan if said is None else float(said)
        except ValueError:
            return None
        return value if math.isfinite(value) else None

    def sourced(self, name: str) -> bool:
        """Tell whether it is on record where the field was read."""
        return bool(self.sources.get(name))

    def changed(self, changes: Mapping[str, str | None], source: str = "") -> Structure:
        """Give the structure with some fields set; None takes a value out.

        A changed field was read in ``source``, whatever its earlier value came from.
        """
        values = dict(self.fields) | dict(changes)
        sources = dict(self.sources) | dict.fromkeys(changes, source)
        return Structure(
            {name: value for name, value in values.items() if value is not None},
            {name: where for name, where in sources.items() if where},
        )


#: What a field holds. ``record`` is the id of another record.
KINDS = ("choice", "yes_no", "number", "whole", "date", "text", "record")
LONGEST_TEXT = 500


def fault_of(kind: str, value: str, codes: frozenset[str], today: date) -> str | None:
    """Say why ``value`` cannot stand in a field of this kind, as a code; None where it can.

    Codes: ``unknown_code``, ``not_a_number``, ``negative``, ``not_whole``, ``not_a_date``,
    ``in_the_future``, ``too_long``, ``unseen``.
    """
    if kind == "choice":
        return None if value in codes else "unknown_code"
    if kind == "yes_no":
        return None if value in {YES, NO} else "unknown_code"
    if kind in {"number", "whole"}:
        return _number_fault(value, whole=kind == "whole")
    if kind == "date":
        return _date_fault(value, today)
    if len(value) > LONGEST_TEXT:
        return "too_long"
    return None if value.isprintable() else "unseen"


def _number_fault(value: str, *, whole: bool) -> str | None:
    # Written out, as people write amounts: neither 1e9 nor nan is meant by anybody.
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", value):
        return "not_a_number"
    number = float(value)
    if number < 0:
        return "negative"
    return "not_whole" if whole and number % 1 else None


def _date_fault(value: str, today: date) -> str | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "not_a_date"
    return "in_the_future" if day > today else None
