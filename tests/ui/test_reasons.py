"""Reasons in words on the real facts: none may contradict the contribution behind it."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from data.load import load
from data.records import frames
from data.rows import each_row
from data.store import Store
from matching.matcher import Matcher
from ui.deals import deals_by_field
from ui.format import signed
from ui.labels import Labels
from ui.reasons import TELLING, Pair, Reason, speaks
from ui.session import Dashboard
from ui.words import set_language

PROJECTS = ("aktau-port-trust", "mirny-wind", "kordai-trade-complex", "transport-17bn-2030")


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    store = Store(tmp_path_factory.mktemp("reasons") / "reasons.duckdb")
    load(store)
    read = frames(store)
    matcher = Matcher().fit(read["investors"], read["projects"], read["deals"], read["vocabulary"])
    projects = read["projects"].set_index("project_id", drop=False)
    told: Any = SimpleNamespace(
        investors=read["investors"].set_index("investor_id", drop=False),
        projects=projects,
        labels=Labels(read["vocabulary"]),
        matcher=matcher,
        deals_by_field=deals_by_field(read["deals"], projects, came_about=True),
        talks_by_field=deals_by_field(read["deals"], projects, came_about=False),
    )
    yield cast("Dashboard", told)
    store.close()


def told(dashboard: Dashboard, project_id: str) -> Iterator[tuple[Any, list[Reason], list[Reason]]]:
    """Give each match of a project with its reasons for and against."""
    matcher = dashboard.matcher
    matches = matcher.shortlist(project_id=project_id).matches
    project = cast("pd.Series", dashboard.projects.loc[project_id])
    for match in each_row(matches):
        investor = cast("pd.Series", dashboard.investors.loc[match["investor_id"]])
        yield match, *speaks(Pair(dashboard, project, investor, match), matcher.weights_)


def at_neutral(dashboard: Dashboard, neutral: float) -> Dashboard:
    """Give the same records with another average pair."""
    matcher = copy.copy(dashboard.matcher)
    matcher.neutral_ = dict.fromkeys(matcher.neutral_, neutral)
    return cast("Dashboard", SimpleNamespace(**vars(dashboard) | {"matcher": matcher}))


@pytest.mark.parametrize("project_id", PROJECTS)
def test_reasons_follow_their_contributions_strongest_first(
    dashboard: Dashboard, project_id: str
) -> None:
    weights, neutral = dashboard.matcher.weights_, dashboard.matcher.neutral_
    for match, pros, cons in told(dashboard, project_id):
        for reason in (*pros, *cons):
            lifted = match[f"value_{reason.criterion}"] - neutral[reason.criterion]
            assert reason.effect == pytest.approx(100 * weights[reason.criterion] * lifted)
            assert match[f"known_{reason.criterion}"]
            assert reason.text
        for side, sign in ((pros, 1), (cons, -1)):
            effects = [sign * reason.effect for reason in side]
            assert effects == sorted(effects, reverse=True)
            assert all(effect > TELLING for effect in effects)


@pytest.mark.parametrize("neutral", [None, 0.05, 0.3, 0.5, 0.7, 0.9])
def test_no_sentence_stands_on_both_sides(dashboard: Dashboard, neutral: float | None) -> None:
    seen = dashboard if neutral is None else at_neutral(dashboard, neutral)
    speak_for: dict[str, set[str]] = defaultdict(set)
    against: dict[str, set[str]] = defaultdict(set)
    for project_id in PROJECTS:
        for _match, pros, cons in told(seen, project_id):
            for reason in pros:
                speak_for[reason.criterion].add(reason.text)
            for reason in cons:
                against[reason.criterion].add(reason.text)
    for criterion, texts in speak_for.items():
        assert not texts & against[criterion]
    assert not [text for text in speak_for["ticket"] if "misses" in text or "another" in text]
    assert not [text for text in against["ticket"] if "fits" in text or "near" in text]
    assert not [text for text in against["instruments"] if text.startswith("offers the same")]


@pytest.mark.parametrize(
    ("value", "text"), [(14.6, "+15"), (-5.6, "−6"), (0.7, "+1"), (0.3, "+0.3")]
)
def test_an_effect_has_its_sign(value: float, text: str) -> None:
    assert signed(value) == text


def test_a_sign_is_written_in_russian_too() -> None:
    set_language("ru")
    assert signed(-0.3) == "−0,3"
