"""Ids are looked up a chunk at a time, without reading all that are there."""

from __future__ import annotations

import pyarrow as pa
import pytest

from data.importing import known
from data.importing.known import Ids
from data.store import Store


def test_ids_are_told_apart_from_those_that_differ_in_capitals(facts: Store) -> None:
    ids = Ids(facts, "investor")
    asked = pa.array(["nobody", "ebrd", "EBRD", None, "Ebrd", "ebrd"], pa.string())
    assert ids.holds(asked).tolist() == [False, True, False, False, False, True]
    assert ids.differing_in_case(asked) == [(2, "ebrd"), (4, "ebrd")]
    assert not ids.holds(pa.nulls(3, pa.string())).any()


def test_an_id_that_is_known_in_both_ways_is_known(facts: Store) -> None:
    with facts.writing() as writer:
        more = pa.table(
            {"investor_id": ["EBRD"], "name": ["n"], "verified": ["no"], "origin": ["me"]}
        )
        writer.append("investor_fact", more)
    ids = Ids(facts, "investor")
    asked = pa.array(["EBRD", "ebrd", "eBRD"])
    assert ids.holds(asked).tolist() == [True, True, False]
    assert ids.differing_in_case(asked) == [(2, "EBRD")]


def test_names_are_searched_only_where_they_are_few(
    facts: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Ids(facts, "investor").like("European Bank for Reconstruction")[0] == "ebrd"
    monkeypatch.setattr(known, "SEARCHED", 100)
    assert Ids(facts, "investor").like("European Bank for Reconstruction") == []
