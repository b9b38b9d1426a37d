"""The AIFC desk: the deals, one with its structure and checks, a suggestion, what is saved."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest

from data import events
from data.load import load
from data.store import Store
from structuring.rules import Rule, rules_from
from tests.pages.conftest import OpenPage, texts
from ui.structures import narrowing
from ui.structures.book import Book
from ui.structures.deal import OF_ONE_DEAL

#: A structure that breaks each rule, and the deal that the test's database keeps it on.
BREAKS = {
    "special_purpose": ("aktau-port-trust", {"legal_form": "spc", "fund_class": "exempt"}),
    "exempt_fund": ("kuryk-port-trust", {"fund_class": "exempt", "offer_to": "public"}),
    "venture_fund": (
        "silkway-ventures-fund",
        {"specialist_fund": "venture_capital", "fund_class": "exempt", "fund_size_usd_m": "130"},
    ),
    "private_equity_fund": (
        "karasu-cattle",
        {"specialist_fund": "private_equity", "fund_class": "non_exempt"},
    ),
    "public_company": (
        "kendirli",
        {"legal_form": "public_company_plc", "share_capital_usd": "50000"},
    ),
    "private_company": (
        "alel-agro",
        {"legal_form": "private_company", "aix_route": "ipo_spo", "instrument": "equity"},
    ),
    "regional_segment": ("ek-small-hpp", {"aix_route": "rems", "offer_usd_m": "250"}),
    "sukuk": ("shymkent-bypass-toll", {"instrument": "sukuk", "islamic_contract": "none"}),
    "label_category": (
        "kokshetau-wwtp-new",
        {"sustainable_label": "green", "green_category": "none"},
    ),
    "blanket_relief": ("turkistan-bypass-road", {"tax_claim": "blanket"}),
    "tax_residency": ("taldykorgan-pectin", {"tax_basis": "itrp", "itrp_stay_days": "30"}),
    "state_holding": (
        "atyrau-uralsk-road",
        {"legal_form": "private_company", "quasi_state_holding": "yes"},
    ),
    "shariah_opinion": (
        "sarzha-kuryk",
        {"instrument": "sukuk", "islamic_contract": "ijarah", "shariah_opinion": "yes"},
    ),
    "register": ("six-air-hubs", {"afsa_status": "spc"}),
    "form_and_standing": ("six-air-hubs", {"legal_form": "private_company", "afsa_status": "spc"}),
    "spc_purpose": ("six-air-hubs", {"spc_purpose": "sukuk", "instrument": "bond"}),
    "route_instrument": ("wdc-17-sites", {"aix_route": "listed_fund", "instrument": "bond"}),
    "islamic_instrument": ("six-air-hubs", {"islamic_contract": "salam"}),
    "fund_fields": ("six-air-hubs", {"specialist_fund": "islamic", "fund_class": "none"}),
    "form_second_hand": ("wdc-17-sites", {"legal_form": "llp"}),
    "label_second_hand": ("wdc-17-sites", {"sustainable_label": "social"}),
    "specialist_list": ("wdc-17-sites", {"fund_class": "exempt", "specialist_fund": "none"}),
}
#: Nothing blocks this one.
SOUND_ID = "khorgos-eg-sez-plots"
SOUND = {
    "legal_form": "spc",
    "afsa_status": "spc",
    "instrument": "sukuk",
    "islamic_contract": "ijarah",
    "shariah_opinion": "yes",
    "shariah_opinion_on": "2026-05-01",
    "afsa_standing": "current",
    "afsa_checked_on": "2026-05-01",
    "aix_route": "debt",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A loaded database with a structure that breaks each rule."""
    path = tmp_path_factory.mktemp("deals") / "deals.duckdb"
    store = Store(path)
    load(store)
    for deal_id, structure in [*BREAKS.values(), (SOUND_ID, SOUND)]:
        fields = {
            name: {"value": value, "source_url": "https://a.example/opinion"}
            if deal_id == SOUND_ID
            else {"value": value}
            for name, value in structure.items()
        }
        payload = {"fields": fields, "state": "checked"}
        events.record(
            store, events.Event("Dana", "structured", project_id=deal_id, payload=payload)
        )
    store.close()
    return path


@pytest.fixture(scope="module")
def rules(root: Path) -> dict[str, Rule]:
    import pandas as pd

    path = root / "data" / "seed" / "structures" / "rules.csv"
    return rules_from(pd.read_csv(path, dtype=str, keep_default_na=False))


def read(app: AppTest) -> str:
    """Everything that a page says, without the marks that keep markdown from obeying it."""
    return re.sub(r"\\(.)", r"\1", texts(app))


def press(app: AppTest, key: str) -> AppTest:
    app.session_state["_actor_name"] = "Aida"
    return app.button(key=key).click().run()


def told(app: AppTest) -> list[str]:
    return [str(each.value) for kind in ("success", "warning", "error", "info")
            for each in getattr(app, kind)]  # fmt: skip


def test_the_desk_lists_what_was_read_and_what_may_be_structured(open_page: OpenPage) -> None:
    app = open_page("deals")
    assert not app.exception
    rows = app.dataframe[0].value
    assert {"Middle Corridor Multimodal Ltd", "Kordai industrial trade and logistics complex"} <= (
        set(rows["name"])
    )
    assert {"read, not checked", "no structure yet", "checked", "draft"} == set(rows["state"])
    assert "not read" in set(rows["governing_law"])
    assert "None" in set(rows["aix_route"])
    assert re.fullmatch(r"\d+ of \d+ deals, 12 of them impossible as recorded", app.title[0].value)


def test_a_facet_in_the_address_narrows_the_list(open_page: OpenPage) -> None:
    app = open_page("deals", islamic_contract="ijarah", size="5-20")
    assert set(app.dataframe[0].value["name"]) == {
        "Gamma-T ijarah sukuk (first Kazakh corporate sukuk)"
    }


def test_opening_a_deal_clears_no_filter() -> None:
    # What the address says of one deal is cleared when another is opened.
    nobody = SimpleNamespace(codes=lambda _field: [])
    names = {facet.name for facet in narrowing._facets(cast("Book", nobody))}
    assert {"size", "sector"} <= names
    assert not names & set(OF_ONE_DEAL)


def test_a_field_that_nobody_has_read_stands_among_the_facets(open_page: OpenPage) -> None:
    app = open_page("deals", sector="transport & logistics", aix_route="debt")
    shown = {each.label: each.options for each in app.get("button_group")}
    for title in ("Class of fund", "Basis of tax relief", "Kazakh investment regime"):
        assert any("not read" in option for option in shown[title]), title


def test_facets_that_no_deal_meets_say_what_to_do(open_page: OpenPage) -> None:
    app = open_page("deals", islamic_contract="ijarah", sector="renewables")
    assert not app.dataframe
    assert any("Take a filter out" in each for each in told(app))


#: Islamic, over USD 20m, AIX debt route, transport, not yet checked.
ASKED = {
    "islamic_contract": "islamic",
    "amount_from": "20-",
    "aix_route": "aix_debt",
    "sector": "transport & logistics",
    "state": "unchecked",
}


def promised(app: AppTest, key: str) -> int:
    """How many deals a button of the empty state promises."""
    return int(app.button(key=key).label.split()[0])


def test_a_question_that_no_deal_answers_says_which_filter_to_take_out(
    open_page: OpenPage,
) -> None:
    app = open_page("deals", **ASKED)
    assert not app.exception
    assert app.title[0].value == "No deal meets all 5 filters at once"
    assert not app.dataframe
    ways = [each.key for each in app.button if str(each.key).startswith("relax_")]
    assert ways
    for key in ways:
        count = promised(open_page("deals", **ASKED), key)
        left = open_page("deals", **ASKED).button(key=key).click().run()
        assert len(left.dataframe[0].value) == count


def test_groups_count_what_lies_within_them(open_page: OpenPage) -> None:
    app = open_page("deals", islamic_contract="islamic")
    rows = app.dataframe[0].value
    names = set(rows["name"])
    assert "Gamma-T ijarah sukuk (first Kazakh corporate sukuk)" in names
    # A sukuk whose contract nobody has read is on Islamic terms all the same.
    assert {"Sukuk"} <= set(rows["instrument"])
    shown = {each.label: each.options for each in app.get("button_group")}
    group = next(each for each in shown["Islamic contract"] if "any contract" in each)
    assert f"[{len(rows)}]" in group
    assert any("› sukuk, contract not read" in each for each in shown["Islamic contract"])

    app = open_page("deals", state="unchecked")
    assert "checked" not in set(app.dataframe[0].value["state"])
    listed = open_page("deals", aix_route="aix_debt").dataframe[0].value
    assert set(listed["instrument"]) <= {"Bond", "Sukuk", "Convertible"}
    assert {"Debt securities", "Belt and Road Market"} <= set(listed["aix_route"])


def test_a_deal_shows_fields_with_their_source_and_what_was_not_read(open_page: OpenPage) -> None:
    app = open_page("deals", deal="gamma-t-sukuk")
    assert not app.exception
    assert app.selectbox(key="field_gamma-t-sukuk_islamic_contract").value == "ijarah"
    assert app.selectbox(key="field_gamma-t-sukuk_governing_law").value is None
    said = read(app)
    assert "“SPC registered 14 Nov” [kz.kursiv.media]" in said
    assert re.search(r"\d+ of \d+ needs met before closing", said)
    assert "1 warning" in said


def test_a_finding_on_the_page_names_its_rule_its_source_and_its_date(
    open_page: OpenPage, rules: dict[str, Rule]
) -> None:
    assert set(BREAKS) == set(rules)
    for name, (deal_id, _structure) in BREAKS.items():
        app = open_page("deals", deal=deal_id, tab="checks")
        assert not app.exception
        named = [c.value for c in app.caption if c.value.startswith("Rule: ")]
        plain = [re.sub(r"\\(.)", r"\1", each) for each in named]
        mine = [each for each in plain if rules[name].words["en"] in each]
        assert mine, (name, plain)
        assert rules[name].source in mine[0]
        assert str(rules[name].as_of)[:4] in mine[0]


def test_a_fund_over_its_cap_a_sukuk_without_contract_and_a_contradiction_get_sentences(
    open_page: OpenPage,
) -> None:
    for rule, sentence in (
        ("venture_fund", "The fund is USD 130m, USD 30m over the cap of USD 100m"),
        ("sukuk", "A sukuk is named without an Islamic contract."),
        ("islamic_instrument", "Bond pays interest, so the contract cannot be Salam."),
    ):
        assert sentence in read(open_page("deals", deal=BREAKS[rule][0], tab="checks"))


def test_rules_without_a_finding_passed_or_lacked_a_field_or_do_not_apply(
    open_page: OpenPage, rules: dict[str, Rule]
) -> None:
    app = open_page("deals", deal=SOUND_ID, tab="checks")
    said = {each.label: [m.value for m in each.markdown] for each in app.expander}
    passed, untried, outside = (
        next(titles for titles in said if words in titles)
        for words in ("passed", "could not be tried", "not apply")
    )

    def plain(texts: list[str]) -> str:
        return re.sub(r"\\(.)", r"\1", " ".join(texts))

    assert rules["sukuk"].words["en"] in plain(said[passed])
    assert rules["shariah_opinion"].words["en"] in plain(said[passed])
    assert rules["exempt_fund"].words["en"] in plain(said[untried])
    assert rules["public_company"].words["en"] in plain(said[outside])
    lacking = [each.value for each in app.caption if each.value.startswith("Not read:")]
    assert any(each.startswith("Not read: Class of fund.") for each in lacking)


def test_a_sukuk_counts_as_checked_with_the_day_and_the_source_of_the_opinion(
    open_page: OpenPage,
) -> None:
    deal = "almaty-lrt"
    app = open_page("deals", deal=deal)
    for name, value in (("instrument", "sukuk"), ("islamic_contract", "ijarah")):
        app.selectbox(key=f"field_{deal}_{name}").set_value(value).run()
    app.selectbox(key=f"field_{deal}_shariah_opinion").set_value("yes").run()
    app = press(app, "structure_checked")
    assert any(
        "2 findings stand against it. The terms are Islamic, but this was not read" in each
        for each in told(app)
    ), told(app)
    app.date_input(key=f"field_{deal}_shariah_opinion_on").set_value(date(2026, 5, 1)).run()
    app = press(app, "structure_checked")
    assert any("opinion has no source on record" in each for each in told(app)), told(app)
    app.text_input(key=f"structure_source_{deal}").set_value("https://a.example/opinion").run()
    assert "The source is kept with: Opinion of the Shariah" in read(app)
    app = press(app, "structure_checked")
    assert "Saved as checked." in told(app)


def test_what_is_impossible_never_counts_as_checked(open_page: OpenPage) -> None:
    assert "State: draft by Dana" in read(open_page("deals", deal="shymkent-bypass-toll"))
    assert "State: checked by Dana" in read(open_page("deals", deal="khorgos-eg-sez-plots"))


def test_a_save_keeps_the_field_the_name_and_the_source(open_page: OpenPage) -> None:
    app = open_page("deals", deal="astana-kostanay-road")
    app.selectbox(key="field_astana-kostanay-road_governing_law").set_value("aifc").run()
    assert "Governing law: not read → AIFC law" in read(app)
    app.text_input(key="structure_source_astana-kostanay-road").set_value("https://a.example/b")
    app = press(app.run(), "structure_draft")
    assert "Saved as a draft." in told(app)
    said = read(app)
    assert "State: draft by Aida" in said
    assert "entered by Aida" in said
    assert "[a.example](https://a.example/b)" in said
    app = open_page("deals", deal="astana-kostanay-road")
    assert app.selectbox(key="field_astana-kostanay-road_governing_law").value == "aifc"


def test_a_value_is_taken_out_by_a_choice_of_its_own(open_page: OpenPage) -> None:
    app = open_page("deals", deal="ktz-aix-chf-2018")
    app.selectbox(key="field_ktz-aix-chf-2018_aix_route").set_value("").run()
    assert "AIX route: Debt securities → not read" in read(app)
    assert app.selectbox(key="field_ktz-aix-chf-2018_aix_route").value is None


def test_an_impossible_structure_is_kept_as_a_draft_and_said(open_page: OpenPage) -> None:
    app = open_page("deals", deal="kyzylorda-terminal-2019")
    app.selectbox(key="field_kyzylorda-terminal-2019_legal_form").set_value("private_company").run()
    app.selectbox(key="field_kyzylorda-terminal-2019_aix_route").set_value("ipo_spo").run()
    app = press(app, "structure_checked")
    assert any(
        each.startswith("Saved as a draft, not as checked") and "cannot take this route" in each
        for each in told(app)
    )
    assert "State: draft by Aida" in read(app)
    assert set(app.table[0].value["Saved as"]) == {"draft"}


def test_a_source_that_is_no_address_saves_nothing_and_loses_nothing(open_page: OpenPage) -> None:
    app = open_page("deals", deal="kentau-brownfield-sez")
    app.selectbox(key="field_kentau-brownfield-sez_instrument").set_value("loan").run()
    app.text_input(key="structure_source_kentau-brownfield-sez").set_value("see the minister")
    app = press(app.run(), "structure_draft")
    assert any("not a web address" in each for each in told(app))
    assert "State: no structure yet" in read(app)
    assert app.selectbox(key="field_kentau-brownfield-sez_instrument").value == "loan"


def test_a_save_can_be_taken_back(open_page: OpenPage) -> None:
    app = open_page("deals", deal="far-aix-bonds")
    app.selectbox(key="field_far-aix-bonds_governing_law").set_value("england_wales").run()
    app = press(app, "structure_draft")
    assert "State: draft by Aida" in read(app)
    app = press(app, "structure_undo")
    assert "State: read, not checked" in read(app)
    assert app.selectbox(key="field_far-aix-bonds_governing_law").value is None
    assert "draft, taken back" in set(app.table[0].value["Saved as"])


def test_a_suggestion_gives_reason_rule_and_precedent_and_starts_a_draft(
    open_page: OpenPage,
) -> None:
    app = open_page("deals", project="kordai-trade-complex", investor="isdb")
    assert not app.exception
    table = app.table[0].value.map(lambda cell: re.sub(r"[\\*]", "", cell)).set_index("Field")
    assert table.at["Instrument", "Suggested"] == "Sukuk"
    assert table.at["Legal form", "Suggested"] == "Special purpose company"
    assert table.at["AIX route", "Suggested"] == "Debt securities"
    assert {"Governing law", "Dispute forum"} <= set(table.index)
    assert all(table["Reason"]) and all(table["Rule or source"])  # noqa: PT018 - one statement
    said = read(app)
    assert "to be confirmed by counsel" in said
    assert any("Gamma" in each.label for each in app.button if "open_" in str(each.key))
    assert "Islamic contract: Ijarah" in said
    app = press(app, "structure_start")
    assert not app.exception
    assert "State: draft by Aida" in read(app)
    assert app.selectbox(key="field_kordai-trade-complex_instrument").value == "sukuk"
    assert app.selectbox(key="field_kordai-trade-complex_investor").value == "isdb"
    beside = [(each.value, each.help or "") for each in app.caption]
    assert any(
        each == ":material/lightbulb: suggested, not entered: Follows from the legal form."
        and re.search(r"Source: .*2\d\d\d.*Taken over by Aida", behind, re.DOTALL)
        for each, behind in beside
    )
    assert any("Rule: " in behind and "Taken over by Aida" in behind for _each, behind in beside)
    rows = app.table[0].value.map(lambda cell: re.sub(r"\\(.)", r"\1", cell))
    law = rows[rows["What"].str.startswith("Governing law")]
    assert list(law["What"]) == ["Governing law: not read → AIFC law"]
    assert law["Source"].item().startswith("suggested, not entered: ")

    app.selectbox(key="field_kordai-trade-complex_governing_law").set_value("other").run()
    assert "changed, not yet saved; was: AIFC law" in read(app)
    app = press(app, "structure_draft")
    assert r"Governing law\: AIFC law → Another law" in set(app.table[0].value["What"])
    assert any(each.startswith("entered by Aida") for each in (c.value for c in app.caption))


def test_a_side_to_be_screened_is_named_beside_the_suggestion(open_page: OpenPage) -> None:
    app = open_page("deals", project="kordai-trade-complex", investor="tatneft")
    assert any("Screen before contact" in warning.value for warning in app.warning)


def test_two_sides_without_a_common_instrument_get_a_sentence(open_page: OpenPage) -> None:
    app = open_page("deals", project="asfendiyarov-clinic-ppp", investor="jbic")
    assert not app.exception
    assert any("no instrument in common" in each for each in told(app))


def test_an_unknown_record_is_said(open_page: OpenPage) -> None:
    for parameters in (
        {"project": "no-such-project"},
        {"project": "aktau-port-trust", "investor": "![x](http://evil.example)"},
        {"deal": "no-such-deal"},
    ):
        app = open_page("deals", **parameters)
        assert not app.exception
        assert "with the id" in app.error[0].value
        assert "![x](http" not in app.error[0].value


def test_treaties_say_how_surely_they_are_known(open_page: OpenPage) -> None:
    app = open_page("deals", deal="ccb-falcon-bond", tab="cross-border")
    said = read(app)
    assert "**Double tax treaty**: in force, 2003 :blue-badge[to be confirmed]" in said
    assert "**Investment treaty**: in force, 1994" in said
    assert "is not a property of a deal" in said
    assert "0 %" not in said
    app.selectbox(key="cross_border_country").set_value("HK").run()
    assert "nothing was read. That does not mean that there is none." in read(app)


def test_tax_relief_stands_with_its_condition(open_page: OpenPage) -> None:
    app = open_page("deals", deal="taldykorgan-pectin", tab="cross-border")
    assert any("no relief without it" in warning.value for warning in app.warning)
