"""Sums that count overlapping records once and unknown amounts as unknown."""

from __future__ import annotations

import pandas as pd

from matching.summary.scope import Scope, gather
from matching.summary.sums import OTHERS, UNSTATED, groups_beyond, largest, marks, total

FRAME = pd.DataFrame(
    {
        "project_id": ["a", "b", "c", "d"],
        "sector": [["rail", "ports"], ["rail"], [], ["ports"]],
        "amount": [10.0, None, 5.0, 100.0],
        "counts": [True, True, True, False],
    }
)


def test_a_record_in_two_groups_stands_in_both_and_one_without_is_unstated() -> None:
    table = marks(FRAME, "project", "sector", "sought", "amount").set_index("group")
    assert table["ids"].to_dict() == {"rail": ["a", "b"], "ports": ["a", "d"], UNSTATED: ["c"]}
    assert table.loc["rail", ["amount", "known", "unknown"]].tolist() == [10.0, 1, 1]
    assert table.loc["ports", ["amount", "known", "overlapping"]].tolist() == [10.0, 1, 1]


def test_what_a_total_leaves_out() -> None:
    summed = total(FRAME, "amount")
    assert (summed.amount, summed.counted, summed.unknown, summed.overlapping) == (15.0, 2, 1, 1)


def test_a_thousand_groups_become_a_few_and_one_heap_that_loses_nothing() -> None:
    many = pd.DataFrame(
        {
            "deal_id": [f"d{i}" for i in range(3000)],
            "country": [f"c{i % 1000:04d}" for i in range(2000)] + ["c0001"] * 1000,
            "amount": 1.0,
        }
    )
    table = marks(many, "deal", "country", "done", "amount")
    shown = largest(table, 10)
    assert len(shown) == 11
    assert shown["records"].sum() == shown["amount"].sum() == 3000
    heap = shown[shown["group"] == OTHERS].iloc[0]
    assert heap["records"] == len(heap["ids"]) == 3000 - shown["records"].head(10).sum()
    assert groups_beyond(table, shown) == 990


def test_one_group_too_many_keeps_its_name() -> None:
    table = marks(FRAME.assign(place=["a", "b", "c", "d"]), "project", "place")
    assert set(largest(table, 3)["group"]) == {"a", "b", "c", "d"}


def test_an_empty_frame_has_no_marks() -> None:
    assert marks(FRAME.iloc[:0], "project", "sector", "x", "amount").empty


def test_records_without_a_source_are_left_out_and_counted() -> None:
    projects = pd.DataFrame(
        {
            "project_id": ["a", "b"],
            "sector": [["rail"], ["rail"]],
            "region": ["Akmola", "Akmola"],
            "corridor": [[], []],
            "stage": ["idea", "idea"],
            "opportunity": ["open", "open"],
            "verified": ["yes", "no"],
            "counts": [True, True],
        }
    )
    investors = pd.DataFrame(
        {
            "investor_id": ["x", "y", "z"],
            "type": "fund",
            "hq_country": "KZ",
            "sectors": [["rail"], ["ports"], ["rail"]],
            "instruments": [["EPC contract"], [], ["equity"]],
            "screening": [None, None, "on a list"],
            "verified": "yes",
        }
    )
    deals = pd.DataFrame(
        {
            "deal_id": ["1", "2"],
            "project_id": ["a", "b"],
            "investor_id": ["x", "x"],
            "amount_usd_m": [5.0, 5.0],
            "amount_scope": ["shared", "own"],
            "verified": "yes",
        }
    )
    vocabulary = pd.DataFrame(
        {"kind": "instrument", "code": ["EPC contract", "contract"], "parent": ["contract", ""]}
    )
    frames = {
        "projects": projects,
        "investors": investors,
        "deals": deals,
        "vocabulary": vocabulary,
    }
    facts = gather(frames)
    assert list(facts.projects["project_id"]) == ["a"]
    assert facts.uncited == 1
    assert list(facts.deals["deal_id"]) == ["1"]
    assert facts.deals["own_usd_m"].isna().all()
    # A builder and a screened party bring no capital; who says nothing may.
    assert list(facts.financiers["investor_id"]) == ["y"]
    assert gather(frames, Scope(sectors=("ports",))).projects.empty
