"""What no chart may choke on: nothing, one region, no amounts, an outlier, a thousand countries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from matching.summary import flows, gap, ladder, records
from matching.summary.scope import Facts, Scope
from matching.summary.sums import total
from tests.ui.overview.conftest import blocks_of, choices
from ui.overview import came, capital, page, routes, summary, takeaway
from ui.overview.block import Bars, Block, Plane
from ui.overview.charts import figure, round_numbers
from ui.overview.drawings import Room
from ui.overview.drawn import drawing
from ui.overview.placing import drawn_lines, plane_figure
from ui.overview.summary import Progress, Summary
from ui.session import Dashboard
from ui.words import set_language

ROOM = Room(360, 240)


def drawn(blocks: dict[str, Block]) -> None:
    """Draw every block on the screen and on paper, or read what its emptiness says."""
    for block in blocks.values():
        if block.picture is None:
            assert block.empty or block.key == page.FIGURES, block.key
            continue
        shown = figure(block, block.picture)
        assert shown.data
        on_paper = drawing(block.picture, ROOM)
        assert on_paper.width <= ROOM.width
        assert block.finding
        assert block.alt


@pytest.mark.parametrize(("language", "word"), [("en", "deals"), ("ru", "сдел"), ("kk", "мәміле")])
def test_everything_is_drawn_in_every_language(
    dashboard: Dashboard, shown: Summary, progress: Progress, language: str, word: str
) -> None:
    set_language(language)
    blocks = blocks_of(dashboard, shown, progress)
    drawn(blocks)
    assert word in blocks["standing"].finding


@pytest.mark.parametrize(
    "scope",
    [
        Scope(sectors=("chemicals",), stages=("operation",), regions=("Ulytau",)),
        Scope(sectors=("chemicals",)),
        Scope(regions=("Mangystau",)),
        Scope(stages=("idea",)),
    ],
    ids=["nothing", "a sector without an ask", "one region", "one stage"],
)
def test_filters_that_leave_little(dashboard: Dashboard, progress: Progress, scope: Scope) -> None:
    left = summary.summary(dashboard, scope)
    drawn(blocks_of(dashboard, left, progress))
    assert page.finding(left)


def test_nothing_left_says_so(dashboard: Dashboard, progress: Progress) -> None:
    none = summary.summary(
        dashboard, Scope(sectors=("chemicals",), stages=("operation",), regions=("Ulytau",))
    )
    assert page.finding(none) == "No project matches these filters"
    blocks = blocks_of(dashboard, none, progress)
    assert "Take a filter out" in blocks["gap"].empty
    assert blocks["gap"].finding == "Nothing is sought here"


def test_a_sector_without_an_ask_tells_no_gap(dashboard: Dashboard, progress: Progress) -> None:
    left = summary.summary(dashboard, Scope(sectors=("chemicals",)))
    block = capital.gap_block(dashboard, left, "sector", "amount")
    assert block.finding == (
        "None of the 5 projects sought here publishes its ask: no gap can be told"
    )
    del progress


def test_one_region_is_said_to_be_the_only_one(dashboard: Dashboard, progress: Progress) -> None:
    left = summary.summary(dashboard, Scope(regions=("Mangystau",)))
    block = capital.region_block(dashboard, left, "projects")
    assert block.finding == "All of it lies in one region: Mangystau Region"
    del progress


def changed(shown: Summary, change: Callable[[Facts], Facts]) -> Summary:
    """The same figures over changed records."""
    facts = change(shown.facts)
    return replace(
        shown,
        facts=facts,
        ask=total(facts.opened, "ask_usd_m"),
        announced=total(facts.announced, "total_cost_usd_m"),
        standings=ladder.standings(facts),
        gaps={split: gap.gap(facts, split) for split in gap.SPLITS},
        regions={name: records.by_region(facts, name) for name in records.MEASURES},
        deals={by: records.deals_by(facts, by) for by in ("year", "hq_country", "type")},
        flow=flows.flows(facts),
    )


def test_without_any_amount_no_bar_is_made_up(
    dashboard: Dashboard, shown: Summary, progress: Progress
) -> None:
    def unknown(facts: Facts) -> Facts:
        projects = facts.projects.assign(ask_usd_m=np.nan, total_cost_usd_m=np.nan)
        deals = facts.deals.assign(own_usd_m=np.nan)
        financiers = facts.financiers.assign(ticket_min_usd_m=np.nan, ticket_max_usd_m=np.nan)
        return replace(facts, projects=projects, deals=deals, financiers=financiers)

    left = changed(shown, unknown)
    blocks = blocks_of(dashboard, left, progress)
    drawn(blocks)
    picture = blocks["gap"].picture
    assert isinstance(picture, Bars)
    assert not picture.values().to_numpy().any()
    assert "no gap can be told" in blocks["gap"].finding
    assert blocks["standing"].finding.endswith(
        "closed or signed; own money closed: not published, announced: not published"
    )
    assert page.finding(left).endswith("and none publishes what it seeks")
    tiles = capital.region_block(dashboard, left, "ask")
    assert tiles.finding == "No region has a known figure for this measure"


def test_published_asks_that_overlap_are_told_beside_the_sum(
    dashboard: Dashboard, shown: Summary, progress: Progress
) -> None:
    facts = shown.facts
    published = int(facts.opened["ask_usd_m"].notna().sum())
    known = int(facts.opened[facts.opened["counts"].astype(bool)]["ask_usd_m"].notna().sum())
    blocks = blocks_of(dashboard, shown, progress)
    assert f"{known} published asks come to USD 308m" in page.finding(shown)
    assert f"{published - known} asks overlap with other records" in page.finding(shown)
    assert f"{len(facts.sought) - published} projects sought publish none" in blocks["gap"].finding
    assert any("5 published asks (USD 1.11bn to USD 31bn each)" in x for x in blocks["gap"].notes)
    note = page.told_figures(shown, progress, blocks["figures"])["ask"][1]
    assert f"{len(facts.opened) - published} publish no ask" in note


def test_a_shortage_says_how_many_tickets_are_unknown(dashboard: Dashboard, shown: Summary) -> None:
    block = capital.gap_block(dashboard, shown, "instrument", "amount")
    table = shown.gaps["instrument"]
    own = table[(table["group"] == "fund") & (table["part"] == "capital")].iloc[0]
    assert own["unknown"]
    assert block.finding.endswith(f"; {own['unknown']} tickets are unknown")


def test_a_selection_without_a_closed_deal_has_no_nought(dashboard: Dashboard) -> None:
    ulytau = summary.summary(dashboard, Scope(regions=("Ulytau",)))
    assert came.standing_block(ulytau).finding == "No deal on record is closed or signed"
    health = came.standing_block(
        summary.summary(dashboard, Scope(sectors=("health & education",)))
    ).finding
    assert "USD 0" not in health
    assert "own money closed: none" in health


def test_no_year_stands_out_where_each_has_one_deal(dashboard: Dashboard, shown: Summary) -> None:
    def one_a_year(facts: Facts) -> Facts:
        dated = facts.came_about.dropna(subset="year").drop_duplicates("year")
        return replace(facts, deals=dated.iloc[:3])

    block = came.deals_block(dashboard, changed(shown, one_a_year), "year", "records")
    assert block.finding == "3 deals came about in all, no two in one year"
    usual = came.deals_block(dashboard, shown, "year", "records")
    assert "saw the most deals come about" in usual.finding


def test_a_count_has_no_unknown_amounts(dashboard: Dashboard, shown: Summary) -> None:
    for measure in ("projects", "deals"):
        numbers = capital.region_block(dashboard, shown, measure).numbers()
        assert numbers[["amount", "known", "unknown", "overlapping"]].isna().all(axis=None)
    committed = capital.region_block(dashboard, shown, "committed").numbers()
    assert committed["known"].sum() > 0


def test_a_very_large_outlier_leaves_the_others_to_be_seen(
    dashboard: Dashboard, shown: Summary
) -> None:
    def outlier(facts: Facts) -> Facts:
        projects = facts.projects.copy()
        row = projects.index[projects["opportunity"] == "announced"][0]
        projects.loc[row, "total_cost_usd_m"] = 5_000_000.0
        return replace(facts, projects=projects)

    block = capital.gap_block(dashboard, changed(shown, outlier), "sector", "amount")
    picture = block.picture
    assert isinstance(picture, Bars)
    values = picture.values().to_numpy()
    second = np.sort(values.max(axis=1))[-2]
    assert picture.end() < 2 * second < values.max() / 10
    chart = figure(block, picture)
    longest = max(float(max(trace.x)) for trace in chart.data)
    assert longest == pytest.approx(picture.end())
    assert any("USD 5,0" in str(note.text) for note in chart.layout.annotations)
    told = [shape.text for shape in drawing(picture, ROOM).contents if hasattr(shape, "text")]
    assert any("USD 5,0" in text for text in told)


def test_a_thousand_investor_countries(
    dashboard: Dashboard, shown: Summary, progress: Progress
) -> None:
    def scattered(facts: Facts) -> Facts:
        deals = pd.concat([facts.deals] * 10, ignore_index=True)
        deals["deal_id"] = [f"deal-{at}" for at in range(len(deals))]
        deals["hq_country"] = [f"{at % 1000:04d}" for at in range(len(deals))]
        return replace(facts, deals=deals)

    left = changed(shown, scattered)
    block = came.deals_block(dashboard, left, "hq_country", "records")
    assert len(block.groups) == came.COUNTRIES + 1
    assert any(label.endswith(" others") for label in block.groups.values())
    stream = routes.flow_block(dashboard, left)
    assert len(set(left.flow["hq_country"])) == flows.SHOWN + 1
    drawn({"deals": block, "flow": stream})
    del progress


def test_round_numbers_on_an_axis() -> None:
    assert round_numbers(58_400) == [0, 20_000, 40_000]
    assert round_numbers(3, whole=True) == [0, 1, 2, 3]
    assert round_numbers(1.0) == [0, 0.25, 0.5, 0.75, 1.0]


def test_the_printed_pages_and_the_workbook_of_a_selection(
    dashboard: Dashboard, progress: Progress
) -> None:
    import io

    from openpyxl import load_workbook
    from pypdf import PdfReader

    scope = Scope(sectors=("agri-food",))
    left = summary.summary(dashboard, scope)
    block = page.with_talks(page.figures_block(left), progress)
    figures = page.told_figures(left, progress, block)
    filters = (("Sector", "Agriculture and food"),)
    view = takeaway.View(
        dashboard=dashboard,
        shown=left,
        progress=progress,
        chosen=choices(scope),
        finding=page.finding(left),
        figures=[(block.parts[part], *told) for part, told in figures.items()],
        provenance=takeaway.provenance(dashboard, left, filters, "/overview?sector=agri-food"),
    )
    pages = PdfReader(io.BytesIO(takeaway.printed(view))).pages
    width, height = (float(side) for side in pages[0].mediabox[2:])
    assert (round(width), round(height)) == (842, 595)
    first = " ".join(pages[0].extract_text().split())
    assert page.finding(left) in first
    assert "Filters: Sector: Agriculture and food" in first
    assert "data version" in first.lower()
    assert not any("/XObject" in (each["/Resources"] or {}) for each in pages), "vectors alone"

    book = load_workbook(io.BytesIO(takeaway.spreadsheet(view)), read_only=True)
    rows = list(book["Capital gap, Sector"].iter_rows(values_only=True))
    table = left.gaps["sector"]
    asked = table[(table["group"] == "agri-food") & (table["part"] == "open")].iloc[0]
    own = next(row for row in rows if row[:2] == ("Agriculture and food", "Asked, published"))
    assert own[2] == asked["records"]
    assert own[3] == pytest.approx(asked["amount"])


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_first_printed_page_has_charts_in_every_language(
    dashboard: Dashboard, shown: Summary, progress: Progress, language: str
) -> None:
    import io

    from pypdf import PdfReader

    set_language(language)
    block = page.with_talks(page.figures_block(shown), progress)
    told = page.told_figures(shown, progress, block)
    view = takeaway.View(
        dashboard=dashboard,
        shown=shown,
        progress=progress,
        chosen=choices(),
        finding=page.finding(shown),
        figures=[(block.parts[part], *each) for part, each in told.items()],
        provenance=takeaway.provenance(dashboard, shown, (), "/overview"),
    )
    pages = PdfReader(io.BytesIO(takeaway.printed(view))).pages
    first = " ".join(pages[0].extract_text().split())
    gap_block = capital.gap_block(dashboard, shown, "sector", "amount")
    assert gap_block.finding in first
    assert all(part in first for part in gap_block.parts.values())


def test_institutions_of_several_states_stand_under_no_country(
    dashboard: Dashboard, shown: Summary
) -> None:
    block = came.deals_block(dashboard, shown, "hq_country", "records")
    assert block.finding.endswith("International institutions")
    assert any("several states own" in note for note in block.notes)
    seated = shown.facts.investors.set_index("investor_id")["hq_country"]
    assert seated["ifc"] == "US"
    table = shown.deals["hq_country"]
    ids = table[table["group"] == "US"]["ids"].sum()
    deals = shown.facts.deals.set_index("deal_id")
    assert "ifc" not in set(deals.loc[ids, "investor_id"])


def test_a_selection_says_that_pairs_and_news_are_elsewhere(
    dashboard: Dashboard, shown: Summary, progress: Progress
) -> None:
    beyond = came.ladder_block(replace(progress, elsewhere=6))
    assert beyond.finding == "No pair of this selection stands on the ladder"
    assert beyond.empty.startswith("6 pairs stand there outside this selection")
    health = summary.summary(dashboard, Scope(sectors=("health & education",)))
    assert health.latest == shown.latest


def test_a_corridor_beyond_the_map_is_not_in_its_legend(
    dashboard: Dashboard, shown: Summary
) -> None:
    picture = routes.plane_block(dashboard, shown).picture
    assert isinstance(picture, Plane)
    lines = set(drawn_lines(picture)["corridor"])
    assert "baku-tbilisi-kars" not in lines
    assert "middle-corridor" in lines
    chart = plane_figure("places", picture)
    skipped = [
        each for each in chart.data if each.hoverinfo == "skip" and each.hovertext is not None
    ]
    assert len(skipped) == 1
    assert len(skipped[0].x) > 0
