"""The quality tab: findings with their reason, what to collect first, and everything taken away."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from data.backup import look
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
    for view in ("contradictions", "outliers", "sources", "age", "fields"):
        app.segmented_control(key="quality_look").set_value(view).run()
        assert not app.exception
        assert app.query_params["look"] == view
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


def test_everything_can_be_taken_away_and_read_again(database: Path, tmp_path: Path) -> None:
    store = Store(database)
    with zipfile.ZipFile(leaving.archive(store, "parquet", tmp_path)) as zipped:
        projects = pd.read_parquet(io.BytesIO(zipped.read("projects.parquet")))
        assert any(name.startswith("tables/") for name in zipped.namelist())
    assert list(projects["project_id"]) == list(frames(store)["projects"]["project_id"])
    saved = leaving.backup(store, tmp_path)
    store.close()
    assert look(saved).rows["projects"] == len(projects)
    assert look(tmp_path / "matchmaking-parquet.zip").rows["project_fact"] >= len(projects)


@pytest.mark.parametrize("button", ["leaving_tables", "leaving_backup"])
def test_a_full_disk_is_told_on_the_page_and_leaves_nothing(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, button: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    page = open_page("records", tab="quality")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.archive.digest", full)
    monkeypatch.setattr("data.archive.os.fsync", full)
    page.button(key=button).click().run()
    assert not page.exception
    assert "Is the disk full?" in page.error[0].value
    assert not list(tmp_path.glob("leaving-*"))
    monkeypatch.undo()
    page.button(key=button).click().run()
    assert not page.error
    assert page.session_state["leaving_ready"].path.is_file()
