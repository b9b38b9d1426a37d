"""The checklist: what applies, what is there, what is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from structuring.checklist import Condition, Need, conditions, readiness
from structuring.record import Structure


def names(needs: list[Need]) -> set[str]:
    return {need.need for need in needs}


def test_a_deal_of_which_nothing_was_read_needs_what_every_deal_needs(needs: list[Need]) -> None:
    found = readiness(Structure(), needs)
    assert {"form", "instrument", "law", "forum", "tax", "channel", "regime"} <= names(
        list(found.needs)
    )
    assert not {"contract", "capital", "purpose"} & names(list(found.needs))
    assert not found.met
    assert not found.complete


def test_what_is_needed_grows_with_what_is_known(needs: list[Need]) -> None:
    sukuk = Structure({"legal_form": "spc", "instrument": "sukuk", "aix_route": "debt"})
    found = readiness(sukuk, needs)
    assert {"purpose", "contract", "opinion", "debt_accounts", "debt_size"} <= names(found.missing)
    assert names(list(found.met)) == {"form", "instrument", "route"}


def test_a_need_is_met_by_all_that_it_asks_for(needs: list[Need]) -> None:
    opinion = next(need for need in needs if need.need == "opinion")
    half = Structure({"instrument": "sukuk", "shariah_opinion": "yes"})
    assert opinion.concerns(half)
    assert not opinion.met(half)
    assert opinion.missing(half) == ("shariah_opinion_on",)
    assert opinion.met(half.changed({"shariah_opinion_on": "2026-05-01"}))


def test_a_company_outside_the_aifc_needs_no_register(needs: list[Need]) -> None:
    outside = readiness(Structure({"legal_form": "non_aifc"}), needs)
    assert not {"standing", "looked_up"} & names(list(outside.needs))


@pytest.mark.parametrize(
    ("cell", "value", "holds"),
    [
        ("directors>=2", "2", True),
        ("directors>=2", "1", False),
        ("directors>=2", "many", False),
        ("directors!=none", "none", False),
        ("directors!=none", "3", True),
        ("directors=1|3", "3", True),
        ("directors", "none", True),
    ],
)
def test_conditions(cell: str, value: str, holds: bool) -> None:  # noqa: FBT001 - expected value
    (condition,) = conditions(cell)
    assert condition.holds(Structure({"directors": value})) is holds
    assert not condition.holds(Structure())


def test_a_cell_that_is_no_condition_is_refused() -> None:
    with pytest.raises(ValueError, match="not a condition"):
        conditions("directors < 2")
    assert conditions("") == ()
    assert conditions("a=b;c") == (Condition("a", "=", "b"), Condition("c"))


def test_every_field_of_the_checklist_is_a_field(needs: list[Need], fields: pd.DataFrame) -> None:
    named = {each.field for need in needs for each in (*need.applies, *need.asks)}
    assert named <= set(fields["field"])
