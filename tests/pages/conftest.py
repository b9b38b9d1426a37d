"""The dashboard without a browser: pages run by Streamlit's own test driver."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def database(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A loaded database, closed, for the app to open."""
    return Path(shutil.copy(seeded, tmp_path_factory.mktemp("app") / "app.duckdb"))


@pytest.fixture
def open_page(root: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    """Give a function that opens a page by its file's name and its address' parameters."""
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(database))

    def run(name: str, **address: str) -> AppTest:
        app = AppTest.from_file(str(root / "dashboard.py"), default_timeout=60)
        app.switch_page(f"pages/{name}.py")
        for key, value in address.items():
            app.query_params[key] = value
        return app.run()

    yield run
    st.cache_resource.clear()
    st.cache_data.clear()


def texts(app: AppTest) -> str:
    """Everything a page says, in one text."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning")
    found = [str(each.value) for kind in kinds for each in getattr(app, kind)]
    return "\n".join([*found, *(str(each.value) for each in app.error)])
