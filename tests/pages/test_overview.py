"""The executive view as a page: what it says, what the address changes, what it opens."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.events import Event, record
from data.load import SEED
from data.store import Store
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
    """From the seed files themselves: rates by year, overlaps once, unknown as unknown."""
    rates = pd.read_csv(SEED / "facts/rates.csv")
    tenge = rates[rates["series"] == "USD/KZT"].set_index("year")["value"]
    counted = open_asks[open_asks["counts"] & (open_asks["ask_mln"] != "")]
    total = 0.0
    for ask in counted.itertuples():
        year = min(int(ask.year or tenge.index.max()), tenge.index.max())
        rate = {"USD": 1.0, "KZT": 1 / tenge[year]}[ask.ask_currency]
        total += float(ask.ask_mln) * rate
    app = open_page("overview")
    assert not app.exception
    title = app.title[0].value
    assert title.startswith(f"{len(open_asks)} projects are open to investors")
    assert f"{len(counted)} published asks come to" in title
    assert app.metric[0].value == f"USD {total:,.0f}m"
    overlapping = int((~open_asks["counts"] & (open_asks["ask_mln"] != "")).sum())
    assert f"{overlapping} asks overlap with other records and are not added" in title
    unknown = int((open_asks["ask_mln"] == "").sum())
    assert f"{unknown} publish no ask; {overlapping} published asks" in texts(app)


def test_an_empty_ladder_says_what_to_do_next(open_page: OpenPage) -> None:
    said = texts(open_page("overview"))
    assert "No pair stands on the ladder yet" in said
    assert "choose an investor and shortlist the pair" in said
    assert "no change since last month can be told" in said


def test_a_filter_applies_to_everything_and_is_named(
    open_page: OpenPage, open_asks: pd.DataFrame
) -> None:
    app = open_page("overview", sector="agri-food")
    own = int((open_asks["sector"] == "agri-food").sum())
    assert app.title[0].value.startswith(f"{own} projects are open to investors")
    assert "Sector: Agriculture and food" in texts(app).replace("\\", "")
    assert "Transport and logistics" not in texts(app)


def test_a_filter_that_leaves_nothing_says_so(open_page: OpenPage) -> None:
    app = open_page("overview", sector="chemicals", region="Ulytau")
    assert not app.exception
    assert app.title[0].value == "No project matches these filters"
    assert "Take a filter out to see more" in texts(app)


def test_what_the_address_says_and_nobody_knows_is_passed_over(open_page: OpenPage) -> None:
    usual = open_page("overview")
    odd = open_page("overview", sector="x", gap="y", map="z", deals="1", show="gap-sector|a|b")
    assert not odd.exception
    assert [each.value for each in odd.subheader] == [each.value for each in usual.subheader]
    assert len(odd.dataframe) == len(usual.dataframe)
    assert "Not known, so not filtered by: Sector: x" in odd.warning[0].value.replace("\\", "")
    assert not usual.warning


def test_a_figure_leads_to_its_rows(open_page: OpenPage, open_asks: pd.DataFrame) -> None:
    app = open_page("overview", show="figures||ask")
    rows = app.dataframe[-1].value
    assert len(rows) == len(open_asks)
    assert (rows["counts"] == "overlaps").sum() == int((~open_asks["counts"]).sum())
    assert rows["source"].str.startswith("http").all()
    assert rows["record"].str.startswith("/records?project=").all()


def test_a_mark_leads_to_its_rows(open_page: OpenPage, open_asks: pd.DataFrame) -> None:
    app = open_page("overview", show="gap-sector|agri-food|open")
    rows = app.dataframe[-1].value
    assert len(rows) == int((open_asks["sector"] == "agri-food").sum())
    assert "Sum USD 68.4m over 3 known amounts." in texts(app).replace("\\", "")
    app.button(key="overview_narrow").click().run()
    assert "agri-food" in app.query_params["sector"]
    assert "show" not in app.query_params


def test_a_pair_on_the_ladder_is_counted_and_aged(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.load import load

    path = tmp_path / "ladder.duckdb"
    store = Store(path)
    load(store)
    steps = [("akmola-turkey-plant", "contacted"), ("akmola-turkey-plant", "interested")]
    for project, rung in [*steps, ("karasu-cattle", "suggested")]:
        record(store, Event("Aru", "moved", project, "ebrd", payload={"rung": rung}))
    store.close()
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    app = AppTest.from_file(str(root / "dashboard.py"), default_timeout=60)
    app.switch_page("pages/overview.py")
    app.query_params["show"] = "ladder|interested|now"
    app.run()
    assert not app.exception
    said = texts(app)
    assert "2 pairs stand on the ladder, 1 at interested or beyond" in said
    assert "3 moved on the ladder" in said
    assert app.metric[2].value == "1"
    assert list(app.dataframe[-1].value["investor"]) == [
        "European Bank for Reconstruction and Development (EBRD)"
    ]


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
