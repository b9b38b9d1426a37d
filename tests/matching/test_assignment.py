"""One against many: the best that can be, against trying everything."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import assign

RECEIVERS = ["a", "b", "c"]


def pairs_of(table: dict[tuple[str, str], float]) -> pd.DataFrame:
    rows = [(who, what, score) for (who, what), score in table.items()]
    return pd.DataFrame(rows, columns=["receiver", "item", "score"])


def best_of_all(table: dict[tuple[str, str], float], each: int, most: int) -> tuple[int, float]:
    """How many pairs and which total are the best, by trying every set of pairs."""
    best = (0, 0.0)
    for size in range(len(table) + 1):
        for chosen in combinations(table, size):
            whos, whats = [who for who, _ in chosen], [what for _, what in chosen]
            if any(whos.count(who) > each for who in whos):
                continue
            if any(whats.count(what) > most for what in whats):
                continue
            best = max(best, (size, sum(table[pair] for pair in chosen)))
    return best


@given(
    table=st.dictionaries(
        st.tuples(st.sampled_from(RECEIVERS), st.sampled_from(["x", "y", "z", "w"])),
        st.integers(0, 20).map(lambda points: points / 20),
        max_size=9,
    ),
    each=st.integers(1, 3),
    most=st.integers(1, 3),
)
@settings(max_examples=60, deadline=None)
def test_nothing_better_is_found_by_trying_everything(
    table: dict[tuple[str, str], float], each: int, most: int
) -> None:
    found = assign(pairs_of(table), RECEIVERS, each, most)
    assert (len(found.pairs), round(found.total, 6)) == (
        best_of_all(table, each, most)[0],
        round(best_of_all(table, each, most)[1], 6),
    )
    assert set(zip(found.pairs["receiver"], found.pairs["item"], strict=True)) <= set(table)
    assert found.pairs["receiver"].value_counts().max() <= each or found.pairs.empty
    assert found.pairs["item"].value_counts().max() <= most or found.pairs.empty
    got = found.pairs["receiver"].value_counts()
    assert {short.receiver for short in found.shortfalls} == {
        name for name in RECEIVERS if got.get(name, 0) < each
    }


def test_whoever_gets_fewer_is_told_why() -> None:
    table = {("a", "x"): 0.9, ("a", "y"): 0.8, ("b", "x"): 0.7, ("b", "y"): 0.6, ("c", "x"): 0.5}
    found = assign(pairs_of(table), ["a", "b", "c", "d"], each=2, most=1)
    assert len(found.pairs) == 2
    why = {short.receiver: (short.got, short.fitting, short.why) for short in found.shortfalls}
    assert why["d"] == (0, 0, "too_few_fit")
    assert why["c"][1:] == (1, "too_few_fit")
    assert why["b"][2] == "held_by_others" or why["a"][2] == "held_by_others"


def test_a_place_is_that_in_the_receivers_own_ranking() -> None:
    table = {("a", "x"): 0.9, ("a", "y"): 0.8, ("b", "x"): 0.85, ("b", "z"): 0.1}
    found = assign(pairs_of(table), ["b", "a"], each=1, most=1)
    assert found.pairs.to_numpy().tolist() == [["b", "x", 0.85, 1], ["a", "y", 0.8, 2]]


@pytest.mark.parametrize(("each", "most"), [(0, 1), (1, 0)])
def test_nothing_for_nobody_is_refused(each: int, most: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        assign(pairs_of({}), ["a"], each, most)
