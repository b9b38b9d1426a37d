"""The page of records: finding, narrowing, sorting, comparing, and opening one."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage, texts


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
