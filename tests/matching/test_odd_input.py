"""Input that is odd but not wrong: every pair is ranked, nothing is dropped, nothing is said."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from matching.__main__ import main

#: Rows of the test with identical ones; a million takes twelve seconds.
CROWD = int(os.environ.get("MATCHMAKING_CROWD", "20000"))
LONG = 100_000
INVESTORS = pd.DataFrame(
    {
        "investor_id": ["a", "b", "c", "d"],
        "name": ["Gulf Ports", "Steppe Energy", "Road Fund", "Silk Bank"],
        "sectors": ["ports", "energy", "roads", "ports"],
        "ticket_min_usd_m": [1.0, 5.0, 10.0, 2.0],
        "ticket_max_usd_m": [10.0, 50.0, 100.0, 20.0],
        "description": ["builds ports", "runs plants", "paves roads", "lends"],
    }
)
PROJECTS = pd.DataFrame(
    {
        "project_id": ["p", "q"],
        "name": ["Port of Aktau", "Plant"],
        "sector": ["ports", "energy"],
        "ask_usd_m": [5.0, 20.0],
        "description": ["a port", "a plant"],
    }
)
DEALS = pd.DataFrame({"deal_id": ["x"], "investor_id": ["b"], "project_id": ["p"]})


def _ranked(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    investors: pd.DataFrame,
    projects: pd.DataFrame,
    *options: str,
    deals: pd.DataFrame | None = None,
) -> pd.DataFrame:
    for name, frame in (("investors", investors), ("projects", projects), ("deals", deals)):
        if frame is not None:
            frame.to_parquet(tmp_path / f"{name}.parquet")
    output = tmp_path / "ranked.csv"
    assert main(["rank", "--data", str(tmp_path), "--output", str(output), *options]) == 0
    assert capsys.readouterr().err == ""
    ranked = pd.read_csv(output, keep_default_na=False)
    contributions = ranked.filter(like="contribution_").to_numpy(dtype=float)
    assert np.isfinite(contributions).all()
    assert np.allclose(contributions.sum(axis=1), ranked["score"], atol=1e-6)
    assert ranked["score"].between(0, 1).all()
    return ranked


def _changed(frame: pd.DataFrame, column: str, *values: object) -> pd.DataFrame:
    frame = frame.copy()
    frame[column] = [*values, *frame[column].iloc[len(values) :]]
    return frame


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("investors", "ticket_max_usd_m", [1e308]),
        ("investors", "ticket_max_usd_m", [np.nan, np.nan]),
        ("projects", "ask_usd_m", [1e308]),
        ("projects", "ask_usd_m", [np.nan]),
        ("projects", "ask_usd_m", [0.0]),
        ("deals", "amount_usd_m", [1e308]),
        ("investors", "sectors", [" ; ;", "ports;;ports", ";", "порты"]),
        ("investors", "name", ["N" * LONG]),
        ("investors", "description", ["порт " * (LONG // 5), "x" * LONG]),
        ("projects", "description", ["порт " * (LONG // 5), "\x00"]),
        ("investors", "name", ["صندوق الموانئ", "קרן נמלים", "Фонд портов", "Порттар қоры"]),
        ("investors", "description", ["يستثمر في الموانئ", "\u202eabc\u202c", "Ақтау порты"]),
        ("projects", "name", ["ميناء أكتاو", "Порт Ақтау"]),
    ],
    ids=lambda value: str(value)[:24],
)
def test_odd_cells_are_ranked_in_silence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    table: str,
    column: str,
    values: list[object],
) -> None:
    tables = {
        "investors": INVESTORS,
        "projects": PROJECTS,
        "deals": DEALS.assign(amount_usd_m=1.0),
    }
    tables[table] = _changed(tables[table], column, *values)
    ranked = _ranked(
        tmp_path, capsys, tables["investors"], tables["projects"], deals=tables["deals"]
    )
    # All but the pair with a deal.
    assert len(ranked) == len(INVESTORS) * len(PROJECTS) - 1
    assert len(ranked.drop_duplicates(["project_id", "investor_id"])) == len(ranked)


def test_cyrillic_words_in_common_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = "строит морские порты"
    alike = INVESTORS[["investor_id", "name"]].assign(description=["банк", "банк", told, "банк"])
    asks = PROJECTS[["project_id", "name"]].assign(description=["морские порты", "банк"])
    ranked = _ranked(tmp_path, capsys, alike, asks)
    assert ranked[ranked["project_id"] == "p"]["investor_id"].iloc[0] == "c"


def test_a_single_investor_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ranked = _ranked(tmp_path, capsys, INVESTORS.iloc[:1], PROJECTS)
    assert ranked["rank"].tolist() == [1, 1]


def test_ids_and_names_alone_are_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = (INVESTORS[["investor_id", "name"]], PROJECTS[["project_id", "name"]])
    ranked = _ranked(tmp_path, capsys, *bare)
    assert ranked["score"].min() == ranked["score"].max()
    assert ranked[ranked["project_id"] == "p"]["investor_id"].tolist() == ["a", "b", "c", "d"]
    learned = _ranked(tmp_path, capsys, *bare, deals=DEALS)
    assert len(learned) == len(INVESTORS) * len(PROJECTS) - 1


@pytest.mark.parametrize("side", ["projects", "investors"])
def test_many_identical_rows_stand_in_the_order_of_ids(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], side: str
) -> None:
    ids = [f"twin-{n:07d}" for n in range(CROWD)]
    twins = {"name": "Twin", "description": "builds ports"}
    if side == "projects":
        many = pd.DataFrame({"investor_id": ids, "sectors": "ports", **twins})
        ranked = _ranked(tmp_path, capsys, many, PROJECTS, "--top", "3")
        listed = ranked["investor_id"]
    else:
        many = pd.DataFrame({"project_id": ids, "sector": "ports", **twins})
        ranked = _ranked(tmp_path, capsys, INVESTORS, many, "--top", "3", "--for", side)
        listed = ranked["project_id"]
    count = len(PROJECTS if side == "projects" else INVESTORS)
    assert listed.tolist() == ids[:3] * count
