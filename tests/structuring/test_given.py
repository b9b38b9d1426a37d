"""What a structure says about the capital beside it."""

from __future__ import annotations

import pytest

from structuring.given import Given, given
from structuring.record import Structure
from structuring.stack import Keep


@pytest.mark.parametrize(
    ("fields", "terms", "families"),
    [
        ({}, "any", set()),
        ({"instrument": "sukuk"}, "islamic", {"islamic"}),
        ({"instrument": "equity", "islamic_contract": "musharakah"}, "islamic", {"equity"}),
        ({"instrument": "fund_units", "specialist_fund": "islamic"}, "islamic", {"fund"}),
        ({"instrument": "bond", "islamic_contract": "none"}, "conventional", {"bond"}),
        ({"instrument": "loan"}, "any", {"debt"}),
        ({"instrument": "structured"}, "any", set()),
        ({"legal_form": "spc"}, "any", set()),
    ],
)
def test_terms_and_instrument_are_read_from_a_structure(
    fields: dict[str, str], terms: str, families: set[str]
) -> None:
    found = given(Structure(fields))
    assert (found.terms, set(found.families)) == (terms, families)
    assert bool(found) == (terms != "any" or bool(families))


def test_its_investor_is_kept() -> None:
    assert given(Structure({"investor": "isdb"})).keep == (Keep("isdb"),)
    assert Given().keep == ()
