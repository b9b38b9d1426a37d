"""Ratings by kinds of investors: held small, and the same to the last bit."""

from __future__ import annotations

import numpy as np

from matching.sides import looked


def test_kinds_that_all_questions_rate_alike_are_held_once() -> None:
    table = np.array([[0.5, 0.25, 0.5, 1.0], [0.1, 0.1, 0.1, 0.0]], dtype=np.float32)
    codes = np.array([0, 1, 2, 3, 2, 0], dtype=np.int32)
    side = looked(table, codes)
    assert side.shape == (2, 6)
    assert side.table.shape == (2, 3)
    np.testing.assert_array_equal(side.take(np.arange(2), slice(None)), table[:, codes])
    np.testing.assert_array_equal(side.take(np.array([1]), np.array([3, 0])), table[1:, [3, 0]])


def test_ratings_of_nobody_or_by_no_question_are_empty() -> None:
    nobody = np.zeros(0, dtype=np.int32)
    assert looked(np.zeros((2, 0), dtype=np.float32), nobody).shape == (2, 0)
    no_question = looked(np.zeros((0, 1), dtype=np.float32), np.zeros(3, dtype=np.int32))
    assert no_question.shape == (0, 3)
