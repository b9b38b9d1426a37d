"""The quality tab: findings with their reason, what to collect first, and everything taken away."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from data.records import frames
from data.store import Store
from tests.pages.conftest import OpenPage, texts
from ui.records import leaving, quality


def table(app: AppTest) -> pd.DataFrame:
    shown: pd.DataFrame = app.dataframe[0].value
    return shown


def test_the_tab_says_what_was_found_and_what_to_collect_first(open_page: OpenPage) -> None:
    app = open_page("records", tab="quality")
    assert not app.exception
    assert app.title[0].value.startswith("Contradictions: ")
    rows = table(app)
    assert list(rows["swaps"]) == sorted(rows["swaps"], reverse=True)
    assert set(rows["points"]) <= set(range(1, 28))
    assert f"Collect first: {rows['field'][0]} of {rows['name'][0]}" in texts(app)
    assert set(rows["what"]) == {"Investor", "Project"}


def test_each_look_and_kind_stands_in_the_address(open_page: OpenPage) -> None:
    app = open_page("records", tab="quality", of="projects")
    for look in ("contradictions", "outliers", "sources", "age", "fields"):
        app.segmented_control(key="quality_look").set_value(look).run()
        assert not app.exception
        assert app.query_params["look"] == look
        assert set(table(app)["what"]) == {"Project"}
    projects = len(table(app))
    app.segmented_control(key="quality_of").set_value("all").run()
    assert "of" not in app.query_params
    assert len(table(app)) > projects


def test_a_contradiction_is_said_with_both_amounts(open_page: OpenPage) -> None:
    rows = table(open_page("records", tab="quality", look="contradictions")).set_index("field")
    said = rows.loc["Date of the status", "wrong"]
    assert "2027" in said
    assert any(
        "over the total cost of Astana LRT phase 1, USD 1.5bn" in each for each in rows["wrong"]
    )


def test_what_an_address_makes_up_is_passed_over(open_page: OpenPage) -> None:
    app = open_page("records", tab="quality", look="ghosts", of="ghosts", format="exe")
    assert not app.exception
    assert "Collect first" in texts(app)


def test_a_table_without_rows_says_so(open_page: OpenPage) -> None:
    app = open_page("records", tab="quality", of="deals")
    assert not app.exception
    assert "Nothing that a ranking misses is missing" in texts(app)
    assert not app.dataframe


def test_the_workbook_leads_to_the_pages_of_the_records(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []
    monkeypatch.setattr(
        quality,
        "deferred",
        lambda work: made.append(work()) or (lambda: b""),  # type: ignore[func-returns-value]
    )
    app = open_page("records", tab="quality", look="contradictions")
    sheet = load_workbook(io.BytesIO(made[0])).worksheets[1]
    titles = [cell.value for cell in sheet[1]]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(table(app))
    pages = [str(row[titles.index("Page")]) for row in rows]
    assert any(page.startswith("/records?deal=") for page in pages)
    assert any(page.startswith("/records?project=") for page in pages)
    for page in (pages[0], pages[-1]):
        side, record_id = page.split("?")[1].split("=")
        opened = open_page("records", **{side: record_id})
        assert not opened.error
        assert not opened.exception


def test_everything_can_be_taken_away_and_read_again(database: Path) -> None:
    store = Store(database)
    with zipfile.ZipFile(io.BytesIO(leaving.archive(store, "parquet"))) as zipped:
        projects = pd.read_parquet(io.BytesIO(zipped.read("projects.parquet")))
        assert any(name.startswith("tables/") for name in zipped.namelist())
    assert list(projects["project_id"]) == list(frames(store)["projects"]["project_id"])
    saved = leaving.backup(store)
    store.close()
    assert len(saved) > 10_000
