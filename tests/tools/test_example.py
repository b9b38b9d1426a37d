"""Example steps say that they are examples, and never stand beside work."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import pipeline
from data.store import Store
from tools import example


def test_examples_fill_an_empty_database_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "example.duckdb"
    monkeypatch.setenv("MATCHMAKING_DATABASE", str(path))
    assert example.main() == 0
    assert example.main() == 1
    assert "holds steps already" in capsys.readouterr().err
    store = Store(path)
    shown = pipeline.pipeline(store)
    projects, investors = store.frame("projects", today="2026-11-24"), store.frame("investors")
    store.close()
    assert set(shown["project_id"]) <= set(projects["project_id"])
    assert set(shown["investor_id"]) <= set(investors["investor_id"])
    assert shown["owner"].str.contains("Example").all()
    assert set(shown["note"].dropna().str[:7]) == {"Example"}
