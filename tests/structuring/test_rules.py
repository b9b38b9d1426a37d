"""Every rule: a structure that passes, and ones that fail, with the sentence each gets."""

from __future__ import annotations

import pandas as pd
import pytest

from structuring.checker import TRIALS, blocking, check, tried, worst
from structuring.record import Structure
from structuring.rules import LEVELS, Rule, limits_from

VENTURE = {
    "fund_class": "exempt",
    "specialist_fund": "venture_capital",
    "domestic_fund": "yes",
    "closed_ended": "yes",
    "fund_size_usd_m": "100",
}
PUBLIC_COMPANY = {
    "legal_form": "public_company_plc",
    "share_capital_usd": "100000",
    "directors": "2",
    "company_secretary": "yes",
}
SUKUK = {"instrument": "sukuk", "islamic_contract": "ijarah", "shariah_opinion": "yes"}
#: The opinion's address stands beside the fields, as ``structure`` below reads it.
DATED = SUKUK | {"shariah_opinion_on": "2026-05-01", "source of shariah_opinion": "https://a.b"}
LICENSED = {
    "afsa_status": "authorised_firm",
    "afsa_standing": "current",
    "afsa_licence": "AFSA-A-LA-2019-0001",
    "afsa_checked_on": "2026-05-01",
}
RESIDENCY = {
    "tax_basis": "itrp",
    "itrp_invested_usd": "60000",
    "itrp_stay_days": "90",
    "itrp_fee_mci": "7000",
}
PRIVATE_EQUITY = {
    "fund_class": "exempt",
    "specialist_fund": "private_equity",
    "closed_ended": "yes",
}
EXEMPT = {
    "fund_class": "exempt",
    "offer_to": "professional_clients",
    "min_subscription_usd": "50000",
}

SOURCE_OF = "source of "


def _without(record: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in record.items() if key != name}


WITHOUT_DAY = _without(DATED, "shariah_opinion_on")

PASSES: dict[str, list[dict[str, str]]] = {
    "special_purpose": [
        {"legal_form": "spc", "vehicle_role": "issuer", "fund_class": "none", "afsa_status": "spc"},
        {"legal_form": "investment_company", "vehicle_role": "investment_company"},
    ],
    "exempt_fund": [EXEMPT, {"fund_class": "non_exempt", "offer_to": "public"}],
    "venture_fund": [
        VENTURE,
        VENTURE | {"fund_size_usd_m": "150", "afsa_approval": "yes"},
        VENTURE | {"specialist_fund": "private_equity", "fund_size_usd_m": "500"},
    ],
    "private_equity_fund": [
        PRIVATE_EQUITY,
        PRIVATE_EQUITY | {"closed_ended": "no", "afsa_approval": "yes"},
    ],
    "public_company": [PUBLIC_COMPANY, {"legal_form": "private_company", "directors": "1"}],
    "private_company": [
        {"legal_form": "private_company", "aix_route": "debt", "offer_to": "public"}
        | {"instrument": "bond"},
        {"legal_form": "public_company_plc", "aix_route": "ipo_spo", "offer_to": "public"},
    ],
    "regional_segment": [
        {"aix_route": "rems", "offer_usd_m": "1"},
        {"aix_route": "rems", "offer_usd_m": "200"},
        {"aix_route": "ipo_spo", "offer_usd_m": "500"},
    ],
    "sukuk": [SUKUK, {"instrument": "bond", "islamic_contract": "none"}],
    "label_category": [
        {"sustainable_label": "green", "green_category": "clean_transport"},
        {"sustainable_label": "none", "green_category": "none"},
    ],
    "blanket_relief": [
        {"tax_basis": "aix_securities", "tax_year": "2026", "substance_met": "yes"}
        | {"tax_claim": "conditional", "note": "10% withholding, 100% owned, 2066 end date"},
        {"tax_basis": "none", "substance_met": "no"},
    ],
    "tax_residency": [RESIDENCY, RESIDENCY | {"tax_basis": "none", "itrp_stay_days": "3"}],
    "state_holding": [
        {"legal_form": "spc", "quasi_state_holding": "no"},
        {"legal_form": "non_aifc", "quasi_state_holding": "yes"},
    ],
    "shariah_opinion": [
        DATED,
        {"instrument": "loan", "islamic_contract": "murabahah", "shariah_opinion": "no"},
        {"instrument": "bond", "islamic_contract": "none"},
    ],
    "register": [
        {"afsa_status": "spc", "afsa_standing": "current", "afsa_checked_on": "2026-05-01"},
        LICENSED,
        {"afsa_status": "none"},
    ],
    "form_and_standing": [
        {"legal_form": "spc", "afsa_status": "spc"},
        {"legal_form": "non_aifc", "afsa_status": "none"},
        {"legal_form": "non_aifc", "afsa_status": "recognised_non_aifc_member"},
    ],
    "spc_purpose": [
        {"legal_form": "spc", "spc_purpose": "sukuk", "instrument": "sukuk"},
        {"legal_form": "spc", "spc_purpose": "loan_facility", "instrument": "loan"},
    ],
    "route_instrument": [
        {"aix_route": "debt", "instrument": "sukuk"},
        {"aix_route": "cross_listing", "instrument": "equity"},
    ],
    "islamic_instrument": [SUKUK, {"instrument": "bond", "islamic_contract": "none"}],
    "fund_fields": [
        {"specialist_fund": "islamic", "fund_class": "exempt"},
        {"legal_form": "investment_company", "fund_class": "non_exempt"},
        {"specialist_fund": "none", "fund_class": "none"},
    ],
    "form_second_hand": [{"legal_form": "limited_partnership"}],
    "label_second_hand": [{"sustainable_label": "green"}],
    "specialist_list": [
        {"fund_class": "none", "specialist_fund": "none"},
        {"fund_class": "exempt", "specialist_fund": "private_equity"},
    ],
}

FAILS: list[tuple[str, dict[str, str], str, str]] = [
    (
        "special_purpose",
        {"legal_form": "spc", "vehicle_role": "trustee_investment_trust"},
        "impossible",
        "spc_role",
    ),
    (
        "special_purpose",
        {"legal_form": "spc", "vehicle_role": "general_partner_investment_partnership"},
        "impossible",
        "spc_role",
    ),
    (
        "special_purpose",
        {"legal_form": "spc", "vehicle_role": "investment_company"},
        "impossible",
        "spc_role",
    ),
    ("special_purpose", {"legal_form": "spc", "fund_class": "exempt"}, "impossible", "spc_fund"),
    (
        "special_purpose",
        {"legal_form": "spc", "afsa_status": "authorised_firm"},
        "impossible",
        "spc_licensed",
    ),
    ("exempt_fund", EXEMPT | {"offer_to": "public"}, "impossible", "exempt_offer"),
    (
        "exempt_fund",
        EXEMPT | {"min_subscription_usd": "49999.99"},
        "impossible",
        "exempt_subscription",
    ),
    ("exempt_fund", {"fund_class": "exempt"}, "unconfirmed", "unread"),
    ("venture_fund", VENTURE | {"fund_class": "non_exempt"}, "impossible", "venture_class"),
    ("venture_fund", VENTURE | {"domestic_fund": "no"}, "impossible", "venture_domestic"),
    ("venture_fund", VENTURE | {"closed_ended": "no"}, "impossible", "venture_closed"),
    ("venture_fund", VENTURE | {"fund_size_usd_m": "100.5"}, "impossible", "venture_cap"),
    ("private_equity_fund", PRIVATE_EQUITY | {"fund_class": "none"}, "impossible", "equity_class"),
    ("private_equity_fund", PRIVATE_EQUITY | {"closed_ended": "no"}, "impossible", "equity_closed"),
    (
        "public_company",
        PUBLIC_COMPANY | {"share_capital_usd": "99999"},
        "impossible",
        "plc_share_capital_usd",
    ),
    ("public_company", PUBLIC_COMPANY | {"directors": "1"}, "impossible", "plc_directors"),
    ("public_company", PUBLIC_COMPANY | {"company_secretary": "no"}, "impossible", "plc_secretary"),
    ("public_company", {"legal_form": "public_company_plc"}, "unconfirmed", "unread"),
    (
        "private_company",
        {"legal_form": "private_company", "aix_route": "ipo_spo"},
        "impossible",
        "private_route",
    ),
    (
        "private_company",
        {"legal_form": "private_company", "offer_to": "public", "instrument": "equity"},
        "impossible",
        "private_offer",
    ),
    ("regional_segment", {"aix_route": "rems", "offer_usd_m": "0.9"}, "impossible", "rems_below"),
    ("regional_segment", {"aix_route": "rems", "offer_usd_m": "201"}, "impossible", "rems_above"),
    ("sukuk", SUKUK | {"islamic_contract": "none"}, "impossible", "sukuk_contract"),
    ("sukuk", SUKUK | {"shariah_opinion": "no"}, "impossible", "sukuk_opinion"),
    ("sukuk", {"instrument": "sukuk"}, "warning", "sukuk_unread"),
    (
        "label_category",
        {"sustainable_label": "green", "green_category": "none"},
        "impossible",
        "label_category",
    ),
    ("label_category", {"sustainable_label": "sustainability"}, "warning", "label_unread"),
    ("blanket_relief", {"tax_claim": "blanket"}, "warning", "blanket_claim"),
    ("blanket_relief", {"note": "Tax-free until 2066"}, "warning", "blanket_words"),
    ("blanket_relief", {"note": "ставка 0 % для всех"}, "warning", "blanket_words"),
    (
        "blanket_relief",
        {"tax_basis": "financial_services", "tax_year": "2026", "substance_met": "no"},
        "warning",
        "no_substance",
    ),
    ("blanket_relief", {"tax_basis": "fund_profit"}, "unconfirmed", "unread"),
    (
        "tax_residency",
        RESIDENCY | {"itrp_invested_usd": "59999"},
        "impossible",
        "itrp_invested_usd",
    ),
    ("tax_residency", RESIDENCY | {"itrp_stay_days": "89"}, "impossible", "itrp_stay_days"),
    ("tax_residency", RESIDENCY | {"itrp_fee_mci": "6999"}, "impossible", "itrp_fee_mci"),
    (
        "state_holding",
        {"legal_form": "private_company", "quasi_state_holding": "yes"},
        "unconfirmed",
        "state_holding",
    ),
    (
        "spc_purpose",
        {"legal_form": "private_company", "spc_purpose": "sukuk"},
        "impossible",
        "purpose_no_spc",
    ),
    ("spc_purpose", {"spc_purpose": "sukuk", "instrument": "bond"}, "impossible", "purpose_sukuk"),
    (
        "form_and_standing",
        {"legal_form": "private_company", "afsa_status": "spc"},
        "impossible",
        "status_no_spc",
    ),
    (
        "form_and_standing",
        {"legal_form": "non_aifc", "afsa_status": "registered_entity"},
        "impossible",
        "status_not_aifc",
    ),
    (
        "form_and_standing",
        {"legal_form": "public_company_plc", "afsa_status": "none"},
        "impossible",
        "form_not_registered",
    ),
    ("route_instrument", {"aix_route": "debt", "instrument": "equity"}, "impossible", "route"),
    ("route_instrument", {"aix_route": "ipo_spo", "instrument": "bond"}, "impossible", "route"),
    (
        "islamic_instrument",
        {"instrument": "bond", "islamic_contract": "murabahah"},
        "impossible",
        "interest",
    ),
    (
        "fund_fields",
        {"specialist_fund": "islamic", "fund_class": "none"},
        "impossible",
        "specialist_no_fund",
    ),
    (
        "fund_fields",
        {"legal_form": "investment_company", "fund_class": "none"},
        "impossible",
        "company_no_fund",
    ),
    (
        "shariah_opinion",
        {"shariah_opinion": "no", "shariah_opinion_on": "2026-01-01"},
        "impossible",
        "opinion_dated",
    ),
    ("shariah_opinion", WITHOUT_DAY, "unconfirmed", "opinion_day"),
    (
        "shariah_opinion",
        {"instrument": "loan", "islamic_contract": "murabahah"},
        "unconfirmed",
        "opinion_day",
    ),
    (
        "shariah_opinion",
        SUKUK | {"shariah_opinion_on": "2026-05-01"},
        "unconfirmed",
        "opinion_source",
    ),
    (
        "register",
        LICENSED | {"afsa_standing": "suspended"},
        "warning",
        "not_current",
    ),
    ("register", {"afsa_status": "spc"}, "unconfirmed", "not_looked_up"),
    ("register", _without(LICENSED, "afsa_licence"), "unconfirmed", "not_looked_up"),
    ("register", _without(LICENSED, "afsa_checked_on"), "unconfirmed", "not_looked_up"),
    ("form_second_hand", {"legal_form": "llp"}, "unconfirmed", "second_hand"),
    ("label_second_hand", {"sustainable_label": "social"}, "unconfirmed", "second_hand"),
    (
        "specialist_list",
        {"fund_class": "exempt", "specialist_fund": "none"},
        "unconfirmed",
        "specialist_list",
    ),
]


def structure(record: dict[str, str]) -> Structure:
    """A record as a structure; a key that begins with ``SOURCE_OF`` is the address of a field."""
    return Structure(
        {name: value for name, value in record.items() if not name.startswith(SOURCE_OF)},
        {
            name.removeprefix(SOURCE_OF): value
            for name, value in record.items()
            if name.startswith(SOURCE_OF)
        },
    )


@pytest.mark.parametrize(("rule", "records"), PASSES.items(), ids=list(PASSES))
def test_a_structure_that_keeps_a_rule_passes(
    rules: dict[str, Rule], rule: str, records: list[dict[str, str]]
) -> None:
    for record in records:
        found = [each for each in check(structure(record), rules) if each.rule == rule]
        assert found == [], record


@pytest.mark.parametrize(
    ("rule", "record", "level", "why"),
    FAILS,
    ids=[f"{n}-{rule}-{why}" for n, (rule, _, _, why) in enumerate(FAILS)],
)
def test_a_structure_that_breaks_a_rule_is_told(
    rules: dict[str, Rule], rule: str, record: dict[str, str], level: str, why: str
) -> None:
    found = [each for each in check(structure(record), rules) if each.rule == rule]
    assert [(each.level, each.why) for each in found] == [(level, why)]
    assert set(found[0].fields) & set(record) or found[0].unread


def test_every_rule_is_data_and_function_and_is_tried_both_ways(rules: dict[str, Rule]) -> None:
    assert set(rules) == set(TRIALS) == set(PASSES) == {rule for rule, *_ in FAILS}


def test_every_rule_says_its_source_and_date(rules: dict[str, Rule]) -> None:
    assert all(rule.source and rule.as_of and all(rule.words.values()) for rule in rules.values())


def test_every_field_and_value_that_the_rules_try_is_in_the_vocabulary(
    fields: pd.DataFrame, values: pd.DataFrame
) -> None:
    kinds = dict(zip(fields["field"], fields["kind"], strict=True))
    codes = set(zip(values["field"], values["code"], strict=True))
    pairs = [pair for records in PASSES.values() for each in records for pair in each.items()]
    pairs += [pair for _, record, _, _ in FAILS for pair in record.items()]
    for name, value in pairs:
        if name.startswith(SOURCE_OF):
            continue
        assert kinds[name] != "choice" or (name, value) in codes, (name, value)


def test_the_worst_comes_first(rules: dict[str, Rule]) -> None:
    record = Structure(
        {"legal_form": "llp", "instrument": "bond", "islamic_contract": "salam"}
        | {"sustainable_label": "green"}
    )
    levels = [finding.level for finding in check(record, rules)]
    assert set(levels) == set(LEVELS)
    assert levels == sorted(levels, key=LEVELS.index)
    assert worst(check(record, rules)) == "impossible"
    assert worst([]) is None


def test_what_a_rule_needs_and_nobody_read_keeps_a_structure_from_being_checked(
    rules: dict[str, Rule],
) -> None:
    assert blocking(check(Structure({"instrument": "sukuk"}), rules))
    assert not blocking(check(Structure({"legal_form": "llp"}), rules))
    assert not blocking(check(structure(DATED), rules))
    for name in set(DATED) - {"instrument"}:
        assert blocking(check(structure(_without(DATED, name)), rules)), name


def test_none_is_not_the_same_as_not_read(rules: dict[str, Rule]) -> None:
    only = {"sukuk": rules["sukuk"]}
    unread = check(Structure({"instrument": "sukuk", "shariah_opinion": "yes"}), only)
    none = check(Structure(SUKUK | {"islamic_contract": "none"}), only)
    assert [each.level for each in unread] == ["warning"]
    assert [each.level for each in none] == ["impossible"]


@pytest.mark.parametrize(
    ("rule", "record", "outcome", "missing"),
    [
        ("venture_fund", VENTURE, "passed", ()),
        ("venture_fund", {}, "untried", ("specialist_fund",)),
        ("venture_fund", VENTURE | {"specialist_fund": "islamic"}, "outside", ()),
        (
            "venture_fund",
            _without(VENTURE, "fund_size_usd_m"),
            "untried",
            ("fund_size_usd_m",),
        ),
        ("venture_fund", VENTURE | {"fund_size_usd_m": "130"}, "found", ()),
        ("special_purpose", {"legal_form": "trust"}, "outside", ()),
        (
            "special_purpose",
            {"legal_form": "spc", "vehicle_role": "issuer", "fund_class": "none"},
            "untried",
            ("afsa_status",),
        ),
        # Debt of a private company may be offered to everybody, so that nothing is missing.
        (
            "private_company",
            {"legal_form": "private_company", "aix_route": "debt", "instrument": "bond"},
            "passed",
            (),
        ),
        (
            "private_company",
            {"legal_form": "private_company", "aix_route": "none", "instrument": "equity"},
            "untried",
            ("offer_to",),
        ),
        ("sukuk", {"instrument": "bond"}, "outside", ()),
        ("shariah_opinion", {"instrument": "bond"}, "untried", ("islamic_contract",)),
        ("shariah_opinion", DATED, "passed", ()),
        ("route_instrument", {"aix_route": "mining"}, "outside", ()),
        # A note that nobody wrote claims nothing.
        (
            "blanket_relief",
            {"tax_basis": "fund_profit", "tax_claim": "conditional", "tax_year": "2026"}
            | {"substance_met": "yes"},
            "passed",
            (),
        ),
    ],
)
def test_a_rule_that_finds_nothing_passed_or_lacked_a_field_or_does_not_apply(
    rules: dict[str, Rule],
    rule: str,
    record: dict[str, str],
    outcome: str,
    missing: tuple[str, ...],
) -> None:
    (found,) = tried(structure(record), {rule: rules[rule]})
    assert (found.outcome, found.missing) == (outcome, missing)


def test_every_record_above_is_told_as_what_it_is(rules: dict[str, Rule]) -> None:
    for rule, records in PASSES.items():
        for record in records:
            (found,) = tried(structure(record), {rule: rules[rule]})
            assert found.outcome != "found", (rule, record)
    for rule, record, _level, why in FAILS:
        (found,) = tried(structure(record), {rule: rules[rule]})
        lacking = {"unread", "sukuk_unread", "label_unread", "opinion_day", "opinion_source"}
        expected = "untried" if why in lacking | {"not_looked_up"} else "found"
        assert found.outcome == expected, (rule, record)
        assert bool(found.missing) == (expected == "untried")


def test_limits_are_read_from_their_cell() -> None:
    assert limits_from("directors=2; share_capital_usd=100000") == {
        "directors": 2,
        "share_capital_usd": 100000,
    }
    with pytest.raises(ValueError, match="unpack"):
        limits_from("directors")


def test_a_limit_that_an_administrator_changes_counts(rules: dict[str, Rule]) -> None:
    lower = Rule(**(vars(rules["venture_fund"]) | {"limits": {"fund_size_usd_m": 50}}))
    record = Structure(VENTURE | {"fund_size_usd_m": "80"})
    assert not check(record, {"venture_fund": rules["venture_fund"]})
    (found,) = check(record, {"venture_fund": lower})
    assert found.said["over"] == 30
