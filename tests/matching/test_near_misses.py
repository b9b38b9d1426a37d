"""Near misses on a hand-made market: tried again by fitting to really changed records."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import Matcher, UnknownRecord
from matching.gates import Direction
from matching.near_misses import near_misses
from matching.results import NearMiss, NearMisses
from matching.terms import Candidate, amounts, candidates
from tests.matching.market import Market

#: What a change of terms is not meant to teach, so that a fit can be compared.
UNTAUGHT = {"weights": {"track_record": 0.0}}


def refitted(
    market: Market, miss: Candidate | NearMiss, before: Matcher, project: str, investor: str
) -> Matcher:
    """Fit to the records with the change made, holding fixed what near misses hold fixed."""
    changed = (
        market.with_project(project, **{miss.term: miss.after})
        if miss.side == "project"
        else market.with_investor(investor, **{miss.term: miss.after})
    )
    matcher = changed.fit(**UNTAUGHT)
    matcher.neutral_ = before.neutral_
    return matcher


def place(matcher: Matcher, project: str, investor: str, for_: Direction) -> int | None:
    """Rank of a pair in its list, None where a gate keeps it out."""
    query, other, key = (
        ({"project_id": project}, investor, "investor_id")
        if for_ == "projects"
        else ({"investor_id": investor}, project, "project_id")
    )
    listed = matcher.shortlist(**query).matches
    found = listed.loc[listed[key] == other, "rank"]
    return int(found.iloc[0]) if len(found) else None


def confirm(
    market: Market, project: str, investor: str, for_: Direction = "projects", top: int = 2
) -> NearMisses:
    """Return the near misses, each compared with a fit to the changed records."""
    matcher = market.fit(**UNTAUGHT)
    misses = near_misses(matcher, project, investor, for_, top)
    for miss in misses.found:
        again = refitted(market, miss, matcher, project, investor)
        assert again.explain(project, investor).score == pytest.approx(miss.score, abs=1e-9)
        assert place(again, project, investor, for_) == miss.rank
        assert miss.rank_before == place(matcher, project, investor, for_)
        assert miss.gate is not None or miss.rank <= top
    assert (misses.reason is None) == bool(misses.found)
    assert [miss.size for miss in misses.found] == sorted(miss.size for miss in misses.found)
    return misses


def one(misses: NearMisses, term: str) -> NearMiss:
    (found,) = [miss for miss in misses.found if miss.term == term]
    return found


def with_ticket(market: Market, low: float, high: float) -> Market:
    """Give the lender a ticket that the ask of USD 120m misses: it stands second.

    Where it is too small, the first takes no small part, and falls back when the ask is cut.
    """
    if high < 120:
        market = market.with_investor(
            "port-operator", ticket_min_usd_m=60.0, ticket_max_usd_m=1000.0, ticket_basis="stated"
        )
    return market.with_investor("transport-lender", ticket_min_usd_m=low, ticket_max_usd_m=high)


def lender(market: Market) -> NearMisses:
    return confirm(market, "caspian-port", "transport-lender", top=1)


def lender_is_second(market: Market, before: Matcher) -> bool:
    matcher = market.fit(**UNTAUGHT)
    matcher.neutral_ = before.neutral_
    return place(matcher, "caspian-port", "transport-lender", "projects") == 2


def test_a_tranche_of_the_ask_lifts_a_small_lender(market: Market) -> None:
    ask = one(lender(with_ticket(market, 5, 40)), "ask_usd_m")
    assert (ask.side, ask.before) == ("project", 120.0)
    assert 40 < ask.after < 120
    assert ask.difference == pytest.approx(ask.after - 120)
    assert ask.size == pytest.approx(np.log2(120 / ask.after))
    assert ask.score > ask.score_before
    assert (ask.rank_before, ask.gate) == (2, None)


def test_a_slightly_smaller_change_of_the_ask_does_not_do(market: Market) -> None:
    market = with_ticket(market, 5, 40)
    matcher = market.fit(**UNTAUGHT)
    ask = one(near_misses(matcher, "caspian-port", "transport-lender", "projects", 1), "ask_usd_m")
    nearer = [amount for amount in amounts(ask.after, 120) if amount > ask.after]
    assert nearer[0] - ask.after <= ask.after / 100
    for amount in (*nearer[:3], nearer[len(nearer) // 2], nearer[-1]):
        assert lender_is_second(market.with_project("caspian-port", ask_usd_m=amount), matcher)


def test_an_ask_below_the_smallest_ticket_would_have_to_grow(market: Market) -> None:
    ask = one(lender(with_ticket(market, 300, 500)), "ask_usd_m")
    assert 120 < ask.after <= 240
    assert ask.difference == pytest.approx(ask.after - 120)


def test_an_ask_never_grows_above_the_whole_cost(market: Market) -> None:
    market = with_ticket(market, 300, 500).with_project("caspian-port", total_cost_usd_m=120.0)
    assert "ask_usd_m" not in {miss.term for miss in lender(market).found}


def test_the_ticket_changes_only_where_the_ask_cannot(market: Market) -> None:
    market = with_ticket(market, 300, 500)
    assert "ticket_min_usd_m" not in {miss.term for miss in lender(market).found}
    fixed = market.with_project("caspian-port", total_cost_usd_m=120.0)
    ticket = one(lender(fixed), "ticket_min_usd_m")
    assert (ticket.side, ticket.before) == ("investor", 300.0)
    assert 150 <= ticket.after < 300
    assert ticket.difference == pytest.approx(ticket.after - 300)
    less = with_ticket(fixed, ticket.after * 1.01, 500)
    assert lender_is_second(less, fixed.fit(**UNTAUGHT))


def test_a_ticket_is_stretched_upwards_too(market: Market) -> None:
    market = with_ticket(market, 5, 40)
    matcher = market.fit(**UNTAUGHT)
    position = matcher.catalogue_.projects.position("caspian-port")
    investor = matcher.catalogue_.investors.position("transport-lender")
    terms = {
        each[0].term: each for each in candidates(matcher.catalogue_, position, investor) if each
    }
    stretched = [change.after for change in terms["ticket_max_usd_m"]]
    assert (stretched[0], stretched[-1]) == (40.1, 80.0)
    assert "ticket_min_usd_m" not in terms


def test_a_ticket_that_was_only_seen_in_deals_is_no_term_to_change(market: Market) -> None:
    market = with_ticket(market, 300, 500).with_project("caspian-port", total_cost_usd_m=120.0)
    market = market.with_investor("transport-lender", ticket_basis="observed")
    assert not {"ticket_min_usd_m", "ticket_max_usd_m"} & {
        miss.term for miss in lender(market).found
    }


def test_an_unpublished_ask_is_counted_from_the_cost(market: Market) -> None:
    market = with_ticket(market, 5, 40).with_project(
        "caspian-port", ask_usd_m=None, total_cost_usd_m=400.0
    )
    ask = one(lender(market), "ask_usd_m")
    assert ask.before is None
    assert ask.difference == pytest.approx(ask.after - 400)


def test_an_instrument_on_offer_lifts_a_pair_over_its_gate(market: Market) -> None:
    market = market.with_project("caspian-port", instruments=["guarantee"])
    assert place(market.fit(), "caspian-port", "shipping-line", "projects") is None
    equity = one(confirm(market, "caspian-port", "shipping-line"), "instruments")
    assert (equity.added, equity.gate) == ("equity", "no_common_instrument")
    assert equity.after == ("guarantee", "equity")
    assert equity.size == 1
    assert equity.rank_before is None


def test_islamic_terms_lift_a_shariah_only_bank_and_its_loans_do_not(market: Market) -> None:
    misses = confirm(market, "clinic", "islamic-bank")
    assert [(miss.added, miss.gate) for miss in misses.found] == [("murabaha", "shariah_only")]


def test_an_order_lifts_a_builder(market: Market) -> None:
    misses = confirm(market, "caspian-port", "builder")
    assert [(miss.added, miss.gate) for miss in misses.found] == [
        ("EPC contract", "not_a_financier")
    ]


def test_every_instrument_that_does_is_told_the_better_one_first(market: Market) -> None:
    market = market.with_project("caspian-port", instruments=["guarantee"]).with_investor(
        "transport-lender", instruments=["equity", "joint venture", "guarantee"]
    )
    market = market.with_investor("transport-lender", instruments=["equity", "joint venture"])
    market = Market(market.investors, market.projects, None, market.vocabulary)
    found = confirm(market, "caspian-port", "transport-lender").found
    assert [miss.added for miss in found] == ["joint venture", "equity"]


def staged(market: Market, **stages: list[str]) -> Market:
    for investor, codes in stages.items():
        market = market.with_investor(investor.replace("_", "-"), stages=codes)
    return market


def test_a_later_stage_lifts_by_the_fewest_steps(market: Market) -> None:
    market = staged(
        market,
        port_operator=["idea"],
        shipping_line=["preparation"],
        transport_lender=["construction"],
    )
    market = market.with_project("caspian-port", stage="procurement")
    parameters = {"stage": 5.0, "track_record": 0.0}
    matcher = market.fit(weights=parameters)
    stage = one(near_misses(matcher, "caspian-port", "transport-lender", "projects", 1), "stage")
    assert (stage.before, stage.after, stage.size) == ("procurement", "financing", 1.0)
    again = market.with_project("caspian-port", stage="financing").fit(weights=parameters)
    again.neutral_ = matcher.neutral_
    assert place(again, "caspian-port", "transport-lender", "projects") == 1


def test_a_project_does_not_go_back_so_the_investor_comes_in_later(market: Market) -> None:
    market = staged(market, port_operator=["financing"], transport_lender=["preparation"])
    market = market.with_project("caspian-port", stage="financing")
    matcher = market.fit(weights={"stage": 5.0, "track_record": 0.0})
    misses = near_misses(matcher, "caspian-port", "transport-lender", "projects", 1)
    stages = one(misses, "stages")
    assert stages.side == "investor"
    assert stages.after == ("preparation", stages.added)
    assert stages.added in {"procurement", "financing"}
    assert "stage" not in {miss.term for miss in misses.found}


def test_a_focus_is_widened_by_the_fewest_steps(market: Market) -> None:
    market = market.with_investor("transport-lender", regions_focus=["Almaty"])
    matcher = market.fit(weights={"geography": 3.0, "track_record": 0.0})
    misses = near_misses(matcher, "caspian-port", "transport-lender", "projects", 2)
    focus = one(misses, "regions_focus")
    assert (focus.side, focus.added, focus.size) == ("investor", "Kazakhstan", 2.0)
    one_step = market.with_investor("transport-lender", regions_focus=["Almaty", "South"])
    again = one_step.fit(weights={"geography": 3.0, "track_record": 0.0})
    again.neutral_ = matcher.neutral_
    assert place(again, "caspian-port", "transport-lender", "projects") == 3


def test_a_second_site_in_the_focus_lifts_a_project(market: Market) -> None:
    market = market.with_investor("transport-lender", regions_focus=["Almaty"])
    market = market.with_investor("port-operator", regions_focus=["global"])
    market = market.with_investor("grain-trader", regions_focus=["Africa"])
    matcher = market.fit(weights={"geography": 3.0, "track_record": 0.0})
    misses = near_misses(matcher, "caspian-port", "transport-lender", "projects", 1)
    site = one(misses, "other_regions")
    assert (site.side, site.after, site.size) == ("project", ("Almaty",), 2.0)
    again = market.with_project("caspian-port", other_regions=["Almaty"])
    fitted = again.fit(weights={"geography": 3.0, "track_record": 0.0})
    fitted.neutral_ = matcher.neutral_
    assert place(fitted, "caspian-port", "transport-lender", "projects") == site.rank


def test_lists_for_an_investor_are_ranked_anew_too(market: Market) -> None:
    for each in ("elevator", "clinic", "caspian-port"):
        for investor in market.investors["investor_id"]:
            confirm(market, each, investor, "investors", top=1)


@pytest.mark.parametrize(
    ("project", "investor", "for_", "gate"),
    [
        ("old-port", "transport-lender", "projects", "already_together"),
        ("old-port", "port-operator", "projects", "own_project"),
        ("old-port", "shipping-line", "investors", "not_open"),
        ("elevator", "guarantor", "projects", "exclusion"),
    ],
)
def test_no_change_of_terms_lifts_these_gates(
    market: Market, project: str, investor: str, for_: Direction, gate: str
) -> None:
    misses = confirm(market, project, investor, for_)
    assert (misses.found, misses.reason, misses.gate) == ([], "stopped", gate)


def test_sanctions_come_before_any_terms(market: Market) -> None:
    flagged = market.with_investor("islamic-bank", screening="listed").with_project(
        "clinic", instruments=["guarantee"]
    )
    misses = confirm(flagged, "clinic", "islamic-bank")
    assert (misses.found, misses.gate) == ([], "screening")


def test_a_gate_switched_off_stops_nothing(market: Market) -> None:
    matcher = market.fit(switched_off=["shariah_only", "no_common_instrument"], **UNTAUGHT)
    misses = near_misses(matcher, "clinic", "islamic-bank", "projects", 10)
    assert misses.reason == "among_the_first"


def test_who_is_among_the_first_needs_no_change(market: Market) -> None:
    assert confirm(market, "caspian-port", "port-operator", top=3).reason == "among_the_first"


def test_nothing_within_reason_turns_a_grain_trader_to_ports(market: Market) -> None:
    assert confirm(market, "caspian-port", "grain-trader").reason == "out_of_reach"


def test_a_market_of_one_investor(market: Market) -> None:
    alone = Market(market.investors.iloc[[4]], market.projects, None, market.vocabulary)
    assert confirm(alone, "clinic", "islamic-bank").found[0].rank == 1
    assert confirm(alone, "elevator", "islamic-bank").reason == "among_the_first"


def test_records_without_any_field(market: Market) -> None:
    bare = Market(
        market.investors[["investor_id", "name"]],
        market.projects[["project_id", "name"]],
        None,
        None,
    )
    for for_ in ("projects", "investors"):
        misses = confirm(bare, "clinic", "islamic-bank", for_, top=1)
        assert misses.reason == "out_of_reach"


def test_an_unknown_record_is_refused(market: Market) -> None:
    with pytest.raises(UnknownRecord):
        near_misses(market.fit(), "caspian-port", "nobody", "projects")
    with pytest.raises(UnknownRecord):
        near_misses(market.fit(), "nowhere", "builder", "projects")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ask=st.floats(0.5, 2000),
    ticket=st.tuples(st.floats(0.5, 2000), st.floats(0.5, 2000)).map(sorted),
    sought=st.lists(
        st.sampled_from(["equity", "senior loan", "guarantee", "murabaha"]), unique=True
    ),
    investor=st.sampled_from(["transport-lender", "shipping-line", "islamic-bank"]),
    for_=st.sampled_from(["projects", "investors"]),
)
def test_whatever_the_terms_a_fit_confirms_each_change_and_refuses_smaller_ones(
    market: Market,
    ask: float,
    ticket: list[float],
    sought: list[str],
    investor: str,
    for_: Direction,
) -> None:
    market = market.with_project("caspian-port", ask_usd_m=ask, instruments=sought)
    market = market.with_investor(
        investor, ticket_min_usd_m=ticket[0], ticket_max_usd_m=ticket[1], ticket_basis="stated"
    )
    matcher = market.fit(**UNTAUGHT)
    project = matcher.catalogue_.projects.position("caspian-port")
    tried = candidates(matcher.catalogue_, project, matcher.catalogue_.investors.position(investor))
    for miss in confirm(market, "caspian-port", investor, for_, top=1).found:
        smaller = [
            change
            for changes in tried
            for change in changes
            if change.term == miss.term and change.size < miss.size
        ]
        for change in smaller[-2:]:
            less = refitted(market, change, matcher, "caspian-port", investor)
            assert place(less, "caspian-port", investor, for_) == miss.rank_before


@given(st.floats(1e-6, 1e6), st.floats(1, 100))
def test_amounts_are_all_that_three_figures_can_write(low: float, factor: float) -> None:
    found = amounts(low, low * factor)
    assert found == sorted(set(found))
    assert all(low <= each * (1 + 1e-9) and each <= low * factor for each in found)
    assert all(float(f"{each:.3g}") == each for each in found)
    assert all(later / earlier <= 1.011 for earlier, later in pairwise(found))
