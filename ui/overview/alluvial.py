"""Where the ribbons of a flow run: pure geometry, for the screen and for paper alike."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from matching.summary.flows import STEPS, nodes

#: Share of the height that stays empty between the names of a step.
GAPS = 0.22


@dataclass(frozen=True)
class Node:
    """A name of a step: from ``low`` to ``high``, 0 at the foot and 1 at the top."""

    step: int
    code: str
    low: float
    high: float
    weight: float

    @property
    def middle(self) -> float:
        """Half way up."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Ribbon:
    """What runs from one name to the next step's: its foot and top at either end."""

    step: int
    source: str
    target: str
    colour_of: str
    weight: float
    left: tuple[float, float]
    right: tuple[float, float]


def layout(table: pd.DataFrame) -> tuple[list[Node], list[Ribbon]]:
    """Lay a table of ``summary.flows`` out; the first name of a step is on top."""
    found = [_stack(table, at, step) for at, step in enumerate(STEPS)]
    ribbons = [
        ribbon
        for at in range(len(STEPS) - 1)
        for ribbon in _ribbons(table, at, found[at], found[at + 1])
    ]
    return [node for names in found for node in names.values()], ribbons


def _stack(table: pd.DataFrame, at: int, step: str) -> dict[str, Node]:
    named = nodes(table, step)
    whole = float(named["weight"].sum()) or 1.0
    between = GAPS / max(len(named) - 1, 1) if len(named) > 1 else 0.0
    scale = (1.0 - (GAPS if len(named) > 1 else 0.0)) / whole
    top, placed = 1.0, {}
    for code, weight in zip(named["group"], named["weight"], strict=True):
        low = top - scale * float(weight)
        placed[str(code)] = Node(at, str(code), low, top, float(weight))
        top = low - between
    return placed


def _ribbons(
    table: pd.DataFrame, at: int, left: dict[str, Node], right: dict[str, Node]
) -> list[Ribbon]:
    source, target = STEPS[at], STEPS[at + 1]
    weights = table.groupby([source, target])["weight"].sum()
    used_left = {code: node.high for code, node in left.items()}
    used_right = {code: node.high for code, node in right.items()}
    ribbons = []
    for a, node_a in left.items():
        for b, node_b in right.items():
            weight = float(weights.get((a, b), 0.0))
            if not weight:
                continue
            from_, to = _cut(used_left, node_a, weight), _cut(used_right, node_b, weight)
            sector = a if source == "sector" else b
            ribbons.append(Ribbon(at, a, b, sector, weight, from_, to))
    return ribbons


def _cut(used: dict[str, float], node: Node, weight: float) -> tuple[float, float]:
    top = used[node.code]
    low = top - (node.high - node.low) * weight / node.weight
    used[node.code] = low
    return low, top
