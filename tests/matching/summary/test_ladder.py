"""Where pairs stand, for how long, and what became of interest."""

from __future__ import annotations

import pandas as pd

from matching.summary.ladder import conversion, ladder

NOW = pd.Timestamp("2026-11-24", tz="UTC")
PROJECTS = pd.DataFrame(
    {
        "project_id": ["port", "rail", "double"],
        "ask_usd_m": [120.0, None, 75.0],
        "counts": [True, True, False],
    }
)


def steps(*moves: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(moves, columns=["project_id", "investor_id", "rung", "happened_at"])
    return frame.assign(happened_at=pd.to_datetime(frame["happened_at"], utc=True))


def test_a_pair_stands_on_its_last_rung_alone() -> None:
    moves = steps(
        ("port", "ebrd", "suggested", "2026-11-01"),
        ("port", "ebrd", "contacted", "2026-11-14"),
        ("rail", "adb", "suggested", "2026-11-04"),
    )
    table = ladder(moves, PROJECTS, NOW).set_index("group")
    assert list(table.index) == ["suggested", "contacted"]
    assert table["ids"].to_dict() == {"suggested": ["rail|adb"], "contacted": ["port|ebrd"]}
    assert table.at["contacted", "days"] == 10
    assert table.at["suggested", "unknown"] == 1


def test_a_step_back_moves_the_pair_back() -> None:
    moves = steps(
        ("port", "ebrd", "mou", "2026-11-01"), ("port", "ebrd", "contacted", "2026-11-02")
    )
    assert list(ladder(moves, PROJECTS, NOW)["group"]) == ["contacted"]


def test_the_ask_of_a_project_is_once_on_a_rung_and_overlaps_not_at_all() -> None:
    moves = steps(
        ("port", "ebrd", "interested", "2026-11-01"),
        ("port", "adb", "interested", "2026-11-02"),
        ("double", "adb", "interested", "2026-11-02"),
    )
    row = ladder(moves, PROJECTS, NOW).iloc[0]
    assert (row["records"], row["amount"], row["known"]) == (3, 120.0, 1)
    assert row["oldest"] == 23


def test_declined_comes_last_and_an_empty_ladder_has_no_row() -> None:
    moves = steps(
        ("port", "ebrd", "declined", "2026-11-01"), ("rail", "adb", "disbursed", "2026-11-02")
    )
    assert list(ladder(moves, PROJECTS, NOW)["group"]) == ["disbursed", "declined"]
    assert ladder(steps(), PROJECTS, NOW).empty


def test_interest_that_turned_into_money() -> None:
    moves = steps(
        ("port", "ebrd", "interested", "2026-01-01"),
        ("port", "ebrd", "mou", "2026-02-01"),
        ("port", "ebrd", "binding", "2026-04-11"),
        ("rail", "adb", "mou", "2026-03-01"),
        ("rail", "ebrd", "contacted", "2026-03-01"),
    )
    turned = conversion(moves)
    assert (turned.interested, turned.bound, turned.days) == (2, 1, 100)
    assert conversion(steps()).days is None
