"""What is taken away says the same as the screen, with its sources, on one page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from data import pipeline, records
from data.load import load
from data.pipeline import Pair
from data.store import Store
from ui import words
from ui.briefs import ladder, match, ranking
from ui.pipeline.state import standing
from ui.query import Query
from ui.session import Dashboard, _worked_out
from ui.takeaway.provenance import Provenance, deferred

PORT = Query("project", "aktau-port-trust")
MADE = Provenance(
    title="AD Ports Group × Aktau",
    address="/matches?project=aktau-port-trust&match=ad-ports&w_sector=40",
    as_of="Jun 2026",
    data_version="data-1",
    model_version="model-2",
    made_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    made_by="Әйгерім",
    filters=(("Weights", "Sector 40%"),),
)
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    path = tmp_path_factory.mktemp("briefs") / "own.duckdb"
    store = Store(path)
    load(store)
    yield _worked_out(store, path, records.version(store), TODAY)
    store.close()


def told(content: bytes) -> tuple[str, int]:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), len(pages)


def test_a_brief_of_a_match_is_one_page_with_everything_behind_it(dashboard: Dashboard) -> None:
    content = match.brief(dashboard, dashboard.matcher, PORT, "ad-ports", MADE)
    said, pages = told(content)
    assert pages == 1
    explanation = dashboard.matcher.explain("aktau-port-trust", "ad-ports", for_="projects")
    assert f"{100 * explanation.score:.0f} of 100 points" in said
    for heading in ("Speaks for it", "Speaks against it", "What both sides say", "Sources"):
        assert heading in said
    for fact in ("Mangystau Region", "not published", "Ports and terminals is its field"):
        assert fact in said
    assert "1520international.com" in said
    for origin in ("data-1", "model-2", "Sector 40%", "w_sector=40", "09:30 UTC, Әйгерім"):
        assert origin in said


def test_the_same_brief_is_the_same_file(dashboard: Dashboard) -> None:
    first, again = (
        match.brief(dashboard, dashboard.matcher, PORT, "ebrd", MADE) for _time in range(2)
    )
    assert first == again


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_brief_made_on_a_click_speaks_the_readers_language(
    dashboard: Dashboard, language: str
) -> None:
    words.set_language(language)
    build = deferred(lambda: match.brief(dashboard, dashboard.matcher, PORT, "ebrd", MADE))
    words.set_language("en")
    said, pages = told(build())
    assert pages == 1
    assert {"ru": "Доводы за", "kk": "Дереккөздер"}[language] in said
    assert words.language() == "en"


@pytest.mark.parametrize(
    ("project", "investor"), [("mirny-wind", "adb"), ("kuryk-port-trust", "dp-world")]
)
def test_long_records_fit_too(dashboard: Dashboard, project: str, investor: str) -> None:
    for side, record, other in (("project", project, investor), ("investor", investor, project)):
        query = Query(side, record)
        assert told(match.brief(dashboard, dashboard.matcher, query, other, MADE))[1] == 1


def test_a_brief_of_a_list_is_one_page_in_the_order_of_the_list(dashboard: Dashboard) -> None:
    matches = PORT.shortlist(dashboard.matcher).matches
    said, pages = told(ranking.brief(dashboard, dashboard.matcher, PORT, matches, MADE))
    assert pages == 1
    names = [dashboard.investors.at[each, "name"] for each in matches["investor_id"].head(5)]
    places = [said.index(name) for name in names]
    assert places == sorted(places)
    assert f"of {len(matches)}." in said
    assert "https://" in said


def test_a_workbook_of_a_list_has_every_match_and_everyone_taken_out(dashboard: Dashboard) -> None:
    shortlist = PORT.shortlist(dashboard.matcher)
    pipeline.move(
        dashboard.store,
        "Aigerim",
        {Pair("aktau-port-trust", "psa"): None},
        "declined",
        reason="ticket",
    )
    content = ranking.sheets(dashboard, dashboard.matcher, PORT, shortlist.matches, shortlist, MADE)
    book = load_workbook(io.BytesIO(content))
    cover, listed, out = book.worksheets
    assert listed.max_row == len(shortlist.matches) + 1
    assert out.max_row == len(shortlist.gated) + 1
    header = [cell.value for cell in listed[1]]
    rows = [
        dict(zip(header, [c.value for c in row], strict=True))
        for row in listed.iter_rows(min_row=2)
    ]
    points = [name for name in header if name.endswith(", points")]
    assert rows[0]["Rank"] == 1
    for row in rows[:20]:
        assert sum(row[name] for name in points) == pytest.approx(row["Points of 100"], abs=1e-6)
    declined = next(row for row in rows if row["Investor id"] == "psa")
    assert "amount does not fit" in declined["Pipeline"]
    assert any("model-2" in str(row[1].value) for row in cover.iter_rows())


def test_the_pipeline_is_taken_away_with_notes_as_text_and_steps_as_days(
    dashboard: Dashboard,
) -> None:
    pair = Pair("kuryk-port-trust", "dp-world")
    pipeline.add(dashboard.store, "Aigerim", [pair])
    pipeline.note(dashboard.store, "Aigerim", pair, "=cmd|' /C calc'!A0 <b>x</b>")
    pipeline.plan(dashboard.store, "Aigerim", pair, "Call", date(2026, 12, 1), TODAY)
    pipeline.plan(dashboard.store, "Aigerim", pair, "Send the memo", date(2026, 12, 2), TODAY)
    frame = standing(dashboard)
    book = load_workbook(io.BytesIO(ladder.sheets(frame, MADE)))
    page = book.worksheets[1]
    header = [cell.value for cell in page[1]]
    row = next(r for r in page.iter_rows(min_row=2) if r[0].value == "DP World")
    cells = dict(zip(header, row, strict=True))
    assert cells["Last note"].value == "=cmd|' /C calc'!A0 <b>x</b>"
    assert cells["Last note"].data_type == "s"
    assert cells["Due"].value == datetime(2026, 12, 2)  # noqa: DTZ001 - a day
    (event,) = Calendar.from_ical(ladder.steps(frame)).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 12, 2)
    assert str(event["summary"]) == "Send the memo (DP World × Kuryk port trust management)"
    assert event["sequence"] == 1


def test_a_thousand_pairs_are_written(dashboard: Dashboard) -> None:
    pipeline.add(dashboard.store, "Aigerim", [Pair("aktau-port-trust", "ad-ports")])
    frame = standing(dashboard)
    many = pd.concat([frame] * (1000 // len(frame) + 1), ignore_index=True).head(1000)
    book = load_workbook(io.BytesIO(ladder.sheets(many, MADE)))
    assert book.worksheets[1].max_row == 1001
