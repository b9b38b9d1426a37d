"""Parties come from the matcher: its gates, its tickets, its instruments."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import Matcher, UnknownRecord
from structuring.choices import refused
from structuring.closing import closing
from structuring.compose import compose
from structuring.parties import Market
from structuring.stack import Keep, Wish, breaks

VOCABULARY = pd.DataFrame(
    [
        ("sector", "ports", "transport"),
        ("instrument", "equity", ""),
        ("instrument", "debt", ""),
        ("instrument", "senior loan", "debt"),
        ("instrument", "islamic", ""),
        ("instrument", "sukuk", "islamic"),
        ("instrument", "guarantee", ""),
        ("instrument", "contract", ""),
    ],
    columns=["kind", "code", "parent"],
)
CODES = ["equity", "senior loan", "sukuk", "guarantee", "contract"]
PORT = {
    "project_id": "port",
    "name": "Port",
    "sector": ["transport"],
    "subsector": "ports",
    "ask_usd_m": 100.0,
    "instruments": ["senior loan"],
}
LENDER = {"sectors": ["transport"], "instruments": ["senior loan"], "ticket_max_usd_m": 60.0}


def market(
    investors: list[dict[str, Any]], deals: list[dict[str, Any]] | None = None, **project: object
) -> Market:
    rows = [
        {"investor_id": f"I{row}", "name": f"I {row}"} | each for row, each in enumerate(investors)
    ]
    projects = [PORT | project, PORT | {"project_id": "old", "ask_usd_m": 40.0}]
    past = pd.DataFrame(deals) if deals else None
    return Market(Matcher().fit(pd.DataFrame(rows), pd.DataFrame(projects), past, VOCABULARY))


INVESTORS = st.lists(
    st.fixed_dictionaries(
        {
            "sectors": st.sampled_from([["transport"], []]),
            "instruments": st.lists(st.sampled_from(CODES), max_size=3, unique=True),
            "ticket_min_usd_m": st.none() | st.sampled_from([1.0, 10.0, 150.0]),
            "ticket_max_usd_m": st.none() | st.sampled_from([20.0, 60.0, 200.0]),
            "exclusions": st.sampled_from([[], [], ["ports"], ["senior loan"]]),
            "shariah_only": st.booleans(),
            "screening": st.sampled_from([None, None, "on a list"]),
        }
    ),
    min_size=2,
    max_size=10,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(INVESTORS, st.lists(st.sampled_from(CODES), max_size=2, unique=True))
def test_nobody_in_a_stack_is_stopped_by_a_gate_or_misses_its_ticket(
    investors: list[dict[str, Any]], sought: list[str]
) -> None:
    whole = market(investors, instruments=sought)
    wish = Wish(100.0)
    for stack in compose(whole.parties("port", least=0.0), wish).stacks:
        assert breaks(stack, wish) == []
        for tranche in stack.tranches:
            record = investors[int(tranche.party.investor_id[1:])]
            checks = whole.matcher.explain("port", tranche.party.investor_id, "projects").gates
            assert all(check.passed for check in checks if check.applied)
            low, high = record["ticket_min_usd_m"], record["ticket_max_usd_m"]
            if high is not None and (low or 0) <= high:
                assert (low or 0) - 1e-3 <= tranche.amount_usd_m <= high + 1e-3
            offered = set(record["instruments"])
            assert set(tranche.form.instruments) <= offered
            if offered:
                assert tranche.form.instruments
            assert not (record["shariah_only"] and tranche.form.interest)


def test_what_is_sought_decides_the_instrument() -> None:
    (party,) = market([LENDER | {"instruments": ["equity", "senior loan", "guarantee"]}]).parties(
        "port", least=0.0
    )
    assert [form.family for form in party.forms] == ["debt"]


def test_an_unpublished_offer_takes_what_is_sought() -> None:
    (party,) = market([LENDER | {"instruments": []}]).parties("port", least=0.0)
    assert [(form.family, form.instruments) for form in party.forms] == [("debt", ())]


def test_own_deals_give_a_ticket_and_whole_projects_do_not() -> None:
    bare = {"sectors": ["transport"], "instruments": ["senior loan"]}
    own = {"investor_id": "I0", "project_id": "old", "amount_usd_m": 15.0}
    whole = {"investor_id": "I1", "project_id": "old"}
    first, second = sorted(
        market([bare, bare], [own, whole]).parties("port", least=0.0),
        key=lambda party: party.investor_id,
    )
    assert (first.basis, first.low, first.high, first.inferred) == ("deals", 3.0, 30.0, True)
    assert (second.basis, second.open, second.inferred) == ("projects", True, False)


def test_only_suggestions_and_those_asked_for_are_parties() -> None:
    whole = market([LENDER, {"sectors": ["farming"], "instruments": ["senior loan"]}])
    scores = {each.investor_id: each.score for each in whole.parties("port", least=0.0)}
    between = sum(scores.values()) / 2
    assert [each.investor_id for each in whole.parties("port", least=between)] == ["I0"]
    again = whole.parties("port", least=between, also=["I1"])
    assert {each.investor_id for each in again} == {"I0", "I1"}


def test_an_unknown_project_is_named() -> None:
    with pytest.raises(UnknownRecord, match="nowhere"):
        market([LENDER]).parties("nowhere")


def test_what_would_close_an_ask_is_told_smallest_first() -> None:
    sukuk = LENDER | {"instruments": ["sukuk"], "ticket_max_usd_m": 80.0}
    whole = market([LENDER, LENDER | {"ticket_max_usd_m": 30.0}, sukuk])
    wish = Wish(100.0)
    best = compose(whole.parties("port"), wish).stacks[0]
    assert best.uncovered_usd_m == pytest.approx(10.0)
    found = closing(whole, "port", wish, best)
    assert [(each.change, each.after or each.family) for each in found] == [
        ("ask", pytest.approx(90.0)),
        ("ticket", pytest.approx(70.0)),
        ("instrument", "islamic"),
    ]


def test_a_choice_that_keeps_an_ask_open_is_named() -> None:
    whole = market([LENDER, LENDER, LENDER | {"ticket_max_usd_m": 10.0}])
    wish = Wish(100.0, without=frozenset({"I0"}))
    best = compose(whole.parties("port"), wish).stacks[0]
    assert closing(whole, "port", wish, best)[0].investor_id == "I0"
    covered = compose(whole.parties("port"), Wish(100.0)).stacks[0]
    assert closing(whole, "port", Wish(100.0), covered) == []


@pytest.mark.parametrize(
    ("keep", "reason"),
    [
        (Keep("I0"), []),
        (Keep("I0", "debt", 50.0), []),
        (Keep("I0", "equity"), ["instrument"]),
        (Keep("I0", None, 70.0), ["ticket"]),
        (Keep("I0", None, 1.0), ["sliver"]),
        (Keep("I5", None, 10.0), ["ticket"]),
        (Keep("I1"), ["gate"]),
        (Keep("I2"), ["smallest ticket"]),
        (Keep("I3"), ["no instrument"]),
        (Keep("I4", None, 150.0), ["ask"]),
    ],
)
def test_a_choice_that_cannot_be_kept_is_told_with_its_reason(
    keep: Keep, reason: list[str]
) -> None:
    investors = [
        LENDER,
        LENDER | {"exclusions": ["ports"]},
        LENDER | {"ticket_min_usd_m": 150.0, "ticket_max_usd_m": None},
        LENDER | {"instruments": ["guarantee"]},
        LENDER | {"ticket_max_usd_m": None},
        LENDER | {"ticket_min_usd_m": 20.0},
    ]
    whole = market(investors)
    wish = Wish(100.0, keep=(keep,))
    parties = whole.parties("port", also=[keep.investor_id])
    assert [each.reason for each in refused(whole, "port", parties, wish)] == reason


def test_the_smallest_part_of_a_stack_is_not_told_as_a_ticket() -> None:
    whole = market([LENDER | {"ticket_min_usd_m": 0.5}, LENDER])
    wish = Wish(100.0, keep=(Keep("I0", None, 2.0),))
    (found,) = refused(whole, "port", whole.parties("port", also=["I0"]), wish)
    assert (found.reason, found.low, found.high, found.least) == ("sliver", 0.5, 60.0, 5.0)


def test_with_locks_what_frees_an_amount_comes_before_what_frees_a_choice() -> None:
    whole = market([LENDER, LENDER, LENDER | {"ticket_max_usd_m": 30.0}])
    wish = Wish(100.0, keep=(Keep("I0", None, 5.0), Keep("I2", None, 5.0)))
    best = compose(whole.parties("port"), wish, stacks=1).stacks[0]
    assert best.uncovered_usd_m == pytest.approx(30.0)
    changes = [(each.change, each.investor_id) for each in closing(whole, "port", wish, best)]
    assert changes[0] == ("amount", "I0")
    locked = Wish(100.0, keep=(Keep("I0", None, 5.0),), without=frozenset({"I1"}))
    best = compose(whole.parties("port"), locked, stacks=1).stacks[0]
    assert "choices" in [each.change for each in closing(whole, "port", locked, best)]


def test_an_instrument_wanted_by_the_structure_counts_as_sought() -> None:
    sukuk = LENDER | {"instruments": ["sukuk"], "ticket_max_usd_m": 80.0}
    whole = market([LENDER, sukuk])
    assert [each.investor_id for each in whole.parties("port", least=0.0)] == ["I0"]
    parties = whole.parties("port", least=0.0, added={"islamic"})
    wish = Wish(100.0, families=frozenset({"islamic"}))
    assert {each.investor_id for each in parties} == {"I0", "I1"}
    assert compose(parties, wish).stacks[0].covers
    free = market([sukuk, LENDER], instruments=[])
    assert len(free.parties("port", least=0.0, added={"islamic"})) == 2


def test_terms_and_numbers_of_choices_are_checked_too() -> None:
    whole = market([LENDER] * 5)
    parties = whole.parties("port", least=0.0)
    islamic = Wish(100.0, keep=(Keep("I0"),), terms="islamic")
    assert [each.reason for each in refused(whole, "port", parties, islamic)] == ["terms"]
    many = Wish(100.0, keep=tuple(Keep(f"I{row}") for row in range(5)))
    assert [each.reason for each in refused(whole, "port", parties, many)] == ["too many"]
