"""A route as a chain: order, gaps, and who fits several nodes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matching.corridors import of_route, packages, place, sum_once

NODES = pd.DataFrame(
    [
        ("port", 3, "KZ", "West", 43.65, 51.17),
        ("gate", 1, "KZ", "East", 44.22, 80.39),
        ("halfway", 2, "KZ", "Middle", np.nan, np.nan),
        ("abroad", 4, "AZ", None, 40.38, 49.89),
    ],
    columns=["node", "position", "country", "region", "lat", "lon"],
)
PROJECTS = pd.DataFrame(
    [
        ("crane", 43.70, 51.20, "West"),
        ("berth", 43.65, 51.17, "West"),
        ("depot", np.nan, np.nan, "East"),
        ("far-away", 51.17, 71.43, "West"),
        ("nowhere", np.nan, np.nan, "Elsewhere"),
    ],
    columns=["project_id", "lat", "lon", "region"],
)


def test_projects_stand_in_order_along_the_route() -> None:
    placed = place(PROJECTS, NODES)
    assert placed.table[["project_id", "node", "basis"]].to_numpy().tolist() == [
        ["depot", "gate", "region"],
        ["berth", "port", "near"],
        ["crane", "port", "near"],
    ]
    assert placed.beside == ["far-away", "nowhere"]
    assert placed.table["km"].iloc[2] == pytest.approx(6.1, abs=0.5)


def test_only_nodes_of_the_country_are_gaps() -> None:
    assert place(PROJECTS, NODES).gaps == ["halfway"]
    assert place(PROJECTS.iloc[:0], NODES).gaps == ["gate", "halfway", "port"]


def test_a_branch_has_the_projects_of_its_main_route() -> None:
    routes = pd.Series([["middle"], ["north"], []])
    assert of_route(routes, "middle").tolist() == [True, False, False]
    assert of_route(routes, "middle-dostyk").tolist() == [True, False, False]
    assert of_route(routes, "north-south").tolist() == [False, True, False]
    assert of_route(routes, "mid").tolist() == [False, False, False]


def test_an_investor_is_offered_the_best_project_at_each_node_it_fits() -> None:
    ranked = pd.DataFrame(
        [
            ("depot", "both", 0.7),
            ("berth", "both", 0.6),
            ("crane", "both", 0.8),
            ("depot", "weak", 0.9),
            ("berth", "weak", 0.4),
            ("berth", "better", 0.9),
            ("depot", "better", 0.9),
        ],
        columns=["project_id", "investor_id", "score"],
    )
    found = packages(ranked, place(PROJECTS, NODES).table, least=0.5)
    assert found[["investor_id", "node", "project_id"]].to_numpy().tolist() == [
        ["better", "gate", "depot"],
        ["better", "port", "berth"],
        ["both", "gate", "depot"],
        ["both", "port", "crane"],
    ]
    assert set(found["nodes"]) == {2}
    assert found["total"].iloc[-1] == pytest.approx(1.5)


def test_nobody_who_fits_gives_no_package() -> None:
    ranked = pd.DataFrame({"project_id": ["depot"], "investor_id": ["one"], "score": [0.9]})
    assert packages(ranked, place(PROJECTS, NODES).table, least=0.5).empty


def test_money_is_counted_once_among_the_projects_at_hand() -> None:
    projects = pd.DataFrame(
        {
            "project_id": ["zone", "plots", "road", "rumour"],
            "counts": [True, False, True, True],
            "verified": ["yes", "yes", "partial", "no"],
            "ask": [100.0, 40.0, np.nan, 7.0],
        }
    )
    overlaps = pd.DataFrame({"group_id": ["g", "g"], "project_id": ["zone", "plots"]})
    whole = sum_once(projects, overlaps, "ask")
    assert (whole.amount, whole.counted, whole.unknown, whole.overlapping) == (100.0, 1, 1, 1)
    alone = sum_once(projects[projects["project_id"] == "plots"], overlaps, "ask")
    assert (alone.amount, alone.overlapping) == (40.0, 0)
