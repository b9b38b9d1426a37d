"""Bringing records in on the page: three steps, a preview with mends, the history, the grid."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from data.importing.alike import Decision
from data.importing.applying import apply
from data.importing.checking import check
from data.importing.columns import Context, read_column
from data.importing.editing import edit
from data.importing.faults import EXPECTED, Fault
from data.importing.fields import KINDS, stored_fields
from data.importing.vocabularies import words_of
from data.store import Store
from tests.pages.conftest import OpenPage, texts
from ui.labels import Labels
from ui.records import editing, faults, importing, preview_faults
from ui.words import set_language

FILE = (
    "Наименование;Отрасль;Запрашиваемая сумма, млн тенге;Куратор\n"
    "Порт Актау 2;Порты и терминалы;1 250,5;Иванов\n"
    "Ветропарк;Железные дорги;50 000;Петров\n"
)


@pytest.fixture
def own(seeded: Path, tmp_path: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of the test's own that pages open."""
    del open_page
    path = Path(shutil.copy(seeded, tmp_path / "own.duckdb"))
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    return path


def until(app: AppTest, done: Callable[[AppTest], bool]) -> AppTest:
    """Run the page again until what goes on beside it is over."""
    for _ in range(100):
        if done(app):
            return app
        time.sleep(0.1)
        app.run()
    raise AssertionError(texts(app))


def titled(app: AppTest) -> str:
    return app.title[0].value


def uploaded(
    open_page: OpenPage, text: str, name: str = "file.csv", of: str = "projects"
) -> AppTest:
    app = open_page("records", tab="import", of=of)
    app.file_uploader(key="import_file").set_value((name, text.encode(), "text/csv")).run()
    app.run()
    return app


@pytest.mark.usefixtures("own")
def test_a_file_goes_from_columns_to_mends_to_the_database(open_page: OpenPage) -> None:
    app = uploaded(open_page, FILE)
    assert titled(app) == "What the columns of file.csv mean"
    assert "3 columns are understood; 1 is kept beside the record" in texts(app)
    app.button(key="import_check").click().run()
    until(app, lambda a: "Checking" not in titled(a))
    assert titled(app) == "1 of 2 rows has something to mend"
    app.button(key="import_mend").click().run()
    until(app, lambda a: "Checking" not in titled(a) and "mend" not in titled(a))
    assert titled(app) == "2 rows, and nothing is wrong with them"
    app.button(key="import_apply").click().run()
    app.text_input(key="import_apply_who").set_value("Айгерим")
    next(b for b in app.button if b.label == "Continue").click().run()
    until(app, lambda a: "Writing" not in titled(a))
    assert titled(app) == "file.csv is imported: 2 new, 0 changed, 0 left out"
    assert not app.exception
    app.button(key="import_history").click().run()
    assert titled(app) == "1 import, 2 records created and 0 changed"
    assert "Айгерим" in texts(app)


@pytest.mark.usefixtures("own")
def test_a_name_that_is_near_one_is_offered_by_the_record_s_name(open_page: OpenPage) -> None:
    text = "Инвестор;Проект;Год\nAsian Developmnt Bank ADB;abdi-ibrahim-almaty;2024\n"
    app = uploaded(open_page, text, of="deals")
    app.button(key="import_check").click().run()
    until(app, lambda a: "Checking" not in titled(a))
    grid = next(each.value for each in app.dataframe if "offered" in each.value)
    said = grid["offered"][0].split(" / ")
    assert said[0] == "Asian Development Bank (ADB) (adb)"
    fault = Fault("reference", "'…'", mends=("adb", "edb"))
    assert preview_faults.meant(fault, said, said[0]) == "adb"
    assert preview_faults.meant(fault, said, "edb") == "edb"


@pytest.mark.usefixtures("own")
def test_a_row_that_looks_like_a_record_is_decided_on_before_the_import(
    open_page: OpenPage,
) -> None:
    text = "Наименование;Страна\nЕвропейский банк реконструкции и развития;GB\nNew house;KZ\n"
    app = uploaded(open_page, text, of="investors")
    app.button(key="import_check").click().run()
    until(app, lambda a: "Checking" not in titled(a))
    assert "1 row looks like a record that is there" in texts(app)
    listed = next(each.value for each in app.dataframe if "done" in each.value)
    assert listed["done"].tolist() == ["comes in as a new record"]
    assert "European Bank" in listed["other"][0]
    radio = app.radio(key="import_alike_2_ebrd")
    assert app.button(key="import_apply").label == "Import 2 rows"
    radio.set_value(Decision("out")).run()
    assert "import_apply" not in {button.key for button in app.button}
    app.button(key="import_alike_take").click().run()
    until(app, lambda a: "Checking" not in titled(a))
    listed = next(each.value for each in app.dataframe if "done" in each.value)
    assert listed["done"].tolist() == ["is left out"]
    assert app.button(key="import_apply").label == "Import 1 row"
    assert not app.exception


@pytest.mark.usefixtures("own")
def test_a_file_that_is_something_else_is_refused_in_a_sentence(open_page: OpenPage) -> None:
    app = uploaded(open_page, "%PDF-1.7 nothing")
    assert titled(app) == "file.csv cannot be imported"
    assert "Nothing was changed" in texts(app)
    assert not app.exception
    app.button(key="import_forget").click().run()
    assert titled(app) == "Bring in records from a spreadsheet"


@pytest.mark.usefixtures("own")
def test_a_missing_name_is_said_before_rows_are_checked(open_page: OpenPage) -> None:
    app = uploaded(open_page, "project_id,Отрасль\np,energy\n")
    assert "Still needed: a column for Name." in texts(app)
    assert app.button(key="import_check").disabled


def test_an_import_is_undone_from_the_history(
    own: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    store = Store(own)
    path = tmp_path / "file.csv"
    path.write_text("investor_id,name\nnew,New\nebrd,EBRD II\n", encoding="utf-8")
    batch = apply(store, check(store, path, "investor", tmp_path), "Aigerim", path.name)
    store.close()
    app = open_page("records", tab="history", batch=batch)
    assert titled(app) == "1 import, 1 records created and 1 changed"
    app.button(key="history_undo").click().run()
    app.text_input(key="history_undo_who").set_value("Daulet")
    next(b for b in app.button if b.label == "Continue").click().run()
    assert "Undone by Daulet" in texts(app)
    assert not app.exception


def test_a_record_shows_its_grid_and_what_it_said_before(
    own: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    store = Store(own)
    path = tmp_path / "file.csv"
    path.write_text("investor_id,name\nebrd,EBRD II\n", encoding="utf-8")
    apply(store, check(store, path, "investor", tmp_path), "Aigerim", path.name)
    store.close()
    app = open_page("records", investor="ebrd")
    assert not app.exception
    labels = [each.label for each in app.expander]
    assert "Edit this record" in labels
    assert "1 edit so far" in labels
    history = next(each.value for each in app.dataframe if "Earlier" in each.value)
    assert history["Then"].tolist() == ["EBRD II"]
    assert history["Earlier"].str.contains("European Bank").all()


def test_every_fault_has_its_sentence_for_translation() -> None:
    assert dict(faults.EXPECTED) == dict(EXPECTED)


def test_every_type_of_field_has_its_help() -> None:
    from data.importing.fields import fields

    types = {about.type for kind in KINDS.values() for about in fields(kind).values()}
    assert types <= set(importing.HELP)


def test_a_deal_has_a_page_with_its_grid_and_its_edits_can_be_undone(
    own: Path, open_page: OpenPage
) -> None:
    store = Store(own)
    deal = store.table("deals").to_pylist()[0]
    edit(store, "deal", deal["deal_id"], {"role": "Lead"}, "Aigerim", "https://a.kz/1")
    store.close()
    page = open_page("records", project=deal["project_id"])
    assert any(
        f"deal={deal['deal_id']}" in str(each.value) and "Open or edit" in str(each.value)
        for each in page.table
    )
    app = open_page("records", deal=deal["deal_id"])
    assert not app.exception
    assert "→" in titled(app)
    assert {"Edit this record", "1 edit so far"} <= {each.label for each in app.expander}
    history = next(each.value for each in app.dataframe if "Earlier" in each.value)
    assert history[["Then", "Who", "State"]].to_numpy().tolist() == [["Lead", "Aigerim", "stands"]]
    assert titled(open_page("records", deal="nothing")) == "No such deal"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_grid_speaks_of_codes_in_labels_that_are_read_back(
    own: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(own)
    vocabulary = store.frame("vocabulary")
    labels, words = Labels(vocabulary), Context(words_of(store))
    monkeypatch.setattr("ui.labels.language", lambda: language)
    dashboard = SimpleNamespace(labels=labels)
    for about in (f for kind in KINDS.values() for f in stored_fields(kind)):
        if about.type not in {"code", "codes"} or about.vocabulary in {"any", "corridor"}:
            continue
        codes = labels.ordered(faults.labelled_in(about.vocabulary))
        if about.vocabulary == "region":
            codes = [*store.frame("regions")["name"], "national"]
        for value in [[code] for code in codes] + ([codes[:3]] if about.type == "codes" else []):
            said = editing._said(dashboard, about, value if about.type == "codes" else value[0])
            read = read_column(about, about.name, pa.array([said], pa.string()), words)
            assert not read.faults
            assert read.values[0].as_py() in (value, value[0])
    store.close()


def test_what_was_found_and_why_is_said_in_the_readers_language() -> None:
    set_language("ru")
    try:
        told = faults.reason(Fault("required", "an empty cell"))
        assert told == "найдено: пустая ячейка; ожидается: значение"
        assert faults.reason(Fault("whole", "'x'")).startswith("найдено: 'x'; ожидается")
    finally:
        set_language("en")


def test_whatever_is_found_beside_cells_has_its_words() -> None:
    folder = Path(__file__).resolve().parents[2] / "data" / "importing"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    literals = set(re.findall(r'Fault\(\s*"\w+", "([^"]+)"', code)) - {"none"}
    assert len(literals) > 10
    assert literals == set(faults.FOUND)


@pytest.mark.usefixtures("own")
def test_a_sheet_of_deals_without_ids_is_checked_by_the_names_it_has(open_page: OpenPage) -> None:
    rows = ("Азиатский банк развития;khorgos-gateway;2031", "ADB Bank;khorgos-gateway;2031")
    text = "\n".join(("Инвестор;Проект;Год", *rows))
    app = uploaded(open_page, text, of="deals")
    assert app.toggle(key="import_make_ids").value
    assert not app.button(key="import_check").disabled
    app.button(key="import_check").click().run()
    until(app, lambda a: "Checking" not in titled(a))
    assert titled(app) == "1 of 2 rows has something to mend"
