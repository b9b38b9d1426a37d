"""The written rules that give a record what its source does not state.

Every rule is a row of a seed file; these functions only apply them. What they assign is marked
as inferred wherever it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class KeywordRule:
    """``code`` holds where one of the keywords stands in the text as whole words."""

    code: str
    keywords: tuple[str, ...]

    def holds(self, text: str) -> bool:
        """Tell whether a keyword stands in ``text``, in any case."""
        return bool(self.keywords) and _pattern(self.keywords).search(text.lower()) is not None


@dataclass(frozen=True)
class PlaceRule:
    """``code`` holds by sector, subsector and region together, or by a keyword alone.

    An empty set allows any value, but a rule without regions holds by keyword only.
    """

    code: str
    sectors: frozenset[str] = field(default_factory=frozenset)
    subsectors: frozenset[str] = field(default_factory=frozenset)
    regions: frozenset[str] = field(default_factory=frozenset)
    keywords: tuple[str, ...] = ()

    def holds(
        self, sectors: Iterable[str], subsector: str, regions: Iterable[str], text: str
    ) -> bool:
        """Tell whether the rule assigns its code to such a project."""
        if KeywordRule(self.code, self.keywords).holds(text):
            return True
        if self.sectors and not self.sectors.intersection(sectors):
            return False
        if self.subsectors and subsector not in self.subsectors:
            return False
        return bool(self.regions.intersection(regions))


@dataclass(frozen=True)
class ThemeRule:
    """``code`` holds by sector, by subsector or by keyword."""

    code: str
    sectors: frozenset[str]
    subsectors: frozenset[str]
    keywords: tuple[str, ...]

    def holds(self, sectors: Iterable[str], subsector: str, text: str) -> bool:
        """Tell whether the rule assigns its theme to such a project."""
        return (
            bool(self.sectors.intersection(sectors))
            or subsector in self.subsectors
            or KeywordRule(self.code, self.keywords).holds(text)
        )


def specialisms(
    text: str, sectors: Iterable[str], rules: Sequence[KeywordRule], parents: Mapping[str, str]
) -> list[str]:
    """Subsectors, within the investor's stated sectors, that its own description names."""
    stated = set(sectors)
    return [rule.code for rule in rules if parents[rule.code] in stated and rule.holds(text)]


def _pattern(keywords: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in keywords) + r")\b")
