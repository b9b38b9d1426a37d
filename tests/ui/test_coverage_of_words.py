"""Every criterion and gate that the matcher knows has its words on the screen."""

from __future__ import annotations

from typing import get_args

from matching.criteria import CRITERIA
from matching.gates import GATE_CODES
from matching.matcher import NAMES
from matching.terms import Term
from ui import changes, facts, gates, reasons, weights, why


def test_every_criterion_has_a_label_reasons_and_facts() -> None:
    names = set(NAMES)
    assert set(weights.CRITERIA) == names
    assert set(reasons.TEXTS) == names
    assert set(facts.PROJECT_SAYS) == names
    assert set(facts.INVESTOR_SAYS) == names


def test_every_gate_has_words_for_stopping_and_for_passing() -> None:
    assert set(gates.GATES) == set(GATE_CODES)
    assert set(gates.PASSED) == set(GATE_CODES)


def test_every_field_that_can_be_missing_has_a_name() -> None:
    fields = {field for each in CRITERIA for field in (*each.project_fields, *each.investor_fields)}
    assert fields <= set(why.FIELDS)


def test_every_term_that_a_near_miss_changes_has_words() -> None:
    assert set(changes.SAYS) == set(get_args(Term))
