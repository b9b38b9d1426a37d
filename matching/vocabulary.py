"""Vocabularies as directed graphs: a code lies within its parents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

import pandas as pd

from matching.columns import read_texts


class Vocabulary:
    """One kind of codes: who lies within whom, and in which order they stand.

    A code may have several parents. A code that the vocabulary does not know has none: it is
    equal to itself and to nothing else, so every criterion also works without a vocabulary.
    """

    def __init__(
        self, parents: Mapping[str, tuple[str, ...]], positions: Mapping[str, int] | None = None
    ) -> None:
        self._parents = dict(parents)
        self._positions = dict(positions or {})
        self._children: dict[str, list[str]] = {}
        for code, above in self._parents.items():
            for parent in above:
                self._children.setdefault(parent, []).append(code)
        self.steps_up = cache(self._steps_up)

    def __contains__(self, code: object) -> bool:
        return code in self._parents

    def __len__(self) -> int:
        return len(self._parents)

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[object, object]]:
        return Vocabulary, (self._parents, self._positions)

    def parents(self, code: str) -> tuple[str, ...]:
        """Return the codes directly above ``code``, sorted."""
        return self._parents.get(code, ())

    def children(self, code: str) -> list[str]:
        """Return the codes directly within ``code``."""
        return self._children.get(code, [])

    def describe(self) -> str:
        """Return everything it holds as one line, in an order of its own."""
        return repr((sorted(self._parents.items()), sorted(self._positions.items())))

    @property
    def ladder(self) -> list[str]:
        """All codes with a place in the vocabulary's own order, in that order."""
        return sorted(self._positions, key=lambda code: (self._positions[code], code))

    def position(self, code: str) -> int | None:
        """Return where ``code`` stands in the vocabulary's own order, if it says."""
        return self._positions.get(code)

    def is_root(self, code: str) -> bool:
        """Tell whether ``code`` is known and lies within nothing."""
        return code in self._parents and not self._parents[code]

    def roots(self, codes: Iterable[str]) -> frozenset[str]:
        """Return the topmost codes above ``codes``; an unknown code is its own root."""
        above = (code for start in codes for code in self.steps_up(start))
        return frozenset(code for code in above if not self.parents(code))

    def _steps_up(self, code: str) -> Mapping[str, int]:
        """Return every code that ``code`` lies within (itself too) and the fewest steps to it."""
        steps = {code: 0}
        frontier = [code]
        while frontier:
            above = {parent for child in frontier for parent in self.parents(child)}
            frontier = sorted(above - steps.keys())
            steps.update(dict.fromkeys(frontier, max(steps.values()) + 1))
        return MappingProxyType(steps)


def read_vocabularies(frame: pd.DataFrame | None) -> dict[str, Vocabulary]:
    """Read the frame with ``kind``, ``code``, ``parent`` and, where there is one, ``position``."""
    if frame is None or frame.empty:
        return {}
    parents: dict[str, dict[str, set[str]]] = {}
    positions: dict[str, dict[str, int]] = {}
    columns = [
        read_texts(frame[name]).to_pylist() if name in frame else [""] * len(frame)
        for name in ("kind", "code", "parent", "position")
    ]
    for kind, code, parent, position in zip(*columns, strict=True):
        above = parents.setdefault(kind, {}).setdefault(code, set())
        if parent:
            above.add(parent)
            parents[kind].setdefault(parent, set())
        if position:
            positions.setdefault(kind, {}).setdefault(code, int(float(position)))
    return {
        kind: Vocabulary(
            {code: tuple(sorted(above)) for code, above in codes.items()}, positions.get(kind)
        )
        for kind, codes in parents.items()
    }
