"""One against many, and matches side by side."""

from __future__ import annotations

from collections import Counter

from tests.pages.conftest import OpenPage, texts

FUNDS = "ebrd|adb|isdb|aiib|dp-world"


def test_nobody_is_shown_too_often_and_everyone_gets_what_was_asked_for(
    open_page: OpenPage,
) -> None:
    app = open_page("matches", many="investors", who=FUNDS, each="4", most="2")
    assert not app.exception
    lists = [table.value for table in app.table if "Score" in table.value.columns]
    assert [len(each) for each in lists] == [4] * 5
    shown = Counter(name for each in lists for name in each["Project"])
    assert max(shown.values()) <= 2
    assert "5 investors are shown" in app.title[0].value
    assert app.button(key="add_several_many").label == "Add all of these to the pipeline"


def test_whoever_gets_fewer_is_named_with_the_reason(open_page: OpenPage) -> None:
    app = open_page("matches", many="projects", who="eurasia-uralsk-hub|aktau-port-trust", each="3")
    assert not app.exception
    assert any("gets 0 of 3: only 0 pass every gate" in each.value for each in app.warning)


def test_who_comes_and_how_many_stand_in_the_address(open_page: OpenPage) -> None:
    app = open_page("matches", many="investors", who="ebrd|nobody", each="99999", most="x")
    assert app.multiselect(key="who").value == ["ebrd"]
    # Enter on a typed name would take every name near to it, were "Select matches" offered.
    assert app.multiselect(key="who").proto.select_all == 0
    assert app.number_input(key="each").value == 6
    app.number_input(key="each").set_value(2).run()
    app.multiselect(key="who").set_value(["ebrd", "adb"]).run()
    assert (app.query_params["each"], app.query_params["who"]) == ("2", "ebrd|adb")
    app.button(key="many_close").click().run()
    assert not {"many", "who", "each", "most"} & set(app.query_params)


def test_the_start_offers_several_at_once(open_page: OpenPage) -> None:
    app = open_page("matches")
    app.button(key="many_open").click().run()
    assert app.title[0].value.startswith("Who comes?")


def test_matches_stand_side_by_side_with_points_that_add_up(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", compare="dp-world|ghost|ad-ports")
    assert not app.exception
    table = next(each.value for each in app.table if "Criterion" in each.value.columns)
    assert list(table.columns) == ["Criterion", "DP World", "AD Ports Group"]
    for name in ("DP World", "AD Ports Group"):
        *parts, total = [float(cell.split("**")[1].split(" ")[0]) for cell in table[name]]
        assert abs(sum(parts) - total) < 0.5
    assert "counts as the average" in table.to_string()


def test_a_single_match_is_not_compared(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", compare="dp-world")
    assert not any("Criterion" in each.value.columns for each in app.table)
    assert "Investors for" in texts(app)
