"""A what-if that changes nothing gives what the records themselves give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching import Matcher
from matching.criteria import CRITERIA
from matching.criteria.base import Criterion
from matching.encoding import EVERYTHING
from matching.what_if import investors_as, projects_as
from tests.matching.market import Market

#: What a change of terms encodes again.
NAMES = ("ticket", "instruments", "stage", "geography")
ENCODED = [criterion for criterion in CRITERIA if criterion.name in NAMES]


@pytest.fixture
def matcher(market: Market) -> Matcher:
    """Give a market in which one lender is known by nothing but its deals."""
    assert market.deals is not None
    far = market.deals.assign(project_id="clinic", amount_usd_m=None)
    return (
        replace(market, deals=far)
        .with_investor(
            "transport-lender",
            instruments=[],
            regions_focus=None,
            ticket_min_usd_m=None,
            ticket_max_usd_m=None,
        )
        .fit()
    )


@pytest.mark.parametrize("criterion", ENCODED, ids=lambda each: str(each.name))
def test_an_investor_keeps_its_deals(matcher: Matcher, criterion: Criterion) -> None:
    catalogue, learned = matcher.catalogue_, matcher.encodings_[criterion.name]
    for row, name in enumerate(catalogue.investors.texts("name")):
        changed = criterion.encode(investors_as(catalogue, row, "name", [name, name]))
        for column in (0, 1):
            here, there = np.array([row]), np.array([column])
            same = learned.known(EVERYTHING, here)
            np.testing.assert_array_equal(changed.known(EVERYTHING, there), same)
            np.testing.assert_allclose(
                changed.values(EVERYTHING, there)[same], learned.values(EVERYTHING, here)[same]
            )


@pytest.mark.parametrize("criterion", ENCODED, ids=lambda each: str(each.name))
def test_a_project_is_read_as_before_and_moves_no_other(
    matcher: Matcher, criterion: Criterion
) -> None:
    catalogue, learned = matcher.catalogue_, matcher.encodings_[criterion.name]
    before = np.where(learned.known(EVERYTHING), learned.values(EVERYTHING), -1)
    for row, name in enumerate(catalogue.projects.texts("name")):
        changed, places = projects_as(catalogue, row, "name", [name, name])
        encoding = criterion.encode(changed)
        after = np.where(encoding.known(EVERYTHING), encoding.values(EVERYTHING), -1)
        np.testing.assert_allclose(after[: len(before)], before)
        np.testing.assert_allclose(after[places], before[[row, row]])


def test_lists_of_one_length_stay_lists(matcher: Matcher) -> None:
    catalogue = matcher.catalogue_
    row = catalogue.projects.position("caspian-port")
    asks = [("equity", "guarantee"), ("equity", "murabaha")]
    changed, places = projects_as(catalogue, row, "instruments", asks)
    assert [changed.projects.list_at("instruments", place) for place in places] == asks
