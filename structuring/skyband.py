"""Candidates that can be in a best stack at all: the others are beaten by enough of their kind."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from matching.table import BoolArray, FloatArray


def skyband(kinds: Sequence[Hashable], merits: FloatArray, depth: int) -> BoolArray:
    """Tell who has fewer than ``depth`` others of its kind that are at least as good in all.

    ``merits`` has one row per candidate, more is better in every column; of two equals, the one
    that comes first counts as better.
    """
    kept = np.zeros(len(kinds), dtype=np.bool_)
    groups: dict[Hashable, list[int]] = {}
    for place, kind in enumerate(kinds):
        groups.setdefault(kind, []).append(place)
    for group in groups.values():
        rows = merits[group]
        # Whoever is better in all also comes first in this order.
        order = np.lexsort((np.arange(len(group)), *(-rows[:, ::-1]).T))
        best = np.empty((0, merits.shape[1]))
        for place in order.tolist():
            # Those beaten by enough others need not be counted: who beats them beats this one too.
            if int((best >= rows[place]).all(axis=1).sum()) < depth:
                kept[group[place]] = True
                best = np.vstack([best, rows[place]])
    return kept
