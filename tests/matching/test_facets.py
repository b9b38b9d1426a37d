"""Facets promise with each count what a click then shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.facets import UNKNOWN, Facet, FacetIndex
from matching.vocabulary import Vocabulary

TREE = Vocabulary(
    {"transport": (), "ports": ("transport",), "rail": ("transport",), "energy": ()},
    {"transport": 1, "ports": 2, "rail": 3, "energy": 4},
)
FACETS = (
    Facet("sector", ("sector", "subsector"), tree=TREE),
    Facet("place", ("place",)),
    Facet("ticket", ("low", "high"), edges=(0, 10, 50)),
    Facet("open", ("open",)),
)

rows = st.lists(
    st.fixed_dictionaries(
        {
            "sector": st.lists(st.sampled_from(["transport", "energy", "crypto"]), max_size=2),
            "subsector": st.sampled_from(["ports", "rail", None]),
            "place": st.sampled_from(["north", "south", "", None]),
            "low": st.sampled_from([None, 0.0, 5.0, 10.0, 60.0]),
            "high": st.sampled_from([None, 10.0, 49.0, 80.0]),
            "open": st.booleans(),
        }
    ),
    min_size=1,
    max_size=8,
)
wishes = st.fixed_dictionaries(
    {},
    optional={
        "sector": st.lists(st.sampled_from(["transport", "ports", "rail", "energy", UNKNOWN])),
        "place": st.lists(st.sampled_from(["north", "south", UNKNOWN, "nowhere"])),
        "ticket": st.lists(st.sampled_from(["0-10", "10-50", "50-", UNKNOWN, "7-8"])),
        "open": st.lists(st.sampled_from(["yes", "no"])),
        "colour": st.just(["red"]),
    },
)


def values_of(row: dict[str, object], name: str) -> set[str]:
    """What one record has in one facet, worked out by hand."""
    if name == "sector":
        own = {*row["sector"], *([row["subsector"]] if row["subsector"] else [])}  # type: ignore[misc]
        found = {above for code in own for above in TREE.steps_up(str(code))}
    elif name == "place":
        found = {str(row["place"])} if row["place"] else set()
    elif name == "ticket":
        low, high = row["low"], row["high"]
        if low is None and high is None:
            return {UNKNOWN}
        start = -np.inf if low is None else low
        end = np.inf if high is None else high
        bands = {"0-10": (0, 10), "10-50": (10, 50), "50-": (50, np.inf)}
        found = {band for band, (a, b) in bands.items() if start < b and end >= a}  # type: ignore[operator]
        return found or {UNKNOWN}
    else:
        found = {"yes" if row["open"] else "no"}
    return found or {UNKNOWN}


def kept(row: dict[str, object], choices: dict[str, list[str]], index: FacetIndex) -> bool:
    for facet in FACETS:
        wanted = set(choices.get(facet.name, [])) & set(index.values(facet.name))
        if wanted & {"ports", "rail"}:
            wanted -= {"transport"}
        if wanted and not wanted & values_of(row, facet.name):
            return False
    return True


@given(rows, wishes)
@settings(max_examples=150, deadline=None)
def test_counts_and_rows_are_those_of_going_through_by_hand(
    records: list[dict[str, object]], choices: dict[str, list[str]]
) -> None:
    index = FacetIndex(pd.DataFrame(records), FACETS)
    found = index.find(choices)
    assert found.rows.tolist() == [kept(row, choices, index) for row in records]
    for facet in FACETS:
        others = {name: values for name, values in choices.items() if name != facet.name}
        for value, count in found.counts[facet.name].items():
            by_hand = [
                row
                for row in records
                if kept(row, others, index) and value in values_of(row, facet.name)
            ]
            assert count == len(by_hand), (facet.name, value)


FRAME = pd.DataFrame(
    {
        "place": ["north", "south", "south", None],
        "sector": ["transport;energy", "transport", None, "energy"],
        "subsector": ["ports", "rail", None, None],
        "low": [1.0, np.nan, 60.0, np.nan],
        "high": [20.0, np.nan, np.nan, 9.0],
        "open": [True, False, True, True],
    }
)


def test_values_stand_in_the_order_of_the_tree_the_bands_or_how_many_have_them() -> None:
    index = FacetIndex(FRAME, FACETS)
    assert index.values("sector") == ("transport", "ports", "rail", "energy", UNKNOWN)
    assert index.values("ticket") == ("0-10", "10-50", "50-", UNKNOWN)
    assert index.values("place") == ("south", "north", UNKNOWN)


def test_a_count_goes_by_what_the_other_facets_leave() -> None:
    found = FacetIndex(FRAME, FACETS).find({"place": ["south"], "open": ["yes"]})
    assert found.total == 1
    assert found.counts["place"] == {"south": 1, "north": 1, UNKNOWN: 1}
    assert found.counts["open"] == {"yes": 1, "no": 1}


def test_a_chosen_subsector_narrows_its_sector() -> None:
    index = FacetIndex(FRAME, FACETS)
    assert index.find({"sector": ["transport"]}).total == 2
    assert index.find({"sector": ["transport", "ports"]}).total == 1
    assert index.find({"sector": ["ports", "energy"]}).total == 2


def test_bands_without_an_upper_end_are_nested_and_the_highest_narrows() -> None:
    index = FacetIndex(FRAME, (Facet("from", ("low", "high"), edges=(5, 15, 50), upward=True),))
    assert index.values("from") == ("5-", "15-", "50-", UNKNOWN)
    found = index.find({})
    assert found.counts["from"] == {"5-": 3, "15-": 2, "50-": 1, UNKNOWN: 1}
    assert index.find({"from": ["15-"]}).rows.tolist() == [True, False, True, False]
    assert index.find({"from": ["5-", "50-"]}).rows.tolist() == [False, False, True, False]


@given(rows, wishes)
@settings(max_examples=80, deadline=None)
def test_what_is_taken_out_leaves_as_many_as_it_promises(
    records: list[dict[str, object]], choices: dict[str, list[str]]
) -> None:
    index = FacetIndex(pd.DataFrame(records), FACETS)
    chosen = [name for name, values in index.find(choices).chosen.items() if values]
    ways = index.relaxed(choices)
    for out, count in ways.items():
        left = {name: values for name, values in choices.items() if name not in out}
        assert index.find(left).total == count > 0
    singles = {
        (name,) for name in chosen
        if index.find({k: v for k, v in choices.items() if k != name}).total
    }  # fmt: skip
    assert not singles or set(ways) == singles
    assert bool(ways) == bool(chosen)


def test_what_is_not_said_can_be_asked_for() -> None:
    index = FacetIndex(FRAME, FACETS)
    assert index.find({"ticket": [UNKNOWN]}).rows.tolist() == [False, True, False, False]


def test_a_search_comes_before_the_facets() -> None:
    within = np.array([True, False, False, True])
    found = FacetIndex(FRAME, FACETS).find({"open": ["yes"]}, within)
    assert found.total == 2
    assert found.counts["place"] == {"south": 0, "north": 1, UNKNOWN: 1}


def test_what_the_address_makes_up_is_passed_over() -> None:
    found = FacetIndex(FRAME, FACETS).find({"place": ["atlantis"], "colour": ["red"]})
    assert found.total == len(FRAME)
    assert found.chosen["place"] == ()


@pytest.mark.parametrize("frame", [FRAME.iloc[:0], FRAME[["place"]].iloc[:0]])
def test_no_records_have_no_values(frame: pd.DataFrame) -> None:
    index = FacetIndex(frame, FACETS)
    assert index.find({"place": ["north"]}).total == 0
    assert index.values("place") == ()
