"""Saved views on the screen: saved as the page is, opened exactly so, and what changed since."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data import pipeline, views
from data.events import Event, record
from data.pipeline import Pair
from data.store import Store
from ui.saved import menu, since
from ui.session import _store, at_hand

ADDRESS = "/matches?project=aktau-port-trust&w_sector=40"


def page() -> None:
    import streamlit as st

    from ui import notices
    from ui.saved import menu
    from ui.session import at_hand

    st.session_state["views"] = True
    st.session_state.setdefault("_actor_name", "Aigerim")
    notices.show(at_hand().store, "top", "Aigerim")
    menu.menu()


@pytest.fixture
def app(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    path = tmp_path / "own.duckdb"
    shutil.copy(seeded, path)
    kept = seeded.with_name("kept.model")
    if kept.exists():
        shutil.copy(kept, path.with_name("own.duckdb.model"))
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    yield AppTest.from_function(page, default_timeout=60)
    store().close()
    if path.with_name("own.duckdb.model").exists():
        shutil.copy(path.with_name("own.duckdb.model"), kept)
    st.cache_resource.clear()


def store() -> Store:
    return _store(Path(os.environ["MATCHMAKING_DATABASE"]).resolve())


def click(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def test_a_view_is_saved_renamed_deleted_and_brought_back(app: AppTest) -> None:
    app.query_params["project"] = "aktau-port-trust"
    app.query_params["lang"] = "en"
    app.run()
    assert any("No view is saved yet" in each.value for each in app.caption)
    app.text_input(key="view_name").set_value("Ports first")
    click(app, "Save the view")
    (saved,) = views.views(store(), "Aigerim").to_dict("records")
    assert (saved["name"], saved["address"]) == ("Ports first", "/?project=aktau-port-trust")
    app.text_input(key=f"name:{saved['view_id']}").set_value("Caspian")
    app.toggle(key=f"shared:{saved['view_id']}").set_value(True)
    click(app, "Save the changes")
    assert list(views.views(store(), "Daniyar")["name"]) == ["Caspian"]
    click(app, "Delete")
    assert views.views(store(), "Aigerim").empty
    click(app, "Undo")
    assert list(views.views(store(), "Aigerim")["name"]) == ["Caspian"]


def test_another_persons_view_has_no_way_to_change_it(app: AppTest) -> None:
    views.save(store(), "Daniyar", "Theirs", ADDRESS, shared=True)
    views.save(store(), "Daniyar", "Hidden", ADDRESS, shared=False)
    app.run()
    labels = [button.label for button in app.button]
    assert "Theirs" in labels
    assert "Hidden" not in labels
    assert "Delete" not in labels


def test_a_view_whose_record_is_gone_says_so_and_stays(app: AppTest) -> None:
    views.save(store(), "Aigerim", "Lost", "/matches?project=no-such-port", shared=False)
    app.run()
    assert any("no\\-such\\-port" in each.value for each in app.caption)
    assert "Lost" in [button.label for button in app.button]


def test_what_changed_since_is_told_with_names(app: AppTest) -> None:
    app.run()
    dashboard = at_hand()
    pipeline.add(store(), "Daniyar", [Pair("aktau-port-trust", "ebrd")])
    change = {"field": "sponsor", "value": "KTZ"}
    record(store(), Event("Daniyar", "edited", project_id="kuryk-port-trust", payload=change))
    changed = views.changed_since(store(), "2020-01-01T00:00:00+00:00")
    assert since._records(dashboard, changed) == ["1 record changed (Kuryk port trust management)"]
    (pairs,) = since._pairs(dashboard, changed)
    assert pairs.startswith("1 pair moved by others (European Bank")


@pytest.mark.parametrize(
    ("address", "script"),
    [
        ("/", "pages/overview.py"),
        ("/overview", "pages/overview.py"),
        ("/matches", "pages/matches.py"),
        ("/pipeline", "pages/pipeline.py"),
    ],
)
def test_every_address_of_a_view_has_its_page(address: str, script: str, root: Path) -> None:
    assert menu.page_of(address) == script
    assert (root / script).exists()
