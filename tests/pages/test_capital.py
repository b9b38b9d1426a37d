"""The capital tab: a stack for an ask, choices kept in the address, and what bad input says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import events
from data.load import load
from data.store import Store
from tests.pages.conftest import OpenPage, texts

ASKED = {"deal": "ek-small-hpp", "tab": "capital"}


def said(app: AppTest) -> str:
    assert not app.exception
    return texts(app).replace("\\", "")


def test_an_ask_is_covered_and_every_party_has_its_reason(open_page: OpenPage) -> None:
    app = open_page("deals", **ASKED)
    text = said(app)
    assert "2 investors cover the whole ask of USD 65.7m, on published tickets" in text
    assert "100% covered by tickets" in text
    assert "USD 3.3m to USD 275m (stated)" in text
    assert "Renewable energy is in its mandate" in text
    assert "What would close it" not in text


def test_who_is_left_out_is_not_in_and_who_is_kept_is(open_page: OpenPage) -> None:
    app = open_page("deals", **ASKED, without="ebrd", keep="proparco~equity~20")
    names = {each.key for each in app.selectbox if each.key}
    assert "capital_choice_proparco" in names
    assert "capital_choice_ebrd" not in names
    assert app.selectbox(key="capital_choice_proparco").value == "as_it_is"
    assert "USD 20m · 30%" in said(app)
    labels = "".join(each.label for each in app.button).replace("\\", "")
    assert "left out: European Bank" in labels


def test_a_choice_goes_into_the_address(open_page: OpenPage) -> None:
    app = open_page("deals", **ASKED)
    app.selectbox(key="capital_choice_ebrd").select("out").run()
    assert app.query_params["without"] == "ebrd"
    assert "capital_choice_ebrd" not in {each.key for each in app.selectbox}
    app.button(key="capital_start_over").click().run()
    assert "without" not in app.query_params


def test_an_ask_that_nobody_covers_says_by_how_much_and_what_would(open_page: OpenPage) -> None:
    text = said(open_page("deals", deal="transport-pool-98", tab="capital"))
    assert "of which USD 23bn is to be agreed" in text
    assert "USD 23bn is not covered by tickets" in text
    assert "The ask is USD 8bn instead of USD 31bn" in text


def test_an_ask_of_zero_says_so_and_leads_back(open_page: OpenPage) -> None:
    app = open_page("deals", **ASKED, ask="0")
    text = said(app)
    assert "An ask of zero needs no capital" in text
    assert "cover the whole ask" not in text
    app.button(key="capital_own_ask").click().run()
    assert "ask" not in app.query_params
    assert "cover the whole ask of USD 65.7m" in said(app)


def test_what_rests_on_tickets_seen_in_deals_is_in_the_headline(open_page: OpenPage) -> None:
    text = said(open_page("deals", deal="airport-private-investment-2023", tab="capital"))
    assert "cover the whole ask of USD 2.4bn, 53% of it on published tickets" in text
    assert "≈ USD 1.12bn · 47%" in text


def test_other_stacks_say_what_is_different_about_them(open_page: OpenPage) -> None:
    app = open_page("deals", **ASKED)
    assert "3 other stacks differ in substance" in said(app)
    captions = app.radio(key="capital_stack").proto.captions
    assert captions[0] == "the best"
    assert "of the money from others" in captions[1]
    alone = said(open_page("deals", deal="kokshetau-wwtp-new", tab="capital"))
    assert "No other stack differs in substance. To differ, most investors" in alone


def test_a_choice_that_cannot_be_kept_leaves_the_best_without_it(open_page: OpenPage) -> None:
    text = said(open_page("deals", **ASKED, keep="proparco~equity~900"))
    assert "cannot be kept with this amount: its ticket is USD 3.3m to USD 108m" in text
    assert "Shown is the best without what cannot be kept" in text
    assert "cover the whole ask of USD 65.7m" in text
    assert "is kept without a fixed amount" in text


def test_the_smallest_part_of_a_stack_is_told_as_what_it_is(open_page: OpenPage) -> None:
    text = said(open_page("deals", **ASKED, keep="ifc~equity~1"))
    assert "a part of a stack is at least USD 3.28m here" in text
    assert "its ticket is USD 1m to USD 100m" in text


def test_the_structure_of_the_deal_is_asked_for_and_one_click_leaves_it_out(
    open_page: OpenPage,
) -> None:
    app = open_page("deals", deal="kz-sovereign-sukuk-plan", tab="capital", ask="50")
    assert "As the structure of the deal says: Islamic terms; a tranche in: Sukuk." in said(app)
    assert app.segmented_control(key="capital_terms").value == "islamic"
    app.button(key="capital_not_own").click().run()
    assert app.query_params["own"] == "none"
    assert "As the structure of the deal says:" not in said(app)
    app.button(key="capital_own").click().run()
    assert "own" not in app.query_params
    conventional = open_page("deals", deal="aix-junior-mining", tab="capital", ask="20")
    assert "Conventional terms; a tranche in: Loan" in said(conventional)


def test_terms_without_a_stack_say_so(open_page: OpenPage) -> None:
    text = said(open_page("deals", **ASKED, terms="islamic"))
    assert "Not as chosen: " in text
    assert "Nobody here brings Islamic finance; shown is the best without interest" in text
    assert "Terms of any kind are allowed" in text


def test_the_investor_of_the_structure_is_kept_until_set_free(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.duckdb"
    store = Store(path)
    load(store)
    fields = {"investor": {"value": "proparco"}, "instrument": {"value": "equity"}}
    payload: dict[str, object] = {"fields": fields, "state": "draft"}
    events.record(
        store, events.Event("Aigerim", "structured", project_id="ek-small-hpp", payload=payload)
    )
    store.close()
    monkeypatch.setitem(os.environ, "MATCHMAKING_DATABASE", str(path))
    app = open_page("deals", **ASKED)
    assert "a tranche in: Equity; Proparco (AFD Group) kept." in said(app)
    assert app.selectbox(key="capital_choice_proparco").value == "kept"
    app.selectbox(key="capital_choice_proparco").select("free").run()
    assert app.query_params["own"] == "free"
    assert "As the structure of the deal says: a tranche in: Equity." in said(app)
    assert "capital_choice_proparco" not in {each.key for each in app.selectbox}


@pytest.mark.parametrize(
    ("deal", "more", "words"),
    [
        ("aktau-port-trust", {}, "No ask is published: type one"),
        ("ek-small-hpp", {"ask": "0"}, "An ask of zero needs no capital"),
        ("ek-small-hpp", {"keep": "nobody-at-all"}, "an investor that is not on record"),
        ("ek-small-hpp", {"keep": "ebrd~equity~900"}, "cannot be kept with this amount"),
        ("ek-small-hpp", {"keep": "ebrd~islamic~9"}, "cannot be kept with this instrument"),
        ("ek-small-hpp", {"stack": "9"}, "3 investors cover the whole ask"),
        ("aktau-port-trust", {"ask": "50"}, "The ask is typed here"),
    ],
)
def test_bad_or_missing_input_gets_its_sentence(
    open_page: OpenPage, deal: str, more: dict[str, str], words: str
) -> None:
    assert words in said(open_page("deals", deal=deal, tab="capital", **more))


def test_the_total_cost_can_stand_for_an_ask_on_purpose(open_page: OpenPage) -> None:
    app = open_page("deals", deal="almaty-rail-bypass", tab="capital")
    app.button(key="capital_cost").click().run()
    assert app.query_params["ask"] == "300"
    assert "ask of USD 300m" in said(app) or "for USD 300m" in said(app)
