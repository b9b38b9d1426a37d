"""The mean of a criterion over pairs, without going through them where that can be."""

from __future__ import annotations

import math

import numpy as np

from matching.encoding import Encoding
from matching.learned import learned_part
from matching.table import IntArray

#: Values that are held in memory at a time.
AT_ONCE = 1_000_000
#: Investors at a time.
WIDTH = 4096


def mean_value(encoding: Encoding, rows: IntArray) -> float:
    """Return the mean value of some projects, all known, over every investor that is known."""
    known = encoding.investor_known
    count = len(rows) * int(known.sum())
    learned = learned_part(encoding)
    if learned is not None:
        size = max(1, AT_ONCE // max(len(learned.active), 1))
        blocks = [rows[start : start + size] for start in range(0, len(rows), size)]
        sums = [learned.active_values(block).sum(dtype=np.float64) for block in blocks]
        return math.fsum(map(float, sums)) / count
    asks = encoding.projects[rows]
    if encoding.half is None:
        # A mean of products with one side fixed is the product of the means.
        return float(asks.sum(axis=0) @ encoding.investors.sums(known)) / count
    questions = np.unique(asks.indices)
    asks = asks[:, questions].astype(np.float32)
    columns = np.flatnonzero(known)
    sums = []
    for start in range(0, len(columns), WIDTH):
        product = asks @ encoding.investors.take(questions, columns[start : start + WIDTH])
        product *= np.float32(1 + encoding.half) / (product + np.float32(encoding.half))
        sums.append(float(product.sum(dtype=np.float64)))
    return math.fsum(sums) / count
