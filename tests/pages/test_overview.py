"""The executive summary: its figures are those of the seed files, counted another way."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.load import SEED
from tests.pages.conftest import OpenPage, texts


def seed(name: str) -> pd.DataFrame:
    return pd.read_csv(SEED / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def open_asks() -> pd.DataFrame:
    """Asks that stand open, each with the year of its project and whether it counts in a sum."""
    projects = seed("facts/projects.csv").set_index("project_id")
    asks = seed("curated/asks.csv").query("opportunity == 'open'").set_index("project_id")
    overlaps = seed("curated/overlaps.csv").query("counts == '0'")
    asks["year"] = projects["as_of"].str[:4]
    asks["counts"] = ~asks.index.isin(overlaps["project_id"])
    asks["sector"] = projects["sector"]
    return asks


def test_the_open_ask_counts_no_money_twice(open_page: OpenPage, open_asks: pd.DataFrame) -> None:
    rates = pd.read_csv(SEED / "facts/rates.csv")
    tenge = rates[rates["series"] == "USD/KZT"].set_index("year")["value"]
    counted = open_asks[open_asks["counts"] & (open_asks["ask_mln"] != "")]
    total = 0.0
    for ask in counted.itertuples():
        year = min(int(ask.year or tenge.index.max()), tenge.index.max())
        rate = {"USD": 1.0, "KZT": 1 / tenge[year]}[ask.ask_currency]
        total += float(ask.ask_mln) * rate
    app = open_page("overview")
    title = app.title[0].value
    assert title.startswith(f"{len(open_asks)} projects are open to investors")
    assert f"the {len(counted)} that publish an amount" in title
    assert app.metric[0].value == f"USD {total:,.0f}m"
    left_out = int((~open_asks["counts"]).sum())
    assert f"{left_out} records are left out of the sum" in texts(app)
    unknown = int((open_asks["counts"] & (open_asks["ask_mln"] == "")).sum())
    assert f"{unknown} open projects do not publish an amount" in texts(app)


def test_the_sector_with_most_to_offer_is_counted_right(
    open_page: OpenPage, open_asks: pd.DataFrame
) -> None:
    stages = {"planned": "announced"}
    planned = pd.concat([seed("facts/projects.csv"), seed("enrichment/projects.csv")])
    planned = planned[planned["status"].map(stages.get) == "announced"]
    announced = planned[~planned["project_id"].isin(open_asks.index)]
    transport = "transport & logistics"
    opened = int((open_asks["sector"] == transport).sum())
    others = int((announced["sector"] == transport).sum())
    said = texts(open_page("overview"))
    assert f"Transport and logistics has the most to offer: {opened} open and {others}" in said


def test_the_sums_of_the_sector_table_are_the_projects(open_page: OpenPage) -> None:
    app = open_page("overview")
    table = app.table[0].value
    assert table["Open"].astype(int).sum() == 36
    assert len(table) == 12


def test_every_open_project_is_in_the_list_with_a_way_to_its_matches(
    open_page: OpenPage, open_asks: pd.DataFrame
) -> None:
    table = open_page("overview").dataframe[0].value
    ids = {address.split("project=")[1].split("&")[0] for address in table["address"]}
    assert ids == set(open_asks.index)
    assert table["viable"].is_monotonic_increasing


@pytest.mark.parametrize("name", ["overview", "matches"])
def test_a_damaged_database_is_said_in_a_sentence(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"nothing of the kind")
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(broken))
    app = AppTest.from_file(str(root / "dashboard.py"), default_timeout=60)
    app.switch_page(f"pages/{name}.py")
    app.run()
    assert not app.exception
    assert "is damaged or is not a DuckDB database" in app.error[0].value
    assert broken.read_bytes() == b"nothing of the kind"
