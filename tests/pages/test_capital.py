"""The capital tab: a stack for an ask, choices kept in the address, and what bad input says."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage, texts

ASKED = {"deal": "ek-small-hpp", "tab": "capital"}


def said(app: AppTest) -> str:
    assert not app.exception
    return texts(app).replace("\\", "")


def test_an_ask_is_covered_and_every_party_has_its_reason(open_page: OpenPage) -> None:
    app = open_page("deals", **ASKED)
    text = said(app)
    assert "2 investors cover the whole ask of USD 65.7m" in text
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


def test_terms_without_a_stack_say_so(open_page: OpenPage) -> None:
    text = said(open_page("deals", **ASKED, terms="islamic"))
    assert "No two to four investors can stand together" in text
    assert "Terms of any kind are allowed" in text


@pytest.mark.parametrize(
    ("deal", "more", "words"),
    [
        ("aktau-port-trust", {}, "No ask is published: type one"),
        ("ek-small-hpp", {"ask": "0"}, "An ask of zero needs no capital"),
        ("ek-small-hpp", {"keep": "nobody-at-all"}, "an investor that is not on record"),
        ("ek-small-hpp", {"keep": "ebrd~equity~900"}, "cannot be kept with this amount"),
        ("ek-small-hpp", {"keep": "ebrd~islamic~9"}, "cannot be kept with this instrument"),
        ("ek-small-hpp", {"stack": "9"}, "4 investors"),
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
