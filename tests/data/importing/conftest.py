"""A loaded database for each test, copied from one that is loaded once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store


@pytest.fixture
def facts(seeded: Path, tmp_path: Path) -> Iterator[Store]:
    """The seed facts in a database of the test's own."""
    store = Store(Path(shutil.copy(seeded, tmp_path / "facts.duckdb")))
    yield store
    store.close()
