"""A loaded database for each test, copied from one that is loaded once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.load import load
from data.store import Store


@pytest.fixture(scope="session")
def loaded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the seed facts."""
    path = tmp_path_factory.mktemp("importing") / "loaded.duckdb"
    store = Store(path)
    load(store)
    store.close()
    return path


@pytest.fixture
def facts(loaded_file: Path, tmp_path: Path) -> Iterator[Store]:
    """The seed facts in a database of the test's own."""
    store = Store(Path(shutil.copy(loaded_file, tmp_path / "facts.duckdb")))
    yield store
    store.close()
