"""What changed since last month: the sums then are those that were worked out then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data import activity
from data.importing.applying import apply
from data.importing.batches import undo
from data.importing.checking import check
from data.importing.editing import edit
from data.load import load
from data.records import frames
from data.store import Store
from matching.summary.change import before, standing
from matching.summary.scope import gather
from tests.ui.overview.conftest import TODAY
from ui.overview import since
from ui.overview.summary import Progress, Summary

LONG_AGO, SOON = datetime(2020, 1, 1, tzinfo=UTC), datetime.now(UTC) + timedelta(days=1)
SOURCE = "https://example.kz/paper"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    """The seed facts in a database that a test may change."""
    opened = Store(tmp_path / "own.duckdb")
    load(opened)
    yield opened
    opened.close()


def open_project(store: Store) -> str:
    """An open project with a published ask that counts."""
    projects = frames(store, TODAY)["projects"]
    asked = projects[(projects["opportunity"] == "open") & projects["ask_usd_m"].notna()]
    counted = asked[asked["counts"].astype(bool) & (asked["verified"] != "no")]
    return str(counted["project_id"].iloc[0])


def test_the_sums_of_then_come_back_and_an_undone_change_was_none(
    own: Store, tmp_path: Path
) -> None:
    then = standing(gather(frames(own, TODAY)))
    project = open_project(own)
    edit(own, "project", project, {"ask_usd_m": "700"}, "Aigerim", SOURCE)
    edit(own, "project", project, {"ask_usd_m": "900"}, "Aigerim", SOURCE)
    edit(own, "investor", "ebrd", {"ticket_max_usd_m": "9000"}, "Aigerim", SOURCE)
    path = tmp_path / "funds.csv"
    path.write_text("investor_id,name,source_url\nnew,New,https://a.kz/1\n", encoding="utf-8")
    batch = apply(own, check(own, path, "investor", tmp_path), "Aigerim", path.name)

    now = frames(own, TODAY)
    changed = activity.changed_facts(own, LONG_AGO)
    assert standing(gather(now)).ask.amount > then.ask.amount
    assert standing(gather(now)).come != then.come
    assert len(now["investors"]) == len(before(now, changed)["investors"]) + 1
    assert standing(gather(before(now, changed))) == then
    assert activity.changed_facts(own, SOON).empty

    undo(own, batch, "Aigerim")
    assert set(activity.changed_facts(own, LONG_AGO)["field"].dropna()) == {
        *("ask_usd_m", "ticket_max_usd_m"),
        *set(changed["field"].dropna()),
    }
    assert activity.changed_facts(own, LONG_AGO)["field"].notna().all()


def test_the_page_names_the_sums_that_moved(progress: Progress) -> None:
    now = progress.now
    earlier = replace(now, projects=now.projects - 2, ask=replace(now.ask, amount=100.0))
    said = since.moved(replace(progress, earlier=earlier))
    assert "open ask USD 100m → USD 308m" in said
    assert f"projects {now.projects - 2} → {now.projects}" in said
    assert "announced cost" not in said


def test_without_history_no_change_of_a_sum_is_claimed(progress: Progress) -> None:
    assert progress.earlier is None
    assert since.moved(progress) == ""
    assert "no change since last month can be told" in since.changes(progress)
    same = since.moved(replace(progress, earlier=progress.now))
    assert "none that changes a sum" in same


def test_deals_are_told_by_their_own_years(shown: Summary) -> None:
    deals = shown.facts.came_about
    said = since.by_year(shown, 2026)
    assert f"{(deals['year'] == 2026).sum()} deals" in said
    assert f"{(deals['year'] == 2025).sum()} deals" in said
