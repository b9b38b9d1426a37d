"""Contradictions, outliers, sources, gaps, and what is worth collecting first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from matching import Matcher
from matching.data_quality import contradictions, filling, outliers, worth
from tests.matching.market import Market

TODAY = "2026-11-24"
INVESTOR = {
    "investor_id": "bank",
    "name": "A bank",
    "type": "bank",
    "ticket_min_usd_m": 5.0,
    "ticket_max_usd_m": 50.0,
    "source_url": "https://bank.example/about",
    "as_of": "2025-03",
}
PROJECT = {
    "project_id": "port",
    "name": "A port",
    "sector": ["transport"],
    "ask_usd_m": 80.0,
    "total_cost_usd_m": 100.0,
    "announced_on": "2024-05-10",
    "source_url": "https://порт.example:8080/",
    "as_of": "2024-06",
}
DEAL = {
    "deal_id": "D1",
    "investor_id": "bank",
    "project_id": "port",
    "amount_usd_m": 40.0,
    "amount_scope": "own",
    "signed_on": "2024",
    "source_url": "http://news.example./1",
}


def frames(
    investor: dict[str, Any] | None = None,
    project: dict[str, Any] | None = None,
    deal: dict[str, Any] | None = None,
) -> dict[str, pd.DataFrame]:
    return {
        "investors": pd.DataFrame([INVESTOR | (investor or {})]),
        "projects": pd.DataFrame([PROJECT | (project or {})]),
        "deals": pd.DataFrame([DEAL | (deal or {})]),
    }


def test_clean_records_are_left_alone() -> None:
    # The deal of 2024 may be later than May 2024, and nothing says that it is not.
    clean = frames()
    overlaps = pd.DataFrame({"group_id": ["g"], "project_id": ["port"], "counts": [False]})
    assert contradictions.contradictions(clean | {"overlaps": overlaps}, TODAY) == []
    assert contradictions.sources(clean) == []
    assert outliers.outliers(clean) == []


@pytest.mark.parametrize(
    ("changed", "rule", "field"),
    [
        ({"investor": {"ticket_min_usd_m": 51.0}}, "ticket_order", "ticket_min_usd_m"),
        ({"project": {"ask_usd_m": 106.0}}, "ask_over_cost", "ask_usd_m"),
        ({"deal": {"amount_usd_m": 106.0}}, "deal_over_cost", "amount_usd_m"),
        ({"deal": {"signed_on": "2024-05-09"}}, "deal_before_project", "signed_on"),
        ({"deal": {"signed_on": "2023"}}, "deal_before_project", "signed_on"),
        ({"deal": {"investor_id": "ghost"}}, "deal_unknown", "investor_id"),
        ({"deal": {"project_id": "ghost"}}, "deal_unknown", "project_id"),
        ({"project": {"as_of": "2027"}}, "in_future", "as_of"),
        ({"investor": {"as_of": "2026-11-25"}}, "in_future", "as_of"),
    ],
)
def test_each_contradiction_is_found(changed: dict[str, Any], rule: str, field: str) -> None:
    found = contradictions.contradictions(frames(**changed), TODAY)
    assert [(each.rule, each.field) for each in found] == [(rule, field)]


def test_what_is_missing_or_within_the_tolerance_contradicts_nothing() -> None:
    blank = {"ask_usd_m": np.nan, "announced_on": None, "as_of": None}
    near = frames(project=blank, deal={"amount_usd_m": 104.0, "signed_on": "1999"})
    assert contradictions.contradictions(near, TODAY) == []
    whole = frames(deal={"amount_usd_m": 900.0, "amount_scope": "total"})
    assert contradictions.contradictions(whole, TODAY) == []


def test_an_overlap_with_nothing_on_the_other_side_is_found() -> None:
    ids = {"group_id": ["a", "a", "b"], "project_id": ["port", "ghost", "port"]}
    overlaps = pd.DataFrame(ids | {"counts": [True, False, True]})
    found = contradictions.contradictions(frames() | {"overlaps": overlaps}, TODAY)
    assert [(each.rule, each.record_id, each.told["group"]) for each in found] == [
        ("overlap_unknown", "ghost", "a"),
        ("overlap_alone", "port", "b"),
    ]


@pytest.mark.parametrize(
    "address",
    ["see the annual report", "ftp://x.example/a", "https://localhost/a", "https://a b.kz"],
)
def test_what_is_no_web_address_is_told_from_none(address: str) -> None:
    found = contradictions.sources(frames(investor={"source_url": address}))
    assert [(each.rule, each.told["stated"]) for each in found] == [("bad_source", address)]
    none = contradictions.sources(frames(investor={"source_url": None}))
    assert [(each.rule, each.record_id) for each in none] == [("no_source", "bank")]


def test_an_amount_far_from_its_peers_is_found_with_the_reason() -> None:
    amounts = [90.0, 100, 110, 80, 120, 95, 105, 100, 50_000, 0.4]
    ids = [f"p{number}" for number in range(len(amounts))]
    projects = pd.DataFrame(
        {
            "project_id": [*ids, "other"],
            "name": [*ids, "other"],
            "sector": [["roads", "rail"]] * len(amounts) + [["health"]],
            "total_cost_usd_m": [*amounts, 1e9],
        }
    )
    found = outliers.outliers(frames() | {"projects": projects})
    assert [(each.record_id, each.rule) for each in found] == [
        ("p8", "far_above"),
        ("p9", "far_below"),
    ]
    told = found[0].told
    assert (told["peers"], told["count"], round(told["median"])) == ("roads", 10, 100)
    assert told["times"] == pytest.approx(500)


def test_fields_and_records_are_counted_as_filled_in() -> None:
    investors = pd.DataFrame(
        [INVESTOR | {"themes": []}, INVESTOR | {"investor_id": "b", "type": ""}]
    )
    fields = filling.by_field(investors, "investor").set_index("field")
    assert list(fields.loc[["type", "as_of", "themes"], "share"]) == [
        0.5,
        1,
        0,
    ]
    records = filling.by_record(investors, "investor")
    assert list(records["record_id"]) == ["b", "bank"]
    assert {"type", "themes"} <= set(records.loc[0, "missing"])
    assert "type" not in records.loc[1, "missing"]


def test_the_last_word_is_that_on_the_status_and_undated_records_stand_first() -> None:
    projects = pd.DataFrame(
        [
            PROJECT | {"project_id": "a", "status_as_of": "2019-01"},
            PROJECT | {"project_id": "b", "status_as_of": None},
            PROJECT | {"project_id": "c", "status_as_of": None, "as_of": None},
        ]
    )
    words = filling.last_words(projects, "project")
    assert list(words["record_id"]) == ["c", "a", "b"]
    assert list(words["date"]) == ["", "2019-01", "2024-06"]


def test_chances_of_a_turned_order_are_those_of_even_draws() -> None:
    draw = np.random.default_rng(1)
    one, other = draw.random(200_000), draw.random(200_000)
    for gap in (-0.15, -0.02, 0.05, 0.12, 0.3):
        moved = 0.2 * (one - 0.4)
        turned = np.mean((moved > gap) != (gap < 0))
        assert worth.passed(np.array([gap]), 0.2, 0.4)[0] == pytest.approx(turned, abs=0.005)
        both = np.mean((0.2 * (one - other) > gap) != (gap < 0))
        assert worth.crossed(np.array([gap]), 0.2)[0] == pytest.approx(both, abs=0.005)


def test_the_work_list_agrees_with_lists_drawn_again_and_again(market: Market) -> None:
    matcher = market.with_project("clinic", ask_usd_m=np.nan).fit()
    found = worth.work_list(matcher)
    assert list(found["swaps"]) == sorted(found["swaps"], reverse=True)
    assert {"project", "investor"} == set(found["kind"])
    for row in found.itertuples():
        drawn = _drawn(matcher, row.kind, row.record_id, row.criterion)
        assert row.swaps == pytest.approx(drawn, rel=0.05, abs=0.03), row


def test_what_is_collected_leaves_the_work_list(market: Market) -> None:
    def missing(matcher: Matcher) -> set[tuple[str, str]]:
        found = worth.work_list(matcher)
        return set(zip(found["record_id"], found["criterion"], strict=True))

    item = ("clinic", "ticket")
    assert item in missing(market.with_project("clinic", ask_usd_m=np.nan).fit())
    assert item not in missing(market.fit())
    weights = {"ticket": 0.0}
    unweighted = market.with_project("clinic", ask_usd_m=np.nan).fit(weights=weights)
    assert item not in missing(unweighted)


def _drawn(matcher: Matcher, kind: str, record_id: str, criterion: str) -> float:
    """Draw the missing value many times and count the pairs that turn, list by list."""
    draw, draws = np.random.default_rng(7), 4000
    weight, neutral = matcher.weights_[criterion], matcher.neutral_[criterion]
    listed = matcher.catalogue_.projects.frame
    queries = {
        "projects": list(listed["project_id"][listed["opportunity"].isin(["open", "announced"])]),
        "investors": list(matcher.catalogue_.investors.ids),
    }
    turned = 0.0
    for for_, ids in queries.items():
        for query in ids:
            ranked = matcher.rank(for_, [query], worth.TOP)  # type: ignore[arg-type]
            scores = np.tile(ranked["score"].to_numpy(), (draws, 1))
            for place, pair in enumerate(ranked.itertuples()):
                if record_id not in (pair.project_id, pair.investor_id):
                    continue
                gaps = matcher.explain(str(pair.project_id), str(pair.investor_id)).unknown
                if [each.side for each in gaps if each.criterion == criterion] == [kind]:
                    scores[:, place] += weight * (draw.random(draws) - neutral)
            above, below = np.triu_indices(scores.shape[1], 1)
            turned += float((scores[:, above] < scores[:, below]).sum()) / draws
    return turned
