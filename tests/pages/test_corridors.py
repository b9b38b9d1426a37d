"""The page of trade routes: chain, gaps, packages."""

from __future__ import annotations

import pytest

from tests.pages.conftest import OpenPage, texts


def test_a_route_shows_its_projects_in_order_and_its_gaps(open_page: OpenPage) -> None:
    app = open_page("corridors")
    assert not app.exception
    assert "15 projects; 5 of 10 nodes in Kazakhstan have one" in app.title[0].value
    chain = app.table[-1].value
    nodes = [each.split(" · ")[0] for each in chain["Node"] if " · " in each]
    assert nodes == [str(at) for at in range(1, 15)]
    gaps = chain[chain["Project"].str.contains("Gap: no project")]["Node"].str.split(" · ").str[1]
    assert list(gaps) == ["Almaty", "Shu", "Moyynty", "Saksaul", "Beyneu"]
    assert not any("Baku" in each for each in gaps)
    assert "Not on the map, no coordinates known: Saksaul" in texts(app)


def test_a_package_offers_one_project_at_each_node(open_page: OpenPage) -> None:
    app = open_page("corridors", package="dp-world")
    package = app.table[0].value
    assert "One package for DP World" in texts(app)
    assert len(package) >= 2
    assert package["Node"].is_unique
    assert all(package["Score"].astype(int) >= 60)


def test_open_projects_alone_and_a_higher_score_leave_fewer(open_page: OpenPage) -> None:
    everyone = len(open_page("corridors").dataframe[0].value)
    assert len(open_page("corridors", projects="open").dataframe[0].value) < everyone
    assert len(open_page("corridors", least="75").dataframe[0].value) < everyone


def test_a_route_without_projects_says_what_to_do(open_page: OpenPage) -> None:
    app = open_page("corridors", corridor="baku-tbilisi-kars")
    assert not app.exception
    assert "No project of this route is listed" in app.info[0].value


@pytest.mark.parametrize("address", [{"corridor": "silk-road"}, {"least": "x", "package": "ghost"}])
def test_what_the_address_makes_up_is_passed_over(
    open_page: OpenPage, address: dict[str, str]
) -> None:
    app = open_page("corridors", **address)
    assert not app.exception
    assert app.title[0].value.startswith("Middle Corridor")
