"""The ladder on the screen: from a list to the board, moved, planned, noted, taken back."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data import pipeline
from data.pipeline import Pair
from data.rows import each_row
from tests.pages.conftest import OpenPage, texts
from ui.session import _store

PORT = Pair("aktau-port-trust", "ad-ports")
NAMED = "AD Ports Group × Aktau sea port trust management"


@pytest.fixture
def own(
    database: Path, tmp_path: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenPage]:
    """Pages over a database of the test's own, which it may write to."""
    path = tmp_path / "own.duckdb"
    shutil.copy(database, path)
    model = database.with_name(f"{database.name}.model")
    if model.exists():
        shutil.copy(model, path.with_name(f"{path.name}.model"))
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    yield open_page
    store().close()
    st.cache_resource.clear()
    if not model.exists():
        shutil.copy(path.with_name(f"{path.name}.model"), model)


def store() -> pipeline.Store:
    """The database that the pages hold open."""
    return _store(Path(os.environ["MATCHMAKING_DATABASE"]).resolve())


def click(app: AppTest, label: str, at: int = 0) -> None:
    [button for button in app.button if button.label == label][at].click().run()
    assert not app.exception


def named(app: AppTest, name: str = "Aigerim") -> None:
    """Enter the name that is asked for."""
    next(field for field in app.text_input if field.key.endswith("_who")).set_value(name)
    click(app, "Continue")


def test_an_empty_pipeline_says_how_to_begin(own: OpenPage) -> None:
    app = own("pipeline")
    assert app.title[0].value == "No pair is in the pipeline yet"
    assert "Add to the pipeline" in app.info[0].value


def test_one_click_adds_a_match_once_a_name_is_known(own: OpenPage) -> None:
    app = own("matches", project=PORT.project_id, match=PORT.investor_id)
    click(app, "Add to the pipeline")
    assert pipeline.pipeline(store()).empty
    named(app)
    assert "Added to the pipeline" in app.success[0].value
    (row,) = pipeline.pipeline(store()).to_dict("records")
    assert (row["investor_id"], row["rung"], row["owner"]) == ("ad-ports", "suggested", "Aigerim")
    grid = app.dataframe[0].value
    assert grid.loc[grid["name"] == "AD Ports Group", "add"].item() == "Suggested"
    assert set(grid.loc[grid["name"] != "AD Ports Group", "add"]) == {":material/playlist_add: Add"}
    click(app, "Undo")
    assert pipeline.pipeline(store()).empty


def test_a_card_moves_on_with_one_click_and_can_be_taken_back(own: OpenPage) -> None:
    app = own("pipeline")
    pipeline.add(store(), "Daniyar", [PORT])
    app.run()
    assert "1 pair in dialogue" in app.title[0].value
    click(app, "Contacted")
    named(app)
    assert pipeline.pipeline(store())["rung"].item() == "contacted"
    assert NAMED in app.success[0].value
    click(app, "Undo")
    assert pipeline.pipeline(store())["rung"].item() == "suggested"


def test_a_pair_by_its_address_is_moved_declined_planned_and_noted(own: OpenPage) -> None:
    app = own("pipeline", project=PORT.project_id, investor=PORT.investor_id)
    assert any("not in the pipeline" in info.value for info in app.info)
    click(app, "Add to the pipeline")
    named(app)
    field(app, "text_area", "note").set_value("<b>=1+1</b> ![x](http://evil.example/x.png)")
    click(app, "Save the note")
    assert "<b>=1+1</b> ![x](http://evil.example/x.png)" in [t.value for t in app.text]
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - the page's calendar
    field(app, "text_input", "step").set_value("Send the memo")
    field(app, "date_input", "due").set_value(tomorrow)
    click(app, "Save the step")
    app.selectbox(key=key_of(app, "selectbox", "_rung")).set_value("declined").run()
    click(app, "Move")
    assert any("Choose why it was declined" in each.value for each in app.error)
    app.selectbox(key=key_of(app, "selectbox", "_reason")).set_value("ticket").run()
    click(app, "Move")
    (row,) = pipeline.pipeline(store()).to_dict("records")
    assert (row["rung"], row["reason"], row["step"]) == ("declined", "ticket", "Send the memo")
    assert row["due"].date() == tomorrow
    again = own("matches", project=PORT.project_id, match=PORT.investor_id)
    grid = again.dataframe[0].value
    declined = grid[grid["name"] == "AD Ports Group"].iloc[0]
    assert declined["add"] == "Declined"
    assert declined["cons"].startswith("declined today, amount does not fit")


def test_a_records_page_says_where_its_pairs_stand(own: OpenPage) -> None:
    app = own("records", project=PORT.project_id)
    shown = app.dataframe[0].value
    assert set(shown["add"]) == {":material/playlist_add: Add"}
    pipeline.move(store(), "Aigerim", {PORT: None}, "declined", reason="ticket")
    app.run()
    shown = app.dataframe[0].value
    assert shown.loc[shown["name"] == "AD Ports Group", "add"].item() == "Declined"


def test_what_cannot_be_recorded_is_said_and_stays_in_its_field(own: OpenPage) -> None:
    app = own("pipeline", project=PORT.project_id, investor=PORT.investor_id)
    click(app, "Add to the pipeline")
    named(app)
    field(app, "text_area", "note").set_value("x" * 20_000)
    click(app, "Save the note")
    assert any("20,000 letters; 4,000 is the most" in each.value for each in app.error)
    assert len(field(app, "text_area", "note").value) == 20_000
    field(app, "text_input", "step").set_value("Call")
    field(app, "date_input", "due").set_value(date(2020, 1, 2))
    click(app, "Save the step")
    assert any("is in the past" in each.value for each in app.error)
    assert len(pipeline.history(store(), PORT)) == 1


def test_two_officers_at_once_are_both_told(own: OpenPage) -> None:
    first = own("pipeline", project=PORT.project_id, investor=PORT.investor_id)
    click(first, "Add to the pipeline")
    named(first, "Aigerim")
    second = own("pipeline", project=PORT.project_id, investor=PORT.investor_id)
    first.selectbox(key=key_of(first, "selectbox", "_rung")).set_value("interested").run()
    click(first, "Move")
    second.selectbox(key=key_of(second, "selectbox", "_rung")).set_value("mou").run()
    # What the second page shows was drawn before the first one moved the pair.
    moved = pipeline.move(store(), "Daniyar", {PORT: None}, "mou")
    assert moved[0].crossed is not None
    first.run()
    told = [each.value for each in first.warning]
    assert any("You and Daniyar moved" in each and "at the same time" in each for each in told)
    assert len(pipeline.history(store(), PORT)) == 3


def test_today_names_what_is_due_and_what_has_gone_quiet(own: OpenPage) -> None:
    app = own("pipeline")
    pipeline.add(store(), "Daniyar", [PORT, Pair("kuryk-port-trust", "dp-world")])
    today = date.today()  # noqa: DTZ011 - the page's calendar
    pipeline.plan(store(), "Daniyar", PORT, "Send *the* memo", today, today)
    with store().writing() as writer:
        writer.cursor.execute(
            "insert into event (event_id, happened_at, actor, kind, project_id, investor_id, "
            "payload) values ('01900000-0000-7000-8000-000000000001', now() - interval 61 day, "
            "'Saule', 'moved', 'aktau-port-trust', 'psa', '{\"rung\": \"contacted\"}')"
        )
    app.run()
    assert app.title[0].value == "1 step is due, 1 pair has gone quiet"
    said = texts(app)
    assert r"**today**: Send \*the\* memo" in said
    assert "**61 days** without movement: PSA International" in said


def test_the_table_has_every_pair_in_typed_columns(own: OpenPage) -> None:
    app = own("pipeline", show="table")
    pipeline.add(store(), "Daniyar", [PORT, Pair("gone-project", "ebrd")])
    app.run()
    shown = app.dataframe[0].value
    assert set(shown["project"]) == {"Aktau sea port trust management", "gone-project"}
    assert set(shown["rung"]) == {"Suggested"}


def moved_by(rows: object) -> list[tuple[str, str]]:
    """Who moved a pair to which rung, the latest first."""
    return [(row["actor"], row["rung"]) for row in each_row(rows) if row["kind"] == "moved"]


def test_what_somebody_chose_outlives_a_move_by_another_and_both_are_told(own: OpenPage) -> None:
    app = own("pipeline", project=PORT.project_id, investor=PORT.investor_id)
    click(app, "Add to the pipeline")
    named(app, "Botagoz")
    pipeline.move(store(), "Aigerim", {PORT: None}, "contacted")
    app = own("pipeline", project=PORT.project_id, investor=PORT.investor_id)
    rungs = key_of(app, "selectbox", "_rung")
    assert app.selectbox(key=rungs).value == "interested"
    pipeline.move(store(), "Aigerim", {PORT: standing_event()}, "mou")
    app.selectbox(key=rungs).set_value("suggested").run()
    assert app.selectbox(key=rungs).value == "suggested"
    assert any("Aigerim moved this pair to MoU while" in each.value for each in app.warning)
    click(app, "Move")
    named(app, "Botagoz")
    assert moved_by(pipeline.history(store(), PORT))[:2] == [
        ("Botagoz", "suggested"),
        ("Aigerim", "mou"),
    ]
    assert any("You and Aigerim moved" in each.value for each in app.warning)
    assert not any("while you had it open" in each.value for each in app.warning)
    assert app.selectbox(key=key_of(app, "selectbox", "_rung")).value == "contacted"
    (row,) = each_row(pipeline.pipeline(store()))
    assert row["seen"] != row["before_event_id"]  # Aigerim's page tells of the crossing by this
    click(app, "Undo")
    assert app.selectbox(key=key_of(app, "selectbox", "_rung")).value == "binding"


def test_a_choice_left_alone_is_the_one_recorded_after_the_name(own: OpenPage) -> None:
    own("pipeline")  # opens the store
    pipeline.add(store(), "Aigerim", [PORT])
    app = own("pipeline", project=PORT.project_id, investor=PORT.investor_id)
    pipeline.move(store(), "Aigerim", {PORT: standing_event()}, "mou")
    click(app, "Move")
    assert len(moved_by(pipeline.history(store(), PORT))) == 2
    named(app, "Botagoz")
    assert moved_by(pipeline.history(store(), PORT))[0] == ("Botagoz", "contacted")
    assert any("You and Aigerim moved" in each.value for each in app.warning)


@pytest.mark.parametrize("meanwhile", ["mou", "disbursed"])
def test_a_card_does_after_the_name_what_it_said_at_the_click(
    own: OpenPage, meanwhile: str
) -> None:
    app = own("pipeline")
    pipeline.add(store(), "Aigerim", [PORT])
    app.run()
    pipeline.move(store(), "Aigerim", {PORT: standing_event()}, meanwhile)
    click(app, "Contacted")
    named(app, "Botagoz")
    assert moved_by(pipeline.history(store(), PORT))[0] == ("Botagoz", "contacted")
    assert any("You and Aigerim moved" in each.value for each in app.warning)


def standing_event() -> str:
    """The move by which the only pair stands where it does."""
    return str(pipeline.pipeline(store())["event_id"].item())


def test_the_head_of_a_column_says_which_asks_it_leaves_out(own: OpenPage) -> None:
    app = own("pipeline")
    zone = Pair("khorgos-eg-sez-plots", "lianyungang-port")
    pipeline.add(store(), "Daniyar", [zone])
    app.run()
    said = texts(app)
    assert "1 overlapping record left out" in said
    assert "no ask published" not in said
    pipeline.add(store(), "Daniyar", [Pair("ek-small-hpp", "adq")])
    app.run()
    heads = [each.value for each in app.caption if "left out" in each.value]
    assert len(heads) == 1, heads
    assert re.fullmatch(r"USD.*[1-9].*, 1 overlapping record left out", heads[0])


def key_of(app: AppTest, kind: str, end: str) -> str:
    return next(each.key for each in getattr(app, kind) if each.key and each.key.endswith(end))


def field(app: AppTest, kind: str, what: str) -> object:
    """The widget whose key is about ``what``."""
    return next(
        each
        for each in getattr(app, kind)
        if each.key and (each.key.startswith(f"{what}:") or each.key.endswith(f"_{what}"))
    )


def test_one_against_many_says_where_pairs_stand_and_adds_the_others_alone(own: OpenPage) -> None:
    app = own("matches", many="investors", who="dp-world", each="4")
    (listed,) = [each.value for each in app.table if "Pipeline" in each.value.columns]
    assert list(listed["Pipeline"]) == [""] * 4
    offered = [each.split("project=")[1].split("&")[0] for each in listed["Project"]]
    pairs = [Pair(each, "dp-world") for each in offered]
    pipeline.move(store(), "Aigerim", {pairs[0]: None}, "declined", reason="ticket")
    pipeline.add(store(), "Aigerim", [pairs[1]])
    app.run()
    (listed,) = [each.value for each in app.table if "Pipeline" in each.value.columns]
    assert list(listed["Pipeline"]) == ["Declined today, amount does not fit", "Suggested", "", ""]
    assert "Left out: 1 in the pipeline already, 1 declined." in texts(app)
    click(app, "Add all of these to the pipeline")
    named(app)
    rungs = pipeline.pipeline(store()).set_index("project_id")["rung"]
    assert [rungs[each] for each in offered] == ["declined", *["suggested"] * 3]
    assert app.button(key="add_several_many").disabled


def test_a_package_of_a_corridor_says_which_of_its_pairs_was_declined(own: OpenPage) -> None:
    app = own("corridors", package="dp-world")
    project = app.table[0].value["Project"].iloc[0].split("project=")[1].split("&")[0]
    pair = Pair(project, "dp-world")
    pipeline.move(store(), "Aigerim", {pair: None}, "declined", reason="ticket")
    app.run()
    stands = list(app.table[0].value["Pipeline"])
    assert stands[0] == "Declined today, amount does not fit"
    assert set(stands[1:]) == {""}
    listed = app.dataframe[0].value.set_index("name")["declined"]
    assert listed["DP World"] == "1"
    assert set(listed.drop("DP World")) == {"0"}
    assert "Left out: 0 in the pipeline already, 1 declined." in texts(app)
