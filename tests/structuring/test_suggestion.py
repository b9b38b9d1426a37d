"""The structure suggested for an investor and a project: each choice, its reason, what it keeps."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from matching.vocabulary import Vocabulary
from structuring.checker import check
from structuring.precedents import Case, closest
from structuring.record import Structure
from structuring.rules import Rule
from structuring.suggestion import FAMILIES, Party, Suggestion, suggest

WORDS = Vocabulary(
    {
        **dict.fromkeys((*FAMILIES, "islamic", "contract"), ()),
        "sukuk": ("islamic",),
        "senior loan": ("debt",),
        "IPO": ("equity",),
        "joint venture": ("equity",),
        "EPC contract": ("contract",),
    }
)


def party(*instruments: str, **said: object) -> Party:
    return Party(instruments=frozenset(instruments), **said)  # type: ignore[arg-type]


def fields(suggestion: Suggestion) -> dict[str, str]:
    return dict(suggestion.structure.fields)


def test_an_islamic_investor_leads_to_a_leased_sukuk_of_a_special_company() -> None:
    project = party("equity", sectors=frozenset({"transport & logistics"}))
    found = suggest(project, party("sukuk", shariah_only=True, country="SA"), WORDS)
    assert {
        "instrument": "sukuk",
        "legal_form": "spc",
        "islamic_contract": "ijarah",
        "aix_route": "debt",
        "governing_law": "aifc",
        "dispute_forum": "aifc_court_optin",
        "tax_claim": "conditional",
    }.items() <= fields(found).items()
    assert {"opinion", "register"} <= set(found.open)


def test_a_sector_without_assets_gets_no_contract_but_a_word_about_it() -> None:
    found = suggest(party("sukuk", sectors=frozenset({"finance"})), party("sukuk"), WORDS)
    assert "islamic_contract" not in fields(found)
    assert "contract" in found.open


def test_lenders_ask_for_english_law() -> None:
    project = party("senior loan")
    bank = suggest(project, party("senior loan", kind="DFI/MDB"), WORDS)
    other = suggest(project, party("senior loan", kind="commercial bank"), WORDS)
    assert fields(bank)["governing_law"] == "england_wales"
    assert fields(other)["governing_law"] == "aifc"
    assert fields(bank)["spc_purpose"] == "loan_facility"


def test_shares_offered_to_all_need_a_public_company_and_the_size_chooses_the_route() -> None:
    small = fields(suggest(party("IPO", amount_usd_m=150.0), party("equity"), WORDS))
    large = fields(suggest(party("IPO", amount_usd_m=201.0), party("equity"), WORDS))
    unknown = fields(suggest(party("IPO"), party("equity"), WORDS))
    assert small["legal_form"] == large["legal_form"] == "public_company_plc"
    assert (small["aix_route"], large["aix_route"]) == ("rems", "ipo_spo")
    assert unknown["aix_route"] == "ipo_spo"


def test_partners_hold_a_joint_venture_and_arbitrate_where_one_is_foreign() -> None:
    found = suggest(party("joint venture"), party("equity", country="AZ"), WORDS)
    assert fields(found)["vehicle_role"] == "joint_venture"
    assert fields(found)["dispute_forum"] == "iac_arbitration"
    assert ("precedent", "MCM_LTD") in {each.form for each in found.advice}
    home = suggest(party("equity"), party("equity", country="KZ"), WORDS)
    assert fields(home)["dispute_forum"] == "aifc_court_optin"


def test_a_chinese_holder_of_bonds_leads_to_the_belt_and_road_market() -> None:
    assert fields(suggest(party("bond"), party("bond", country="CN"), WORDS))["aix_route"] == (
        "belt_and_road"
    )
    assert fields(suggest(party("bond"), party("bond", country="DE"), WORDS))["aix_route"] == "debt"


def test_an_issuer_in_operation_needs_no_new_company() -> None:
    found = fields(suggest(party("bond", operating=True), party("bond"), WORDS))
    assert (found["legal_form"], found["afsa_status"]) == ("non_aifc", "none")


def test_a_state_sponsor_is_named_and_to_be_confirmed(rules: dict[str, Rule]) -> None:
    found = suggest(party("equity", sponsor="KTZ; Azerbaijan Railways"), party("equity"), WORDS)
    named = next(each for each in found.advice if each.field == "quasi_state_holding")
    assert (named.said["holder"], named.rule) == ("KTZ", "state_holding")
    assert "state_holding" in {each.rule for each in check(found.structure, rules)}


@pytest.mark.parametrize(
    ("project", "investor", "why"),
    [
        (party("equity"), party("bond"), "nothing_common"),
        (party(), party(), "nothing_stated"),
        (party("EPC contract"), party("EPC contract"), "nothing_common"),
    ],
)
def test_where_nothing_is_compatible_nothing_is_suggested(
    project: Party, investor: Party, why: str
) -> None:
    found = suggest(project, investor, WORDS)
    assert (found.advice, found.open) == ((), (why,))


def test_no_suggestion_is_impossible_and_each_choice_has_a_reason_and_a_known_value(
    rules: dict[str, Rule], fields: pd.DataFrame, values: pd.DataFrame
) -> None:
    codes = set(zip(values["field"], values["code"], strict=True))
    kinds = dict(zip(fields["field"], fields["kind"], strict=True))
    instruments = ["bond", "equity", "debt", "fund", "guarantee", "sukuk", "IPO", "joint venture"]
    tried = 0
    for sought, offered in itertools.product(instruments, repeat=2):
        for amount, country, bound, operating in itertools.product(
            (None, 0.5, 150.0, 900.0), (None, "CN", "KZ"), (False, True), (False, True)
        ):
            project = party(
                sought,
                amount_usd_m=amount,
                operating=operating,
                sponsor="KTZ",
                sectors=frozenset({"energy"}),
            )
            investor = party(offered, country=country, shariah_only=bound)
            found = suggest(project, investor, WORDS)
            tried += bool(found.advice)
            assert not [
                each for each in check(found.structure, rules) if each.level == "impossible"
            ], found
            for each in found.advice:
                assert each.reason
                assert kinds[each.field] == "yes_no" or (each.field, each.value) in codes
    assert tried > 1000


def test_the_closest_precedent_shares_most_and_says_what() -> None:
    wanted = Case(
        "wanted",
        Structure({"instrument": "sukuk", "islamic_contract": "ijarah", "aix_route": "debt"}),
        frozenset({"energy"}),
        None,
        frozenset({"SA"}),
        20.0,
    )
    lease = Case(
        "lease",
        Structure({"instrument": "sukuk", "islamic_contract": "ijarah", "aix_route": "debt"}),
        amount_usd_m=9.6,
    )
    listed = Case(
        "listed",
        Structure({"instrument": "sukuk", "aix_route": "cross_listing"}),
        countries=frozenset({"SA"}),
        amount_usd_m=500.0,
    )
    bond = Case("bond", Structure({"instrument": "bond", "aix_route": "debt"}))
    found = closest(wanted, [bond, listed, lease, wanted])
    assert [each.deal_id for each in found] == ["lease", "listed"]
    assert found[0].shares == ("instrument", "islamic_contract", "aix_route", "amount")
    assert found[0].points == 9
    assert found[1].differs == ("aix_route",)
    assert set(found[1].shares) == {"instrument", "country"}


def test_none_in_common_is_nothing_in_common() -> None:
    one = Case("a", Structure({"instrument": "bond", "islamic_contract": "none"}))
    other = Case("b", Structure({"instrument": "bond", "islamic_contract": "none"}))
    (found,) = closest(one, [other])
    assert found.shares == ("instrument",)
