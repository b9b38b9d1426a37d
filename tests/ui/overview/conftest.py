"""The executive view over the seed facts, and over records that are made up for a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data.load import load
from data.store import Store
from matching.summary.scope import Scope
from ui import session
from ui.overview import page, summary
from ui.overview.block import Block
from ui.overview.choices import Choices
from ui.overview.summary import Progress, Summary
from ui.session import Dashboard

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store loaded with the seed facts."""
    opened = Store(tmp_path_factory.mktemp("overview") / "overview.duckdb")
    load(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def dashboard(store: Store) -> Dashboard:
    """What every page starts from, over the seed facts."""
    path: Path = store.path
    return session._worked_out(store, path, "seed", TODAY)


@pytest.fixture(scope="session")
def shown(dashboard: Dashboard) -> Summary:
    """The figures of everything."""
    return summary.summary(dashboard, Scope())


@pytest.fixture
def progress(dashboard: Dashboard, shown: Summary) -> Progress:
    """What people recorded: nothing yet."""
    return summary.progress(dashboard, shown)


def choices(scope: Scope | None = None, **changed: str) -> Choices:
    """The usual choices, some of them changed."""
    usual = {
        "split": "sector",
        "unit": "amount",
        "measure": "projects",
        "by": "year",
        "deals_in": "records",
    }
    return Choices(scope=scope or Scope(), **(usual | changed))


def blocks_of(dashboard: Dashboard, figures: Summary, told: Progress) -> dict[str, Block]:
    """Every block of the page, figures first; a case with changed records finds none kept."""
    page._of_the_facts.clear()
    return page.all_blocks(dashboard, figures, told, choices(figures.scope))
