from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from matching import GATE_CODES, Matcher
from matching.gates import Direction
from tests.matching.market import Market


def _gated(matcher: Matcher, **query: str) -> dict[str, str]:
    shortlist = matcher.shortlist(**query)
    other = "investor_id" if "project_id" in query else "project_id"
    return dict(zip(shortlist.gated[other], shortlist.gated["gate"], strict=True))


def _passed(matcher: Matcher, project: str, investor: str, gate: str) -> bool:
    checks = matcher.explain(project, investor).gates
    return next(check.passed for check in checks if check.gate == gate)


def test_shariah_only_is_never_matched_to_a_conventional_ask(market: Market) -> None:
    matcher = market.fit()
    assert _gated(matcher, project_id="clinic")["islamic-bank"] == "shariah_only"
    assert _gated(matcher, investor_id="islamic-bank")["clinic"] == "shariah_only"


@pytest.mark.parametrize("ask", [[], ["islamic"], ["murabaha"], ["senior loan", "murabaha"]])
def test_shariah_only_may_meet_any_ask_that_islamic_finance_can_meet(
    market: Market, ask: list[str]
) -> None:
    matcher = market.with_project("clinic", instruments=ask).fit()
    assert "islamic-bank" not in _gated(matcher, project_id="clinic")


def test_islamic_finance_has_nothing_in_common_with_an_ask_for_equity(market: Market) -> None:
    market = market.with_project("clinic", instruments=["joint venture"])
    assert _gated(market.fit(), project_id="clinic")["islamic-bank"] == "no_common_instrument"
    both = market.with_investor("islamic-bank", instruments=["murabaha", "equity"]).fit()
    assert "islamic-bank" not in _gated(both, project_id="clinic")


def test_the_loans_of_a_shariah_only_bank_are_islamic_finance(market: Market) -> None:
    explained = market.fit().explain("caspian-port", "islamic-bank")
    check = next(check for check in explained.gates if check.gate == "no_common_instrument")
    assert check.detail["offered_families"] == ["islamic"]


def test_no_common_instrument(market: Market) -> None:
    matcher = market.fit()
    assert _gated(matcher, project_id="clinic")["shipping-line"] == "no_common_instrument"
    assert _passed(matcher, "clinic", "guarantor", "no_common_instrument")  # covers the loan
    assert _passed(matcher, "elevator", "shipping-line", "no_common_instrument")  # asks nothing


def test_deals_show_what_an_investor_offers(market: Market) -> None:
    deals = market.deals.assign(investor_id="shipping-line", role_kind="funder")
    matcher = Matcher().fit(market.investors, market.projects, deals, market.vocabulary)
    assert _passed(matcher, "clinic", "shipping-line", "no_common_instrument")


def test_builders_are_no_financiers_unless_building_is_sought(market: Market) -> None:
    assert _gated(market.fit(), project_id="caspian-port")["builder"] == "not_a_financier"
    assert _gated(market.fit(), project_id="elevator")["builder"] == "not_a_financier"
    sought = market.with_project("elevator", instruments=["EPC contract"]).fit()
    assert _passed(sought, "elevator", "builder", "not_a_financier")
    assert _passed(market.fit(), "caspian-port", "port-operator", "not_a_financier")


def test_exclusions_reach_down_the_tree(market: Market) -> None:
    matcher = market.fit()
    assert _gated(matcher, project_id="elevator")["guarantor"] == "exclusion"
    detail = matcher.shortlist(project_id="elevator").gated.set_index("investor_id")["detail"]
    assert detail["guarantor"] == {"exclusions": ["agri-food"], "hit": ["agri-food"]}
    assert _passed(matcher, "caspian-port", "guarantor", "exclusion")


@pytest.mark.parametrize("code", ["Kazakhstan", "grain", "food security"])
def test_exclusions_of_places_subsectors_and_themes(market: Market, code: str) -> None:
    market = market.with_investor("guarantor", exclusions=[code])
    market = market.with_project("elevator", themes=["food security"])
    assert _gated(market.fit(), project_id="elevator")["guarantor"] == "exclusion"


def test_screening_on_either_side_is_on_by_default_and_can_be_switched_off(market: Market) -> None:
    for flagged in (
        market.with_investor("shipping-line", screening="sanctions list"),
        market.with_project("caspian-port", screening="party under review"),
    ):
        matcher = flagged.fit()
        assert _gated(matcher, project_id="caspian-port")["shipping-line"] == "screening"
        assert "shipping-line" not in _gated(
            matcher.with_gates_off(["screening"]), project_id="caspian-port"
        )
    assert _passed(market.fit(), "caspian-port", "shipping-line", "screening")


def test_closed_projects_are_left_out_for_an_investor_only(market: Market) -> None:
    matcher = market.fit()
    assert _gated(matcher, investor_id="guarantor")["old-port"] == "not_open"
    assert "guarantor" not in _gated(matcher, project_id="old-port")
    with_all = market.fit(opportunities=["open", "announced", "track record"])
    assert "old-port" not in _gated(with_all, investor_id="guarantor")


def _deal(market: Market, **fields: object) -> Market:
    """Return the market with a deal of the grain trader on the elevator, an announced project."""
    deal = {"deal_id": "d3", "investor_id": "grain-trader", "project_id": "elevator"}
    return replace(market, deals=pd.concat([market.deals, pd.DataFrame([deal | fields])]))


@pytest.mark.parametrize("role", ["funder", "owner"])
@pytest.mark.parametrize("standing", ["closed", "signed", "announced"])
def test_an_announced_project_that_has_its_financier_is_taken(
    market: Market, role: str, standing: str
) -> None:
    matcher = _deal(market, role_kind=role, standing=standing).fit()
    gated = matcher.shortlist(investor_id="shipping-line").gated.set_index("project_id")
    assert gated.loc["elevator", "gate"] == "taken"
    assert gated.loc["elevator", "detail"] == {"deals": ["d3"], "financiers": None}


@pytest.mark.parametrize(
    ("role", "standing"),
    [
        ("supplier", "signed"),
        ("adviser", "closed"),
        ("guarantor", "closed"),
        ("funder", "talks"),
        ("owner", "lapsed"),
    ],
)
def test_other_roles_and_mere_talks_take_no_project(
    market: Market, role: str, standing: str
) -> None:
    matcher = _deal(market, role_kind=role, standing=standing).fit()
    assert "elevator" not in _gated(matcher, investor_id="shipping-line")


def test_named_financiers_take_an_announced_project(market: Market) -> None:
    matcher = market.with_project("elevator", financiers="EBRD;IFC").fit()
    gated = matcher.shortlist(investor_id="shipping-line").gated.set_index("project_id")
    assert gated.loc["elevator", "gate"] == "taken"
    assert gated.loc["elevator", "detail"] == {"deals": [], "financiers": "EBRD; IFC"}


def test_an_announced_project_may_be_out_of_date(market: Market) -> None:
    dates = {"as_of": "2016", "status_as_of": "2015-06"}
    matcher = market.with_project("elevator", stale=True, **dates).fit()
    gated = matcher.shortlist(investor_id="shipping-line").gated.set_index("project_id")
    assert gated.loc["elevator", "gate"] == "out_of_date"
    assert gated.loc["elevator", "detail"] == dates
    fresh = market.with_project("elevator", stale=False, **dates).fit()
    assert "elevator" not in _gated(fresh, investor_id="shipping-line")


@pytest.mark.parametrize("opportunity", ["open", None])
def test_a_published_ask_is_neither_taken_nor_out_of_date(
    market: Market, opportunity: str | None
) -> None:
    market = _deal(market, role_kind="owner", standing="signed")
    fields = {"opportunity": opportunity, "financiers": "EBRD", "stale": True}
    matcher = market.with_project("elevator", **fields).fit()
    assert "elevator" not in _gated(matcher, investor_id="shipping-line")


@pytest.mark.parametrize(
    ("code", "project", "fields"),
    [
        ("not_open", "old-port", {"instruments": []}),
        ("taken", "elevator", {"financiers": "EBRD"}),
        ("out_of_date", "elevator", {"stale": True}),
    ],
)
def test_gates_of_opportunity_are_for_investors_lists_and_can_be_switched_off(
    market: Market, code: str, project: str, fields: dict[str, object]
) -> None:
    matcher = market.with_project(project, **fields).fit()
    assert _gated(matcher, investor_id="shipping-line")[project] == code
    shortlist = matcher.shortlist(project_id=project)
    assert "shipping-line" not in set(shortlist.gated["investor_id"])
    assert code not in {step.gate for step in shortlist.funnel}
    shown = matcher.with_gates_off([code])
    assert project not in _gated(shown, investor_id="shipping-line")
    assert code not in {s.gate for s in shown.shortlist(investor_id="shipping-line").funnel}


def test_an_explanation_says_which_gates_its_list_goes_through(market: Market) -> None:
    def applied(matcher: Matcher, for_: Direction | None) -> set[str]:
        checks = matcher.explain("elevator", "shipping-line", for_).gates
        return {check.gate for check in checks if check.applied}

    matcher = market.fit()
    of_opportunity = {"not_open", "taken", "out_of_date"}
    assert applied(matcher, "projects") == set(GATE_CODES) - of_opportunity
    assert applied(matcher, "investors") == applied(matcher, None) == set(GATE_CODES)
    without = matcher.with_gates_off(["taken"])
    assert applied(without, "investors") == set(GATE_CODES) - {"taken"}
    checks = matcher.explain("elevator", "shipping-line").gates
    assert {check.gate for check in checks if check.for_ == {"investors"}} == of_opportunity


def test_a_sponsor_is_not_offered_its_own_project(market: Market) -> None:
    matcher = market.fit()
    assert _gated(matcher, project_id="old-port")["port-operator"] == "own_project"
    assert _passed(matcher, "caspian-port", "port-operator", "own_project")


@pytest.mark.parametrize(
    "sponsor", ["GPG 51%; others", "Gulf Ports Group LLC (UAE)", "gulf  PORTS"]
)
def test_sponsors_are_met_by_alias_stake_and_legal_form(market: Market, sponsor: str) -> None:
    matcher = market.with_project("caspian-port", sponsor=sponsor).fit()
    assert not _passed(matcher, "caspian-port", "port-operator", "own_project")


def test_the_funnel_counts_every_gate_in_order(market: Market) -> None:
    shortlist = market.fit().shortlist(project_id="clinic")
    assert shortlist.candidates == 7
    steps = [(step.gate, step.removed, step.left) for step in shortlist.funnel if step.removed]
    assert steps == [
        ("not_a_financier", 1, 6),
        ("shariah_only", 1, 5),
        ("no_common_instrument", 3, 2),
    ]
    assert "not_open" not in {step.gate for step in shortlist.funnel}
    assert len(shortlist.matches) == 2


def test_gates_that_state_facts_cannot_be_switched_off(market: Market) -> None:
    with pytest.raises(ValueError, match="already_together"):
        market.fit(switched_off=["already_together"])
    with pytest.raises(ValueError, match="no gate"):
        market.fit().with_gates_off(["colour"])
