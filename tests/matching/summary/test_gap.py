"""Capital that fits: no ticket is used twice, no ask is overfilled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from matching.summary.gap import capital_that_fits, shortfall
from matching.summary.sums import MARKS


def by_linear_programme(asks: pd.Series, tickets: pd.Series, pairs: list[tuple[str, str]]) -> float:
    """The same by another way: one amount per pair, rows and columns bounded."""
    limits = np.zeros((len(asks) + len(tickets), len(pairs)))
    for at, (project, investor) in enumerate(pairs):
        limits[asks.index.get_loc(project), at] = 1
        limits[len(asks) + tickets.index.get_loc(investor), at] = 1
    bounds = np.concatenate([asks.to_numpy(), tickets.to_numpy()])
    return -float(linprog(-np.ones(len(pairs)), A_ub=limits, b_ub=bounds).fun)


@pytest.mark.parametrize("seed", range(5))
def test_the_largest_flow_is_that_of_a_linear_programme(seed: int) -> None:
    random = np.random.default_rng(seed)
    asks = pd.Series(random.uniform(1, 300, 8).round(3), index=[f"p{i}" for i in range(8)])
    tickets = pd.Series(random.uniform(1, 200, 12).round(3), index=[f"i{i}" for i in range(12)])
    pairs = [(p, i) for p in asks.index for i in tickets.index if random.random() < 0.3]
    fits = capital_that_fits(asks, tickets, pairs)
    assert fits == pytest.approx(by_linear_programme(asks, tickets, pairs), abs=0.02)


def test_one_ticket_is_not_used_for_two_asks() -> None:
    asks = pd.Series({"a": 50.0, "b": 50.0})
    assert capital_that_fits(asks, pd.Series({"x": 60.0}), [("a", "x"), ("b", "x")]) == 60.0


def test_an_ask_without_a_viable_investor_takes_nothing() -> None:
    asks = pd.Series({"a": 50.0, "b": 50.0})
    assert capital_that_fits(asks, pd.Series({"x": 60.0}), [("a", "x")]) == 50.0
    assert capital_that_fits(asks.iloc[:0], pd.Series({"x": 60.0}), []) == 0.0


def test_a_very_large_amount_does_not_overflow() -> None:
    huge = pd.Series({"a": 9e9})
    assert capital_that_fits(huge, pd.Series({"x": 100.0}), [("a", "x")]) == 100.0


def test_the_shortfall_leaves_announced_costs_out() -> None:
    rows = [
        ["rail", "open", 1, 100.0, 1, 0, 0, "project", ["p"]],
        ["rail", "announced", 1, 900.0, 1, 0, 0, "project", ["q"]],
        ["rail", "capital", 1, 30.0, 1, 0, 0, "investor", ["i"]],
    ]
    assert shortfall(pd.DataFrame(rows, columns=MARKS))["rail"] == 70.0
