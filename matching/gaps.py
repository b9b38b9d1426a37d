"""The gap in the records whose closing would tell the most about a pair."""

from __future__ import annotations

from collections import Counter

from matching.results import Explanation, Unknown


def most_telling_gap(explanation: Explanation) -> Unknown | None:
    """Return what would narrow the band most if it were collected; any one of its fields does.

    The band narrows by the weight of the criterion, and only where the other side already says
    something: where both are missing, neither alone narrows it. None where nothing that counts
    is missing on one side alone. Ties go to the criterion shown first.
    """
    alone = [gap for gap in explanation.unknown if narrows(explanation, gap)]
    return max(alone, key=lambda gap: narrows(explanation, gap), default=None)


def narrows(explanation: Explanation, gap: Unknown) -> float:
    """Return how much of the score (0..1) closing one gap alone would settle."""
    sides = Counter(each.criterion for each in explanation.unknown)
    if sides[gap.criterion] > 1:
        return 0.0
    return next(
        reason.weight for reason in explanation.criteria if reason.criterion == gap.criterion
    )
