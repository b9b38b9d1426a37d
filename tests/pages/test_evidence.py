"""The page for the sceptic: what it says is what a back-test of its own finds."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.events import Event, record
from data.records import frames
from data.store import Store
from matching.backtest import Backtest, backtest
from tests.pages.conftest import OpenPage, texts
from ui.evidence import measuring

LIMIT_SECONDS = 120


def measured(app: AppTest) -> AppTest:
    """Wait for the back-test that the page started, and look again."""
    (job,) = JOBS[-1:]
    assert job.wait(LIMIT_SECONDS)
    return app.run()


JOBS: list[measuring.Job[measuring.Measured]] = []


@pytest.fixture(autouse=True)
def _jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Note every computation that a page starts."""

    class Noted(measuring.Job):  # type: ignore[type-arg]
        def __init__(self, compute) -> None:  # noqa: ANN001
            super().__init__(compute)
            JOBS.append(self)

    JOBS.clear()
    monkeypatch.setattr(measuring, "Job", Noted)


@pytest.fixture(scope="module")
def expected(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    copy = shutil.copy(database, tmp_path_factory.mktemp("evidence") / "copy.duckdb")
    store = Store(Path(copy))
    read = frames(store)
    store.close()
    return backtest(read["investors"], read["projects"], read["deals"], read["vocabulary"])


@pytest.fixture
def known(expected: Backtest, monkeypatch: pytest.MonkeyPatch) -> Backtest:
    """Let the page find at once what the back-test finds; one test below lets it measure."""
    monkeypatch.setattr(measuring, "backtest", lambda *_frames, **_options: expected)
    return expected


def charts(app: AppTest) -> list[str]:
    return [str(each.proto.alt) for each in app.get("plotly_chart")]


@pytest.mark.usefixtures("known")
def test_the_page_is_usable_before_the_measuring_is_done(open_page: OpenPage) -> None:
    app = open_page("evidence")
    assert not app.exception
    said = texts(app)
    assert "have no viable investor" in said or "has no viable investor" in said
    assert "The score is an agreement in points, not a probability" in said
    assert "0 of 100 outcomes are recorded" in said
    assert JOBS[-1].wait(LIMIT_SECONDS)


def test_the_title_is_what_the_back_test_found(open_page: OpenPage, expected: Backtest) -> None:
    app = measured(open_page("evidence"))
    assert not app.exception
    pairs = expected.pairs[expected.pairs["protocol"] == "looking_back"]
    shares = [
        f"{(pairs[f'rank_{method}'] <= 10).mean():.0%}"
        for method in ("ours", "tf_idf", "popularity")
    ]
    assert re.findall(r"\d+%", app.title[0].value) == shares
    assert f"{len(pairs)} investors in {pairs['project_id'].nunique()} projects" in texts(app)


def test_every_chart_has_all_methods_a_text_and_a_table(
    open_page: OpenPage, known: Backtest
) -> None:
    app = measured(open_page("evidence"))
    assert len(charts(app)) == 4
    for told, title in zip(charts(app), [s.value for s in app.subheader], strict=False):
        assert "Numbers below" in told
        assert title.replace("\\", "")[:25] in told
    tables = [each.value for each in app.table[:4]]
    methods = ["Ours", "Rules only", "TF-IDF", "Popularity", "Chance"]
    assert list(tables[0]["Method"]) == methods
    for table in tables[1:]:
        assert list(table.columns[1:]) == methods
    results = known.results
    ours = results[(results["method"] == "ours") & (results["protocol"] == "in_turn")]
    assert tables[0].iloc[0, 1].startswith(f"{ours['ndcg_10'].mean():.2f} ± ")
    assert tables[0].columns[1] == f"Hidden in turn ({len(ours)} projects)"
    assert list(tables[1]["Year"]) == [str(year) for year in known.years]


def test_the_measure_is_in_the_address(open_page: OpenPage, known: Backtest) -> None:
    app = measured(open_page("evidence", measure="recall_50"))
    assert not app.exception
    results = known.results
    ours = results[(results["method"] == "ours") & (results["protocol"] == "in_turn")]
    assert app.table[0].value.iloc[0, 1].startswith(f"{ours['recall_50'].mean():.2f} ± ")
    assert "Recall@50" in charts(app)[0]
    wrong = measured(open_page("evidence", measure="<script>"))
    assert "NDCG@10" in charts(wrong)[0]


def test_missed_deals_are_named_with_links_to_both_sides(
    open_page: OpenPage, known: Backtest
) -> None:
    app = measured(open_page("evidence"))
    pairs = known.pairs[known.pairs["protocol"] == "in_turn"]
    last = pairs.sort_values("place", ascending=False).iloc[0]
    ranked = next(t.value for t in app.table if "Our place" in t.value.columns)
    assert ranked["Our place"].iloc[0] == last["place"]
    assert f"project={last['project_id']}&match={last['investor_id']}" in ranked["Deal"].iloc[0]
    assert f"investor={last['investor_id']}&match={last['project_id']}" in ranked["Deal"].iloc[0]
    missed = int(pairs["place"].isna().sum() + (pairs["place"] > 50).sum())
    assert f"{missed} of {len(pairs)} who came would have been missed" in texts(app)
    every = next(f.value for f in app.dataframe if "gate" in f.value.columns)
    assert len(every) == missed


@pytest.mark.usefixtures("known")
def test_never_and_always_shown_add_up(open_page: OpenPage) -> None:
    app = measured(open_page("evidence"))
    shares = next(t.value for t in app.table if "Gini" in t.value.columns)
    assert list(shares["Method"]) == ["Ours", "Rules only", "TF-IDF", "Popularity", "Chance"]
    assert "…" not in set(shares["Gini"])
    assert shares.set_index("Method").at["Popularity", "Never shown"] == "238 (96%)"
    never = next(f.value for f in app.dataframe if "listed" in f.value.columns)
    said = next(s.value for s in app.subheader if "stand in no first ten" in s.value)
    assert int(said.split(" ")[0]) == len(never)
    assert shares.set_index("Method").at["Ours", "Never shown"].startswith(f"{len(never)} (")
    assert (never["best"].dropna() > 10).all()


@pytest.mark.usefixtures("known")
def test_a_later_visit_does_not_measure_again(open_page: OpenPage) -> None:
    measured(open_page("evidence"))
    again = open_page("evidence", measure="hit_10")
    assert len(JOBS) == 1
    assert "were among our first ten" in again.title[0].value


@pytest.mark.usefixtures("known")
def test_a_failure_is_a_sentence_and_can_be_tried_again(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_frames: object, **_options: object) -> None:
        raise RuntimeError("no luck")

    with monkeypatch.context() as patch:
        patch.setattr(measuring, "backtest", broken)
        app = measured(open_page("evidence"))
    assert not app.exception
    assert "The back-test could not be finished" in app.error[0].value
    assert "no luck" not in texts(app)
    app.button[-1].click().run()
    assert len(JOBS) == 2
    app = measured(app)
    assert not app.error
    assert "were among our first ten" in app.title[0].value


@pytest.mark.usefixtures("known")
def test_with_outcomes_enough_the_score_becomes_a_probability(
    root: Path, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(database, tmp_path / "decided.duckdb"))
    store = Store(path)
    read = frames(store)
    opened = read["projects"].query("opportunity == 'open'")["project_id"].head(4)
    for project in opened:
        for number, investor in enumerate(read["investors"]["investor_id"].head(30)):
            rung = {"rung": "binding" if number % 3 else "declined"}
            record(store, Event("Aigerim", "moved", project, investor, payload=rung))
    store.close()
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    app = AppTest.from_file(str(root / "dashboard.py"), default_timeout=60)
    app.switch_page("pages/evidence.py")
    app.run()
    assert not app.exception
    said = texts(app)
    assert "120 outcomes: 80 came about, 40 did not." in said
    assert "The score foretells outcomes" in said
    assert "No probability can be told" not in said
    assert any("Share of decided pairs" in told for told in charts(app))
    table: pd.DataFrame = next(t.value for t in app.table if "Probability told" in t.value.columns)
    assert sum(int(n) for n in table["Pairs"]) == 120
    assert JOBS[-1].wait(LIMIT_SECONDS)
