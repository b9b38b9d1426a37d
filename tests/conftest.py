"""What every test relies on: never the running dashboard's database, English to begin with."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from data.load import load
from data.store import Store
from ui import words

# Set before anything of the project is called, so that no test can reach the real database.
FOLDER = tempfile.TemporaryDirectory(prefix="matchmaking-tests-")
os.environ["MATCHMAKING_DATABASE"] = str(Path(FOLDER.name) / "tests.duckdb")


class OneWorkerForTheBrowser(LoadScopeScheduling):
    """Share tests out one by one, but the browser tests together: they use one server."""

    def _split_scope(self, nodeid: str) -> str:
        return "e2e" if nodeid.startswith("tests/e2e/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneWorkerForTheBrowser:
    """Schedule in our way wherever there are several workers."""
    return OneWorkerForTheBrowser(config, log)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    words.set_language("en")
    yield
    words.set_language("en")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the seed facts; tests copy it and leave it as it is."""
    path = tmp_path_factory.mktemp("seeded") / "facts.duckdb"
    store = Store(path)
    load(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parent.parent
