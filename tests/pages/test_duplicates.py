"""Records that may be one: listed, merged, told apart, and all of it taken back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.merging import decisions, merge, survivor_of, told_apart
from data.records import frames
from data.store import Store
from tests.pages.conftest import OpenPage, texts
from ui.session import _store

ONE, OTHER = "icic-central-asia", "turan-sez-hub"
PAIR = f"{ONE}|{OTHER}"


@pytest.fixture
def own(
    database: Path, tmp_path: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenPage]:
    """Pages over a database of the test's own, which it may write to."""
    path = tmp_path / "own.duckdb"
    shutil.copy(database, path)
    model, own_model = (each.with_name(f"{each.name}.model") for each in (database, path))
    if model.exists():
        shutil.copy(model, own_model)
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    yield open_page
    # Not closed here: the matcher may still be reading it, fitted anew beside the pages.
    st.cache_resource.clear()
    if not model.exists():
        shutil.copy(own_model, model)


def store() -> Store:
    """The database that the pages hold open."""
    return _store(Path(os.environ["MATCHMAKING_DATABASE"]).resolve())


def duplicates(own: OpenPage, **more: str) -> AppTest:
    return own("records", tab="duplicates", **more)


def click(app: AppTest, label: str, at: int = 0) -> None:
    [button for button in app.button if button.label == label][at].click().run()
    assert not app.exception


def named(app: AppTest, name: str = "Aigerim") -> None:
    """Enter the name that is asked for."""
    next(field for field in app.text_input if field.key.endswith("_who")).set_value(name)
    click(app, "Continue")


def ids() -> set[str]:
    return set(frames(store())["projects"]["project_id"])


def test_pairs_are_listed_with_the_score_and_its_reasons_in_words(own: OpenPage) -> None:
    app = duplicates(own)
    assert not app.exception
    listed = app.dataframe[0].value
    assert app.title[0].value == f"{len(listed)} pairs of projects may be the same record"
    assert listed["score"].astype(int).is_monotonic_decreasing
    assert listed["word"][0] == "almost certainly the same"
    assert "names alike: 100 of 100" in listed["for"][0]
    assert listed["against"][0] == "another amount"
    app.segmented_control(key="duplicates_of").set_value("deals").run()
    assert "pairs of deals" in app.title[0].value
    assert app.query_params["of"] == "deals"
    assert "→" in app.dataframe[0].value["first"][0]


def test_two_are_merged_and_come_apart_again(own: OpenPage) -> None:
    app = duplicates(own, pair=PAIR)
    said = frames(store())["projects"].set_index("project_id")["total_cost_usd_m"]
    app.radio(key=f"duplicate_project_{ONE}_{OTHER}_stays").set_value("second").run()
    cost = app.radio(key=f"duplicate_project_{ONE}_{OTHER}_second_total_cost_usd_m")
    assert cost.value == "second"
    cost.set_value("first").run()
    click(app, "Merge the two records")
    assert {ONE, OTHER} <= ids()
    named(app)
    assert "merged into" in app.success[0].value
    assert {ONE, OTHER} & ids() == {OTHER}
    after = frames(store())["projects"].set_index("project_id")["total_cost_usd_m"]
    assert after[OTHER] == said[ONE] != said[OTHER]
    assert decisions(store())["actor"].tolist() == ["Aigerim"]
    assert not any(ONE in name for name in app.query_params)
    assert "names alike: 100 of 100" not in app.dataframe[0].value["for"][0]
    click(app, "Undo")
    assert {ONE, OTHER} <= ids()
    assert survivor_of(store(), "project", ONE) is None
    assert "~~" in texts(app)


def test_two_told_apart_are_no_candidates_until_that_is_undone(own: OpenPage) -> None:
    app = duplicates(own, pair=PAIR)
    count = len(app.dataframe[0].value)
    click(app, "Not the same")
    named(app)
    assert told_apart(store(), "project") == {frozenset((ONE, OTHER))}
    assert len(app.dataframe[0].value) == count - 1
    assert len(duplicates(own).dataframe[0].value) == count - 1
    click(app, "Close")
    click(app, "Undo")
    assert len(app.dataframe[0].value) == count


def test_a_pair_that_cannot_be_compared_is_said_in_a_sentence(own: OpenPage) -> None:
    for pair in ("nope", "nope|nada", f"{ONE}|{ONE}", "|", f"{ONE}|{OTHER}|{ONE}"):
        app = duplicates(own, pair=pair)
        assert not app.exception
        assert "no pair of records that exist" in app.error[0].value


def test_two_that_somebody_else_merged_meanwhile_are_not_merged_again(own: OpenPage) -> None:
    app = duplicates(own, pair=PAIR)
    click(app, "Merge the two records")
    merge(store(), "Daniyar", "project", ONE, OTHER, {})
    named(app)
    assert "Nothing was changed" in app.error[0].value
    assert len(decisions(store())) == 1
    assert "was merged into" in app.error[1].value


def test_a_record_that_was_merged_away_leads_to_the_one_that_stays(own: OpenPage) -> None:
    name = duplicates(own) and frames(store())["projects"].set_index("project_id").at[ONE, "name"]
    merge(store(), "Aigerim", "project", OTHER, ONE, {})
    app = own("records", project=ONE)
    assert not app.exception
    assert app.title[0].value != "No such record"
    assert f"“{ONE}” was merged into this one".replace("-", "\\-") in app.info[0].value
    assert name.split()[0] in texts(app)
    assert "Also stands for" in texts(app)


@pytest.mark.parametrize(("of", "pair"), [("deals", "X079|X080"), ("investors", "jbic|jica")])
def test_deals_and_investors_are_merged_alike(own: OpenPage, of: str, pair: str) -> None:
    app = duplicates(own, of=of, pair=pair)
    assert not app.exception
    click(app, "Merge the two records")
    named(app)
    stays, gone = pair.split("|")
    left = set(frames(store())[of][f"{of.removesuffix('s')}_id"])
    assert {stays, gone} & left == {stays}
    click(app, "Undo", at=1)
    assert {stays, gone} <= set(frames(store())[of][f"{of.removesuffix('s')}_id"])
