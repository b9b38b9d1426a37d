"""Where the choices leave no stack: the nearest there is, and what it gives up."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from structuring.partial import nearest
from structuring.stack import Keep, Wish, breaks
from tests.structuring.test_stack import ASK, DEBT, EXAMPLES, HALAL, crowds, party, wishes


def test_an_amount_beyond_a_ticket_is_given_up_before_its_investor() -> None:
    found = nearest([party("a"), party("b")], Wish(ASK, keep=(Keep("a", None, 90.0),)), {"a"})
    assert found.composed.stacks[0].covers
    assert (found.composed.wish.keep, found.whole) == ((Keep("a"),), False)
    assert found.given_up == (Keep("a", None, 90.0),)


def test_choices_that_cannot_stand_together_give_up_one() -> None:
    owner = party("a", bound=True, forms=(HALAL,), score=0.6)
    parties = [owner, party("b", forms=(DEBT,)), party("c", forms=(DEBT,))]
    found = nearest(parties, Wish(ASK, keep=(Keep("a"), Keep("b"))))
    assert found.composed.stacks[0].investors == {"b", "c"}
    assert [each.investor_id for each in found.given_up] == ["a"]


def test_a_wanted_instrument_that_nobody_has_is_given_up_and_told() -> None:
    found = nearest([party("a"), party("b")], Wish(ASK, families=frozenset({"debt"})))
    assert (found.no_instrument, found.single, found.given_up) == (True, False, ())
    assert found.composed.stacks[0].covers


def test_a_single_party_shows_what_it_covers_alone() -> None:
    found = nearest([party("a")], Wish(ASK, keep=(Keep("a"),)))
    assert (found.single, found.given_up) == (True, ())
    assert found.composed.stacks[0].uncovered_usd_m == pytest.approx(40.0)
    assert nearest([], Wish(ASK)).composed.stacks == ()


def test_without_islamic_finance_the_best_without_interest_is_shown_and_told() -> None:
    parties = [party("a"), party("b"), party("c", forms=(DEBT,), score=0.9)]
    found = nearest(parties, Wish(ASK, terms="islamic"))
    assert (found.no_islamic, found.whole) == (True, False)
    (stack,) = found.composed.stacks
    assert (stack.investors, stack.interest) == ({"a", "b"}, False)


@settings(max_examples=25 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_shown_breaks_nothing_but_what_it_says_it_gives_up(data: st.DataObject) -> None:
    parties = data.draw(crowds(most=8))
    wish = data.draw(wishes(parties))
    found = nearest(parties, wish)
    for stack in found.composed.stacks:
        assert breaks(stack, found.composed.wish) == []
        faults = set(breaks(stack, wish))
        allowed = set()
        if found.given_up:
            allowed |= {"kept choice", "kept amount"}
        if found.no_instrument:
            allowed |= {"wanted instrument"}
        if found.single:
            allowed |= {"count"}
        if found.no_islamic:
            allowed |= {"terms"}
            assert not stack.interest
        assert faults <= allowed
