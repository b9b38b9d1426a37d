"""Stacks break no ticket, gate or instrument, and are the best that there are."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.vocabulary import Vocabulary
from structuring.compose import compose
from structuring.parties import Form, Party, forms
from structuring.stack import Keep, Stack, Tranche, Wish, breaks, differs
from tests.structuring.every_stack import best_value

EXAMPLES = int(os.environ.get("STACK_EXAMPLES", "1"))
"""Multiplies the examples that Hypothesis tries."""

WORDS = Vocabulary(
    {
        "equity": (),
        "debt": (),
        "senior loan": ("debt",),
        "fund": (),
        "islamic": (),
        "sukuk": ("islamic",),
        "halal shares": ("equity", "islamic"),
        "guarantee": (),
        "contract": (),
    }
)
CODES = ["equity", "senior loan", "fund", "sukuk", "halal shares", "guarantee", "contract"]
ASK = 100.0
AMOUNTS = [2.0, 5.0, 12.5, 20.0, 33.0, 40.0, 55.0, 80.0, 120.0, 300.0]

EQUITY = Form("equity", sought=True, islamic=False, interest=False, owns=True)
DEBT = Form("debt", sought=True, islamic=False, interest=True, owns=False)
SUKUK = Form("islamic", sought=True, islamic=True, interest=False, owns=False)
HALAL = Form("equity", sought=True, islamic=True, interest=False, owns=True)


def party(
    name: str, *, high: float | None = 60.0, low: float | None = None, **more: object
) -> Party:
    usual = Party(name, 0.7, low, high, "stated" if high or low else "", False, (EQUITY,))  # noqa: FBT003 - a record
    return replace(usual, **more)  # type: ignore[arg-type]


@st.composite
def crowds(draw: st.DrawFn, most: int = 12) -> list[Party]:
    sought = tuple(draw(st.lists(st.sampled_from(CODES[:5]), max_size=3, unique=True)))
    found = []
    for number in range(draw(st.integers(2, most))):
        offered = tuple(draw(st.lists(st.sampled_from(CODES), max_size=3, unique=True)))
        bound = draw(st.sampled_from([False, False, True]))
        low = draw(st.none() | st.sampled_from(AMOUNTS))
        high = draw(st.none() | st.sampled_from([each for each in AMOUNTS if each >= (low or 0)]))
        able = forms(offered, sought, WORDS, bound=bound)
        score = draw(st.integers(50, 95)) / 100
        basis = draw(st.sampled_from(["stated", "observed", "deals"]))
        if able:
            found.append(Party(f"I{number}", score, low, high, basis, bound, able))
    return found


@st.composite
def wishes(draw: st.DrawFn, parties: list[Party]) -> Wish:
    keep = draw(st.lists(st.sampled_from(parties), max_size=2, unique=True)) if parties else []
    left_out = draw(st.sets(st.sampled_from(parties), max_size=2)) if parties else set()
    return Wish(
        ASK,
        keep=tuple(
            Keep(
                each.investor_id,
                draw(st.none() | st.sampled_from([form.family for form in each.forms])),
                draw(st.none() | st.sampled_from(AMOUNTS[:5])),
            )
            for each in keep
        ),
        without=frozenset(each.investor_id for each in left_out),
        terms=draw(st.sampled_from(["any", "any", "islamic", "conventional"])),
        families=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"islamic", "debt"})])),
    )


@settings(max_examples=40 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_stack_breaks_a_rule_and_all_differ_in_substance(data: st.DataObject) -> None:
    parties = data.draw(crowds(most=16))
    wish = data.draw(wishes(parties))
    stacks = compose(parties, wish).stacks
    for stack in stacks:
        assert breaks(stack, wish) == []
    for later, stack in enumerate(stacks):
        kept = {keep.investor_id for keep in wish.keep}
        assert all(differs(stack, earlier, kept) for earlier in stacks[:later])


@settings(max_examples=20 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_stack_is_the_best_of_all_there_are(data: st.DataObject) -> None:
    parties = data.draw(crowds())
    wish = data.draw(wishes(parties))
    stacks = compose(parties, wish, stacks=1).stacks
    value = best_value(parties, wish)
    if value is None:
        assert stacks == ()
    else:
        assert stacks[0].value == pytest.approx(value, abs=1e-4)


@settings(max_examples=15 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_second_is_the_best_of_all_that_differ_in_substance(data: st.DataObject) -> None:
    parties = data.draw(crowds(most=8))
    wish = data.draw(wishes(parties))
    composed = compose(parties, wish, stacks=2)
    if not composed.stacks:
        return
    value = best_value(parties, wish, unlike=composed.stacks[0])
    if len(composed.stacks) == 2:
        assert composed.stacks[1].value == pytest.approx(value, abs=1e-3)
    else:
        assert composed.weaker == (value is not None)


@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(st.data())
def test_who_is_left_out_beforehand_would_not_have_been_in(data: st.DataObject) -> None:
    """A crowd in which nearly everybody is beaten by others of the same kind."""
    scores = data.draw(st.lists(st.integers(50, 60), min_size=30, max_size=60))
    parties = [
        party(f"I{number:02}", score=score / 100, high=20.0 + score % 7 * 10)
        for number, score in enumerate(scores)
    ]
    (stack,) = compose(parties, Wish(ASK), stacks=1).stacks
    small = sorted(parties, key=lambda each: (-each.score, -(each.high or 0)))
    assert stack.value >= compose(small[:12], Wish(ASK), stacks=1).stacks[0].value - 1e-6


def test_a_ticket_is_never_stretched_and_what_is_missing_is_said() -> None:
    stack = compose([party("a", high=30.0), party("b", high=25.0)], Wish(ASK)).stacks[0]
    assert [(each.party.investor_id, round(each.amount_usd_m, 6)) for each in stack.tranches] == [
        ("a", 30.0),
        ("b", 25.0),
    ]
    assert stack.uncovered_usd_m == pytest.approx(45.0)
    assert not stack.covers


def test_a_smallest_ticket_above_the_ask_is_left_out() -> None:
    stacks = compose([party("a"), party("b", low=150.0, high=500.0)], Wish(ASK)).stacks
    assert stacks == ()


def test_an_unknown_ticket_covers_nothing_and_stands_for_the_rest() -> None:
    stack = compose([party("a", high=70.0), party("b", high=None)], Wish(ASK)).stacks[0]
    assert stack.covered_usd_m == pytest.approx(70.0)
    assert stack.agreed_usd_m == pytest.approx(30.0)
    assert stack.uncovered_usd_m == 0
    assert not stack.covers


def test_a_smallest_ticket_alone_covers_just_that() -> None:
    stack = compose([party("a", high=50.0), party("b", low=20.0, high=None)], Wish(ASK)).stacks[0]
    tranche = next(each for each in stack.tranches if each.party.investor_id == "b")
    assert tranche.amount_usd_m == pytest.approx(20.0)
    assert tranche.agreed_usd_m == pytest.approx(30.0)


def test_two_without_a_ticket_do_not_share_what_nobody_has_said() -> None:
    parties = [party("a", high=None), party("b", high=None)]
    assert compose(parties, Wish(ASK)).stacks == ()


def test_coverage_comes_before_score() -> None:
    liked = [party("a", high=40.0, score=0.95), party("b", high=40.0, score=0.95)]
    able = [party("c", high=60.0, score=0.55), party("d", high=60.0, score=0.55)]
    stack = compose([*liked, *able], Wish(ASK), stacks=1).stacks[0]
    assert stack.covers


def test_money_is_spread_and_parties_are_few() -> None:
    parties = [party(name, high=100.0, score=0.7) for name in "abcd"]
    stack = compose(parties, Wish(ASK), stacks=1).stacks[0]
    largest = max(each.amount_usd_m for each in stack.tranches)
    assert largest == pytest.approx(ASK / len(stack.tranches))
    assert len(stack.tranches) == 3


def test_a_shariah_only_owner_never_stands_beside_interest() -> None:
    bound = party("a", bound=True, forms=(HALAL,), high=60.0)
    assert compose([bound, party("b", forms=(DEBT,))], Wish(ASK)).stacks == ()
    assert compose([bound, party("b")], Wish(ASK)).stacks[0].covers


def test_islamic_finance_of_a_part_of_its_own_may_stand_beside_a_loan() -> None:
    bound = party("a", bound=True, forms=(SUKUK,), high=60.0)
    (stack, *_others) = compose([bound, party("b", forms=(DEBT,))], Wish(ASK)).stacks
    assert (stack.islamic, stack.interest, stack.covers) == (True, True, True)


def test_islamic_terms_bear_no_interest_and_hold_an_islamic_tranche() -> None:
    parties = [
        party("a", forms=(DEBT,), score=0.9),
        party("b", forms=(DEBT, SUKUK), score=0.8),
        party("c", score=0.6),
    ]
    stack = compose(parties, Wish(ASK, terms="islamic")).stacks[0]
    assert stack.investors == {"b", "c"}
    assert (stack.islamic, stack.interest) == (True, False)


def test_what_is_kept_stays_and_what_is_left_out_stays_out() -> None:
    parties = [
        party(name, score=score / 100) for name, score in zip("abcd", (90, 85, 60, 55), strict=True)
    ]
    wish = Wish(ASK, keep=(Keep("d", "equity", 25.0),), without=frozenset({"a"}))
    for stack in compose(parties, wish).stacks:
        amounts = {each.party.investor_id: each.amount_usd_m for each in stack.tranches}
        assert amounts["d"] == pytest.approx(25.0)
        assert "a" not in amounts


def test_amounts_that_an_address_rounded_are_still_kept() -> None:
    parties = [party(name, high=high) for name, high in (("a", 33.3333334), ("b", 70.0))]
    wish = Wish(ASK, keep=(Keep("a", "equity", 33.333334), Keep("b", None, 66.666667)))
    assert compose(parties, wish, stacks=1).stacks[0].covers


def test_choices_that_cannot_stand_together_give_no_stack() -> None:
    wish = Wish(ASK, keep=(Keep("a", None, 70.0),))
    assert compose([party("a", high=60.0), party("b")], wish).stacks == ()


@pytest.mark.parametrize("ask", [0.0, -5.0, float("nan")])
def test_an_ask_has_to_be_above_zero(ask: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        compose([party("a"), party("b")], Wish(ask))


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_or_a_single_candidate_make_no_stack(count: int) -> None:
    composed = compose([party(name, high=100.0) for name in "ab"[:count]], Wish(ASK))
    assert (composed.stacks, composed.candidates) == ((), count)


def stack_of(*names: str, form: Form = EQUITY, amounts: tuple[float, ...] = ()) -> Stack:
    shares = amounts or (30.0,) * len(names)
    return Stack(
        ASK,
        tuple(Tranche(party(name), form, share) for name, share in zip(names, shares, strict=True)),
    )


@pytest.mark.parametrize(
    ("one", "other", "kept", "differ"),
    [
        (stack_of("a", "c"), stack_of("a", "b"), "", False),
        (stack_of("a", "b"), stack_of("a", "b", "c"), "", False),
        (stack_of("a", "b", "c", "d"), stack_of("a", "b"), "", False),
        (stack_of("a", "c", "d"), stack_of("a", "b"), "", True),
        (stack_of("a", "c", "d", amounts=(60, 20, 20)), stack_of("a", "b"), "", False),
        (stack_of("c", "d"), stack_of("a", "b"), "", True),
        (stack_of("k", "a", "c", "d"), stack_of("k", "a", "b"), "k", True),
        (stack_of("k", "a", "c"), stack_of("k", "a", "b"), "k", False),
        (stack_of("a", "b", form=DEBT), stack_of("a", "b"), "", True),
        (stack_of("a", "b", form=HALAL), stack_of("a", "b"), "", True),
    ],
)
def test_to_differ_takes_other_money_or_other_instruments(
    one: Stack, other: Stack, kept: str, *, differ: bool
) -> None:
    assert differs(one, other, set(kept)) == differ


def test_a_small_tranche_in_another_instrument_is_no_other_mix() -> None:
    sliver = (Tranche(party("a"), EQUITY, 90.0), Tranche(party("b"), DEBT, 10.0))
    assert not differs(Stack(ASK, sliver), stack_of("a", "b"))


def test_where_only_a_name_can_change_there_is_no_other_stack() -> None:
    composed = compose([party("a"), party("b"), party("c")], Wish(ASK))
    assert (len(composed.stacks), composed.weaker) == (1, False)


def test_an_other_stack_that_covers_much_less_is_told_but_not_shown() -> None:
    low = [party(name, high=15.0) for name in "cd"]
    composed = compose([party("a"), party("b"), *low], Wish(ASK))
    assert (len(composed.stacks), composed.weaker) == (1, True)


def test_a_wanted_instrument_is_in_every_stack() -> None:
    parties = [party("a"), party("b"), party("c", forms=(EQUITY, DEBT), score=0.5)]
    (stack, *_others) = compose(parties, Wish(ASK, families=frozenset({"debt"}))).stacks
    assert "debt" in {each.form.family for each in stack.tranches}
    assert compose(parties[:2], Wish(ASK, families=frozenset({"debt"}))).stacks == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"amount_usd_m": 70.0}, "ticket"),
        ({"form": SUKUK}, "instrument"),
        ({"amount_usd_m": 55.0}, "more than the ask"),
        ({"agreed_usd_m": 5.0}, "agreed with a known ticket"),
        ({"amount_usd_m": 1.0}, "sliver"),
        ({"form": DEBT, "party": party("a", bound=True, forms=(DEBT,))}, "Shariah"),
    ],
)
def test_the_judge_of_these_tests_sees_each_breach(change: dict[str, object], fault: str) -> None:
    good = (Tranche(party("a"), EQUITY, 50.0), Tranche(party("b"), EQUITY, 50.0))
    assert breaks(Stack(ASK, good), Wish(ASK)) == []
    bad = (replace(good[0], **change), good[1])  # type: ignore[arg-type]
    assert fault in breaks(Stack(ASK, bad), Wish(ASK))
