"""Values that draw the same investors are akin, whatever they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from matching.learning.history import History
from matching.learning.traits import Sparse, Traits

Matrix = NDArray[np.float32]

#: Traits whose values are compared by who came in, where they have no more than so many values.
AKIN = ("sector", "subsector", "region", "macro_region", "stage", "families", "corridor")
MOST_VALUES = 600
#: Investors that are looked at, the most active first.
MOST_INVESTORS = 5_000
#: Years by which a deal falls to a third of its say.
FADE = 6.0
#: Who stayed away says less than who came.
ABSENCE = 0.3


@dataclass(frozen=True)
class Kin:
    """One trait: ``asking`` and ``answering`` are projects x values, their product the kinship.

    Where a project has several values, they count together; a row has length 1 either way.
    """

    asking: Matrix
    answering: Sparse


def read_kin(traits: Traits, history: History) -> dict[str, Kin]:
    """Learn the kinship of values from the deals of a history."""
    found = {}
    for name in AKIN:
        block = traits.blocks.get(name)
        if block is not None and block.shape[1] <= MOST_VALUES:
            found[name] = _kin(block, _likeness(block[history.past], history))
    return found


def _kin(block: Sparse, likeness: Matrix) -> Kin:
    asking = np.asarray(block @ likeness, dtype=np.float32)
    lengths = np.sqrt(np.asarray(block.multiply(asking).sum(axis=1), dtype=np.float64).ravel())
    scale = (1 / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
    return Kin(asking * scale[:, None], csr_array(diags_array(scale) @ block))


def _likeness(values: Sparse, history: History) -> Matrix:
    """Return values x values: the cosine of how much more often each investor came than usual."""
    weight = np.exp(-history.age / FADE)
    deals = _most_active(history.deals, weight)
    weighted = csr_array(diags_array(weight) @ deals)
    came = np.asarray((values.T @ weighted).toarray(), dtype=np.float64)
    often = np.asarray(values.T @ weight)
    usual = (deals.T @ weight) / max(weight.sum(), 1e-12)
    expected = often[:, None] * usual[None, :]
    more = (came - expected) / np.sqrt(expected + 1)
    more[more < 0] *= ABSENCE
    more /= np.sqrt((more**2).sum(axis=1, keepdims=True)) + 1e-9
    likeness: Matrix = np.clip(more @ more.T, 0, 1).astype(np.float32)
    np.fill_diagonal(likeness, 1.0)
    return likeness


def _most_active(deals: Any, weight: NDArray[np.float64]) -> Any:  # noqa: ANN401
    if deals.shape[1] <= MOST_INVESTORS:
        return deals
    most = np.argsort(-(deals.T @ weight), kind="stable")[:MOST_INVESTORS]
    return deals[:, np.sort(most)]
