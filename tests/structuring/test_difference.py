"""What is different about a stack is computed, not only that it is."""

from __future__ import annotations

import pytest

from structuring.difference import difference
from structuring.stack import Stack, Tranche
from tests.structuring.test_stack import ASK, DEBT, party, stack_of

KINDS = {"a": "bank", "b": "bank", "c": "fund", "d": "fund"}


def test_who_and_which_kinds_bring_the_money_instead() -> None:
    found = difference(stack_of("c", "d", "a"), stack_of("a", "b", "d"), KINDS)
    assert found.others == ("c",)
    assert found.brought == pytest.approx(1 / 3)
    assert found.kinds is not None
    assert found.kinds.kind == "fund"
    assert (found.kinds.before, found.kinds.after) == pytest.approx((1 / 3, 2 / 3))
    assert (found.instruments, found.interest, found.published) == (None, None, None)


def test_instruments_interest_and_tickets_are_told_where_they_change() -> None:
    seen = Tranche(party("a", basis="deals"), DEBT, 60.0)
    found = difference(Stack(ASK, (seen,)), stack_of("a", "b"), KINDS)
    assert found.instruments is not None
    assert (found.instruments.kind, found.instruments.before) == ("debt", 0.0)
    assert found.interest is True
    assert found.published == pytest.approx((0.6, 0.0))
    assert (found.covered, found.others) == (None, ())
