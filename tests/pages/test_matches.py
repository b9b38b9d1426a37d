"""The page of matches, in both directions and by address."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from matching import DEFAULT_WEIGHTS
from tests.pages.conftest import OpenPage, texts
from ui.gates import GATES


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["name"])


def test_a_port_brings_port_operators_before_anyone_else(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust")
    assert not app.exception
    assert app.title[0].value == "Investors for Aktau sea port trust management"
    assert "Lianyungang Port Holdings" in listed(app)[:5]
    assert not {"Dalian Hesheng Holdings", "Tiryaki", "Fufeng Group"} & set(listed(app)[:40])


def test_a_fund_brings_projects_of_its_field(open_page: OpenPage) -> None:
    app = open_page("matches", investor="dp-world")
    assert app.title[0].value == "Projects for DP World"
    assert {"Aktau sea port trust management", "Kuryk port trust management"} & set(listed(app)[:6])


def test_a_match_shows_score_facts_sources_gates_and_gaps(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="ad-ports")
    said = texts(app)
    assert "AD Ports Group and Aktau sea port trust management" in said
    for name in ("Sector", "Geography", "Ticket", "Instruments", "Stage", "Themes", "Track record"):
        assert f"**{name}**" in said
    sources = [c.value for c in app.caption if c.value.startswith(("Project: ", "Investor: "))]
    assert len(sources) == 16
    assert all("](http" in each or "no source" in each for each in sources)
    assert "What is unknown" in said
    assert "no deal between them yet" in said
    assert "ask and cost not published" in said


def test_points_add_up_to_the_score(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="ad-ports")
    points = [c.value.split(" of ")[0] for c in app.caption if c.value.endswith(" points")]
    title = next(s.value for s in app.subheader if "AD Ports Group" in s.value)
    score = float(title.rsplit(": ", 1)[1].split(" ")[0])
    assert sum(map(float, points)) == pytest.approx(score, abs=0.9)


@pytest.mark.parametrize(("side", "kind"), [("project", "project"), ("investor", "investor")])
def test_an_unknown_id_is_said_with_what_is_near(open_page: OpenPage, side: str, kind: str) -> None:
    app = open_page("matches", **{side: "aktau-prt-trust"})
    assert not app.exception
    assert f"There is no {kind} with the id" in app.error[0].value
    if side == "project":
        assert "Near to it:" in texts(app)


def test_an_address_that_tries_to_be_code_is_shown_as_text(open_page: OpenPage) -> None:
    app = open_page("matches", project="![x](http://evil.example/p.png) <script>$a$")
    assert not app.exception
    assert "![x](http" not in app.error[0].value


def test_names_to_screen_stay_out_until_asked_for(open_page: OpenPage) -> None:
    app = open_page("matches", project="mirny-wind")
    assert "Eurasian Development Bank (EDB)" not in listed(app)
    app.toggle(key="unscreened").set_value(True).run()
    assert "Eurasian Development Bank (EDB)" in listed(app)


def test_a_project_under_screening_warns(open_page: OpenPage) -> None:
    app = open_page("matches", project="eurasia-uralsk-hub")
    assert any("Screen before contact" in warning.value for warning in app.warning)
    assert "No candidate passes every gate" in texts(app)


def test_track_record_is_listed_only_when_asked_for(open_page: OpenPage) -> None:
    usual = listed(open_page("matches", investor="dp-world"))
    everything = listed(open_page("matches", investor="dp-world", projects="all"))
    only_open = listed(open_page("matches", investor="dp-world", projects="open"))
    assert "Sarzha multifunctional marine terminal, Kuryk port" not in usual
    assert "Sarzha multifunctional marine terminal, Kuryk port" in everything
    assert set(only_open) < set(usual) < set(everything)


def test_a_finished_project_says_that_it_is_track_record(open_page: OpenPage) -> None:
    app = open_page("matches", project="khorgos-gateway")
    assert any("track record, not an open opportunity" in info.value for info in app.info)


def test_an_old_plan_says_so(open_page: OpenPage) -> None:
    app = open_page("matches", project="wdc-17-sites")
    assert any("Possibly out of date" in warning.value for warning in app.warning)


def test_weights_change_the_order_and_can_be_put_back(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust")
    before = listed(app)
    for name in ("sector", "description", "track_record", "geography"):
        app.slider(key=f"w_{name}").set_value(0)
    app.run()
    assert listed(app) != before
    next(button for button in app.button if button.label == "Reset weights").click().run()
    assert listed(app) == before


def test_weights_come_from_the_address(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", w_sector="0", w_track_record="0")
    assert app.slider(key="w_sector").value == 0
    assert listed(app) != listed(open_page("matches", project="aktau-port-trust"))


def test_all_weights_at_nought_are_not_used(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust")
    before = listed(app)
    for slider in app.slider:
        slider.set_value(0)
    app.run()
    assert not app.exception
    assert any("above nought" in warning.value for warning in app.warning)
    assert listed(app) == before


def test_the_search_forgives_typing_errors_and_scripts(open_page: OpenPage) -> None:
    for query, wanted in (
        ("казатомпром", "Kazatomprom IPO"),
        ("lianyngang", "Lianyungang Port Holdings"),
        ("Қорғас", "Khorgos Gateway Dry Port"),
        ("Всемирный банк", "World Bank (IBRD)"),
        ("Азия даму банкі", "Asian Development Bank (ADB)"),
        ("ebrd", "European Bank for Reconstruction and Development (EBRD)"),
    ):
        app = open_page("matches")
        app.text_input(key="q").set_value(query).run()
        labels = [button.label.replace("\\", "") for button in app.button]
        assert wanted in labels[:10], (query, labels[:10])


def test_a_find_opens_its_own_address(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="ad-ports", w_sector="0")
    app.text_input(key="q").set_value("самрук казына").run()
    next(button for button in app.button if button.label == "Samruk\\-Kazyna").click().run()
    assert app.title[0].value.startswith("Projects for Samruk")
    assert app.text_input(key="q").value == ""
    assert dict(app.query_params) == {"investor": "samruk-kazyna", "w_sector": "0"}


def test_a_search_without_a_find_says_what_to_try(open_page: OpenPage) -> None:
    app = open_page("matches")
    app.text_input(key="q").set_value("qwxzqwxzqwxz").run()
    assert "Nothing is called like" in app.info[0].value


def test_a_match_that_a_gate_took_out_is_opened_with_the_reason(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="adb")
    said = texts(app)
    assert (
        "Asian Development Bank (ADB) is not in the list: no compatible instrument"
        in said.replace("\\", "")
    )
    assert "Asian Development Bank" in next(s.value for s in app.subheader if "100" in s.value)


def test_a_match_that_does_not_exist_is_said(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="nobody")
    assert any("does not exist" in warning.value for warning in app.warning)
    assert app.subheader


def test_the_open_match_stays_when_the_list_changes(open_page: OpenPage) -> None:
    app = open_page("matches", investor="ad-ports", match="kuryk-port-trust")
    app.radio(key="projects").set_value("open").run()
    assert "Kuryk port trust management" in app.subheader[0].value
    app.slider(key="w_track_record").set_value(0).run()
    assert "Kuryk port trust management" in app.subheader[0].value
    assert app.query_params["match"] == "kuryk-port-trust"


def test_the_list_can_be_narrowed_to_a_type_of_investor(open_page: OpenPage) -> None:
    app = open_page("matches", project="karaganda-hospital-ppp", kind="Islamic finance institution")
    assert 0 < len(listed(app)) <= 6


@pytest.mark.parametrize("weight", ["-5", "41", "abc", "1e9", "9" * 5000])
def test_a_weight_that_is_none_is_said_and_not_used(open_page: OpenPage, weight: str) -> None:
    app = open_page("matches", project="aktau-port-trust", w_sector=weight)
    assert not app.exception
    assert any("not a number from 0 to 40: Sector" in warning.value for warning in app.warning)
    assert app.slider(key="w_sector").value == 26


def test_without_an_address_there_is_something_to_choose(open_page: OpenPage) -> None:
    app = open_page("matches")
    assert "36 open projects" in texts(app)


def test_a_list_says_where_suggestions_end(open_page: OpenPage) -> None:
    app = open_page("matches", investor="masdar")
    strong = int((app.dataframe[0].value["score"] >= 50).sum())
    assert strong < len(listed(app))
    assert f"{strong} of {len(listed(app))} reach" in texts(app)


def changes(app: AppTest) -> list[str]:
    """Changes of terms offered for the open match."""
    tables = [table.value for table in app.table]
    return [str(text) for table in tables if "Change" in table for text in table["Change"]]


def test_a_pair_that_a_gate_took_out_says_what_would_lift_it(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="adb")
    assert not app.exception
    assert "lifts it over the gate: no compatible instrument" in texts(app)
    told = changes(app)
    assert told[0] == "As it is"
    (loans,) = told[1:]  # all instruments that do share a line
    assert "Senior loan" in loans
    (table,) = [table.value for table in app.table if "Change" in table.value]
    assert table["Place"].iloc[0] == "–"
    assert int(table["Place"].iloc[1]) > 0


def test_a_pair_below_the_first_ten_says_what_would_lift_it(open_page: OpenPage) -> None:
    address = {"project": "transport-17bn-2030", "match": "ibrd", "w_track_record": "0"}
    app = open_page("matches", **address)
    (table,) = [table.value for table in app.table if "Change" in table.value]
    assert int(table["Place"].iloc[0]) > 10
    assert all(int(place) <= 10 for place in table["Place"].iloc[1:])
    assert any("tranche of USD" in text.replace("\\", "") for text in table["Change"])


@pytest.mark.parametrize(
    ("project", "match", "said"),
    [
        ("mirny-wind", "edb", "No change of terms lifts it over the gate: screen before contact"),
        (
            "khorgos-gateway",
            "cosco-shipping",
            "No change of terms lifts it over the gate: have a deal",
        ),
        ("aktau-port-trust", None, "it is among the first 10 already"),
        ("aktau-port-trust", "carlsberg", "within reason lifts it far enough"),
    ],
)
def test_where_no_change_helps_the_page_says_why(
    open_page: OpenPage, project: str, match: str | None, said: str
) -> None:
    app = open_page("matches", project=project, **({"match": match} if match else {}))
    assert not app.exception
    assert changes(app) == []
    assert said in texts(app).replace("\\", "")


def test_the_one_field_worth_collecting_is_named_with_its_points(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="adb")
    (flagged,) = [m.value for m in app.markdown if "Most worth collecting" in m.value]
    assert "**amount asked** of Aktau sea port trust management" in flagged
    weight = round(100 * DEFAULT_WEIGHTS["ticket"])
    assert re.search(rf"settle up to {weight} points|settle up to {weight + 1} points", flagged)


def test_a_gap_on_both_sides_is_said_to_need_both(open_page: OpenPage) -> None:
    app = open_page("matches", project="airports-22-offer", match="dp-world")
    said = texts(app)
    silent = [line for line in said.splitlines() if "The other side is silent too" in line]
    assert len(silent) >= 2
    assert "Knowing it would settle" not in "".join(silent)


def test_reasons_are_three_a_side_at_most_with_their_points(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="ad-ports")
    sides = [m.value for m in app.markdown if m.value.startswith("- ") and "(" in m.value]
    lists = [side.splitlines() for side in sides if side.splitlines()[0].endswith(")")]
    assert lists
    for lines in lists:
        assert len(lines) <= 3
        assert all(line.rsplit("(", 1)[1][0] in "+−" for line in lines)


def test_every_gate_is_told_with_its_count(open_page: OpenPage) -> None:
    app = open_page("matches", project="aktau-port-trust", match="adb")
    counted = next(m.value for m in app.markdown if m.value.startswith("248 investors"))
    nobody = next(c.value for c in app.caption if c.value.startswith("Took out nobody"))
    for code in ("already_together", "own_project", "screening", "exclusion", "shariah_only"):
        assert (GATES[code] in counted) != (GATES[code] in nobody)
