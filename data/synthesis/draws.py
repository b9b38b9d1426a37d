"""Many records at once: choices by measured shares, lists without repeats, numbered names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.integer]
BoolArray = NDArray[np.bool_]

#: Rows that are drawn and written at a time. Part of what the same seed gives: keep it.
CHUNK = 65_536
#: A missing value among positions.
NONE = -1

#: Shares below this are never drawn into a list, not even to fill it.
_NEVER = 1e-12
_DIGITS = 6


@dataclass(frozen=True)
class Shares:
    """How often each value comes, per group: ``weights`` is groups x values, rows sum to 1."""

    weights: FloatArray

    def draw(self, random: np.random.Generator, groups: IntArray) -> IntArray:
        """Draw one position among the values for each entry of ``groups``."""
        groups = groups.astype(np.int64)
        count, width = self.weights.shape
        steps = np.cumsum(self.weights, axis=1)
        steps /= steps[:, -1:]
        line = (steps + np.arange(count)[:, None]).ravel()
        found = np.searchsorted(line, groups + random.random(len(groups)), side="right")
        drawn: IntArray = np.minimum(found - groups * width, width - 1)
        return drawn


def shares(groups: IntArray, values: IntArray, shape: tuple[int, int], lean: float = 0.0) -> Shares:
    """Count how often each value comes in each group.

    Few rows say little: each group leans to the shares of all groups as if ``lean`` more rows
    had them. A group without rows takes the shares of all.
    """
    counts = np.zeros(shape)
    np.add.at(counts, (groups, values), 1.0)
    overall = counts.sum(axis=0) / max(counts.sum(), 1.0)
    counts += lean * overall
    counts[counts.sum(axis=1) == 0] = overall
    return Shares(counts / counts.sum(axis=1, keepdims=True))


def stream(seed: int, *place: int) -> np.random.Generator:
    """Return the random numbers of one table and chunk: they depend on nothing drawn before."""
    return np.random.default_rng([seed, *place])


def several(
    random: np.random.Generator, given: Shares, groups: IntArray, counts: IntArray, width: int
) -> IntArray:
    """Draw ``counts`` distinct positions per row, rows x ``width``, filled up with NONE.

    Exponential times divided by the shares, the smallest first: a weighted draw without
    replacement for all rows at once.
    """
    picks = np.full((len(groups), width), NONE, dtype=np.int16)
    rows = np.flatnonzero(counts > 0)
    weights = np.maximum(given.weights, _NEVER / 10).astype(np.float32)[groups[rows]]
    times = random.standard_exponential(weights.shape, dtype=np.float32) / weights
    width = min(width, weights.shape[1])
    first = np.argpartition(times, width - 1, axis=1)[:, :width]
    order = np.argsort(np.take_along_axis(times, first, axis=1), axis=1)
    first = np.take_along_axis(first, order, axis=1)
    kept = np.arange(width) < counts[rows][:, None]
    kept &= np.take_along_axis(weights, first, axis=1) > _NEVER
    picks[rows, :width] = np.where(kept, first, NONE)
    return picks


@dataclass(frozen=True)
class LogNormal:
    """Amounts whose logs are normal, cut off at the smallest and the largest measured."""

    mean: float
    deviation: float
    lowest: float
    highest: float

    def draw(self, random: np.random.Generator, count: int) -> FloatArray:
        """Draw the logs of ``count`` amounts."""
        ends = (np.array([self.lowest, self.highest]) - self.mean) / self.deviation
        low, high = (float(each) for each in ndtr(ends))
        drawn: FloatArray = ndtri(random.uniform(low, high, count))
        return self.mean + self.deviation * drawn


def log_normal(amounts: FloatArray) -> LogNormal:
    """Measure amounts; missing ones and zeros do not count."""
    logs = np.log(amounts[amounts > 0])
    return LogNormal(*(float(each) for each in (logs.mean(), logs.std(), logs.min(), logs.max())))


def rounded(amounts: FloatArray) -> FloatArray:
    """Round to three significant digits, as people state amounts."""
    steps = 10.0 ** (np.floor(np.log10(amounts)) - 2)
    return np.round(np.round(amounts / steps) * steps, 6)


def texts(values: pa.Array, positions: IntArray) -> pa.Array:
    """Look positions up in an Arrow array; NONE becomes null."""
    return values.take(pa.array(positions, mask=positions < 0))


def lists(values: pa.Array, picks: IntArray) -> pa.Array:
    """Look rows of positions up in an Arrow array; a row of NONE becomes an empty list."""
    kept = picks >= 0
    offsets = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values.take(pa.array(picks[kept])))


def numbers(values: FloatArray, known: BoolArray) -> pa.Array:
    """Return amounts, null where not known."""
    return pa.array(values, type=pa.float64(), mask=~known)


def numbered(before: str, positions: IntArray, of: int) -> pa.Array:
    """Return ``before`` and the number of each record, from 1, all equally long."""
    digits = pc.cast(pa.array(np.asarray(positions, dtype=np.int64) + 1), pa.string())
    return joined(before, pc.utf8_lpad(digits, width=max(_DIGITS, len(str(of))), padding="0"))


def joined(*parts: object) -> pa.Array:
    """Put texts and columns of texts together, row by row."""
    return pc.binary_join_element_wise(*parts, "")
