"""The page of records: finding, narrowing, sorting, comparing, and opening one."""

from __future__ import annotations

import io
import os
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from data.events import Event, record
from data.load import load
from data.store import Store
from tests.pages.conftest import OpenPage, texts
from ui.records import sheet


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["name"])


def options(app: AppTest, facet: str) -> list[str]:
    return list(app.pills(key=f"facet_{facet}").options)


def test_every_project_is_found_page_by_page(open_page: OpenPage) -> None:
    app = open_page("records")
    assert not app.exception
    assert app.title[0].value == "434 of 434 projects"
    assert len(listed(app)) == 25
    last = open_page("records", page="18")
    assert len(listed(last)) == 434 - 17 * 25
    assert not set(listed(app)) & set(listed(last))
    assert listed(open_page("records", page="99999")) == listed(last)


def test_a_click_on_a_value_shows_as_many_as_it_promised(open_page: OpenPage) -> None:
    app = open_page("records", sector="transport & logistics")
    promised = next(each for each in options(app, "status") if each.startswith("Open"))
    app.pills(key="facet_status").set_value(["open"]).run()
    assert app.title[0].value.split(" ")[0] == promised.split("[")[1].rstrip("]")
    assert app.query_params["status"] == "open"


def test_a_subsector_is_offered_once_its_sector_is_chosen(open_page: OpenPage) -> None:
    assert not any("Ports" in each for each in options(open_page("records"), "sector"))
    app = open_page("records", sector="transport & logistics")
    assert any("› Ports and terminals" in each for each in options(app, "sector"))
    narrowed = open_page("records", sector="transport & logistics|ports & terminals")
    assert "10 of 434 projects" in narrowed.title[0].value


def test_filters_are_taken_back_at_once(open_page: OpenPage) -> None:
    app = open_page("records", status="open", region="Mangystau", page="1")
    app.button(key="facets_clear").click().run()
    assert app.title[0].value == "434 of 434 projects"
    assert not {"status", "region"} & set(app.query_params)


def test_what_the_address_makes_up_is_passed_over(open_page: OpenPage) -> None:
    app = open_page(
        "records", sector="witchcraft", sort="colour", columns="x|ask", page="-3", of="ghosts"
    )
    assert not app.exception
    assert app.title[0].value == "434 of 434 projects"
    assert list(app.dataframe[0].value.columns) == ["name", "ask"]


@pytest.mark.parametrize("typed", ["Ақтау порт", "aktau prt", "Актау порт"])
def test_a_name_is_found_in_any_spelling(open_page: OpenPage, typed: str) -> None:
    app = open_page("records", search=typed)
    assert any("Aktau" in name for name in listed(app)[:5])


def test_a_search_that_finds_nothing_says_what_to_do(open_page: OpenPage) -> None:
    app = open_page("records", search="qqqqzzzz ![x](http://evil.example/p.png)")
    assert not app.exception
    assert "Nothing is called like" in app.info[0].value
    assert "![x](http" not in app.info[0].value


def test_the_largest_ask_stands_first_and_unknown_asks_last(open_page: OpenPage) -> None:
    asks = open_page("records", sort="-ask_usd_m").dataframe[0].value["ask"]
    assert asks[0] == "USD 31bn"
    assert list(asks)[12:] == ["–"] * 13


def test_investors_have_facets_of_their_own(open_page: OpenPage) -> None:
    app = open_page("records", of="investors", type="DFI/MDB", sort="-deals")
    assert not app.exception
    assert any("EBRD" in name for name in listed(app)[:3])
    assert all(app.dataframe[0].value["deals"].astype(int).diff().dropna() <= 0)


def test_records_stand_side_by_side(open_page: OpenPage) -> None:
    app = open_page("records", compare="aktau-port-trust|nope|kuryk-port-trust")
    assert any(each.value == "2 records side by side" for each in app.subheader)
    table = app.table[0].value
    assert list(table.columns)[1:] == [
        "Aktau sea port trust management",
        "Kuryk port trust management",
    ]
    assert "Mangystau Region" in texts(app) or "Mangystau Region" in table.to_string()


def test_a_project_has_a_page_with_facts_sources_gaps_and_matches(open_page: OpenPage) -> None:
    app = open_page("records", project="khorgos-eg-sez-plots")
    assert not app.exception
    assert app.title[0].value == "Khorgos\\-Eastern Gate SEZ logistics plots"
    facts = app.table[0].value.set_index("Field")
    assert facts.loc["Ask", "What is said"].startswith("KZT")
    assert all("](http" in each for each in facts["Source"])
    gaps = next(each.value for each in app.markdown if "Not published" in each.value)
    assert "Financiers" in gaps
    assert "Ask" not in gaps.split(", ")
    assert len(app.dataframe[0].value) == 10
    assert "This record is left out of sums" in texts(app)


def test_a_field_with_a_source_of_its_own_cites_it(open_page: OpenPage, database: Path) -> None:
    store = Store(database)
    fields = store.frame("field_sources", kind="investor", id="adb")
    store.close()
    own = fields.set_index("field").loc["ticket_max_usd_m", "source_url"]
    facts = open_page("records", investor="adb").table[0].value.set_index("Field")
    assert own in facts.loc["Ticket", "Source"]
    assert own not in facts.loc["Country", "Source"]


def test_an_investor_has_a_page_with_its_deals_latest_first(open_page: OpenPage) -> None:
    app = open_page("records", investor="ebrd")
    assert not app.exception
    assert "39 deals on record" in texts(app)
    years = [int(each[-4:]) for each in app.table[1].value["Date"] if each != "–"]
    assert years == sorted(years, reverse=True)
    assert len(app.table[1].value) + len(app.table[2].value) == 39
    assert all("](/records?project=" in each for each in app.table[1].value["Project"])


def test_what_was_recorded_stands_on_the_pages_of_both_sides(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.duckdb"
    store = Store(path)
    load(store)
    pair = {"project_id": "aktau-port-trust", "investor_id": "ebrd"}
    record(store, Event("Aigerim", "noted", **pair, payload={"text": "call *back*"}))
    taken = record(store, Event("Aigerim", "moved", **pair, payload={"rung": "MoU"}))
    record(store, Event("Dana", "undone", **pair, payload={"event_id": str(taken)}))
    edit = {"field": "sponsor", "value": "KTZ", "source_url": "https://example.com/ktz"}
    record(store, Event("Dana", "edited", project_id="aktau-port-trust", payload=edit))
    store.close()
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    assert "Sponsor changed to KTZ" in texts(open_page("records", project="aktau-port-trust"))
    for side, other in (("project", "EBRD"), ("investor", "Aktau sea port")):
        app = open_page("records", **{side: pair[f"{side}_id"]})
        said = next(each.value for each in app.markdown if "Aigerim" in each.value)
        assert "call \\*back\\*" in said
        assert other in said
        struck = next(line for line in said.splitlines() if "MoU" in line)
        assert struck.startswith("- ~~")


@pytest.mark.parametrize("side", ["project", "investor"])
def test_a_record_that_does_not_exist_is_said_with_what_is_near(
    open_page: OpenPage, side: str
) -> None:
    app = open_page("records", **{side: "aktau-prt-trust ![x](y)"})
    assert not app.exception
    assert f"There is no {side} with the id" in app.error[0].value
    assert "![x](y)" not in app.error[0].value
    if side == "project":
        assert "Near to it:" in texts(app)
    app.button(key="record_back").click().run()
    assert app.title[0].value == "434 of 434 projects"


def test_an_old_plan_and_a_name_to_screen_say_so(open_page: OpenPage) -> None:
    assert "Possibly out of date" in texts(open_page("records", project="wdc-17-sites"))
    assert "Screen before contact" in texts(open_page("records", project="eurasia-uralsk-hub"))


def test_what_is_found_is_taken_away_with_its_filters_and_typed_amounts(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []
    monkeypatch.setattr(
        sheet,
        "deferred",
        lambda work: made.append(work()) or (lambda: b""),  # type: ignore[func-returns-value]
    )
    open_page("records", status="open", sort="-ask_usd_m")
    book = load_workbook(io.BytesIO(made[0]))
    cover, table = book.worksheets
    told = [str(cell.value) for row in cover.iter_rows() for cell in row if cell.value]
    assert any("Status: Open" in each for each in told)
    titles = [cell.value for cell in table[1]]
    asks = [row[titles.index("Ask, USD m")].value for row in table.iter_rows(min_row=2)]
    assert len(asks) == 36
    assert asks[0] == 31_000
    assert asks[-1] is None
    days = [row[titles.index("As of")].value for row in table.iter_rows(min_row=2)]
    # A full date is a date; a year or a month alone stays as it was written.
    assert {type(day) for day in days} <= {datetime, str, type(None)}
    assert any(isinstance(day, datetime) for day in days)
