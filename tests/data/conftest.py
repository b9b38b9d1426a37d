"""A loaded database for the tests that read it, and empty ones for those that write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.load import SEED, load
from data.store import Store


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seed facts in a database that tests only read."""
    store = Store(tmp_path_factory.mktemp("loaded") / "facts.duckdb")
    load(store)
    yield store
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database of the test's own."""
    opened = Store(tmp_path / "own.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A copy of the seed folder that a test may spoil."""
    return Path(shutil.copytree(SEED, tmp_path / "seed"))
