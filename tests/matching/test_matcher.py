from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from sklearn.base import clone

from matching import (
    DEFAULT_WEIGHTS,
    InvalidInputError,
    Matcher,
    Shortlist,
    UnknownRecord,
    normalise,
)
from tests.matching.market import Market

CONTRIBUTIONS = [f"contribution_{name}" for name in DEFAULT_WEIGHTS]


def _order(shortlist: Shortlist) -> list[str]:
    return shortlist.matches["investor_id"].tolist()


def _row(matcher: Matcher, project: str, investor: str) -> pd.Series:
    matches = matcher.shortlist(project_id=project).matches.set_index("investor_id")
    return matches.loc[investor]


def test_a_port_brings_port_people_before_grain_traders(market: Market) -> None:
    order = _order(market.fit().shortlist(project_id="caspian-port"))
    assert set(order[:3]) == {"port-operator", "shipping-line", "transport-lender"}
    assert order.index("grain-trader") > 3


def test_ranking_for_investors_lists_projects(market: Market) -> None:
    ranked = market.fit().rank("investors", ["transport-lender"])
    assert ranked["project_id"].tolist()[0] == "caspian-port"
    assert ranked["rank"].tolist() == list(range(1, len(ranked) + 1))


def test_both_directions_give_a_pair_the_same_score(market: Market) -> None:
    matcher = market.fit()
    one = matcher.rank("projects", ["caspian-port"]).set_index("investor_id")
    other = matcher.rank("investors", ["shipping-line"]).set_index("project_id")
    assert one.loc["shipping-line", "score"] == other.loc["caspian-port", "score"]


def test_columns_are_those_of_the_contract(market: Market) -> None:
    ranked = market.fit().rank()
    assert ranked.columns.tolist() == [
        "project_id",
        "investor_id",
        "rank",
        "score",
        "score_low",
        "score_high",
        *CONTRIBUTIONS,
    ]
    assert np.allclose(ranked[CONTRIBUTIONS].sum(axis=1), ranked["score"], atol=1e-12)


def test_a_pair_with_a_deal_is_not_listed_again(market: Market) -> None:
    ranked = market.fit(switched_off=["not_open"]).rank()
    pairs = set(zip(ranked["project_id"], ranked["investor_id"], strict=True))
    assert ("old-port", "transport-lender") not in pairs
    assert ("old-port", "builder") not in pairs


def test_top_cuts_each_list(market: Market) -> None:
    matcher = market.fit()
    assert matcher.rank(top=2).groupby("project_id").size().max() == 2
    whole, cut = matcher.rank(), matcher.rank(top=2)
    pd.testing.assert_frame_equal(whole[whole["rank"] <= 2].reset_index(drop=True), cut)


def test_blocks_and_jobs_do_not_change_the_answer(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    matcher = market.fit()
    whole = matcher.rank()
    monkeypatch.setattr("matching.matcher.BLOCK_PAIRS", 1)
    with parallel_config("threading"):
        pd.testing.assert_frame_equal(whole, matcher.rank(jobs=2), check_exact=True)


@pytest.mark.parametrize(
    ("criterion", "side", "column"),
    [
        ("sector", "investor", "sectors"),
        ("geography", "investor", "regions_focus"),
        ("ticket", "investor", "ticket_max_usd_m"),
        ("ticket", "project", "ask_usd_m"),
        ("instruments", "project", "instruments"),
        ("themes", "project", "themes"),
        ("stage", "project", "stage"),
        ("description", "investor", "description"),
    ],
)
def test_what_is_missing_is_neutral_and_said_to_be_unknown(
    market: Market, criterion: str, side: str, column: str
) -> None:
    market = market.with_investor("shipping-line", stages=["idea"], ticket_max_usd_m=90.0)
    missing = {column: None}
    if side == "investor":
        changed = market.with_investor("shipping-line", **missing, specialisms=None)
    else:
        changed = market.with_project("caspian-port", **missing, subsector=None)
    matcher = changed.fit()
    before = _row(market.fit(), "caspian-port", "shipping-line")
    row = _row(matcher, "caspian-port", "shipping-line")
    weight, neutral = matcher.weights_[criterion], matcher.neutral_[criterion]
    assert before[f"known_{criterion}"]
    assert not row[f"known_{criterion}"]
    assert not row[f"inferred_{criterion}"]
    assert row[f"contribution_{criterion}"] == pytest.approx(weight * neutral)
    unknown = matcher.explain("caspian-port", "shipping-line").unknown
    assert (criterion, side) in {(each.criterion, each.side) for each in unknown}


def test_neutral_is_the_mean_over_known_pairs(market: Market) -> None:
    matcher = market.fit()
    reasons = [
        reason
        for project in market.projects["project_id"]
        for investor in market.investors["investor_id"]
        for reason in matcher.explain(project, investor).criteria
        if reason.criterion == "themes" and reason.known
    ]
    values = [reason.value for reason in reasons]
    assert 0 < len(values) < len(market.projects) * len(market.investors)
    assert matcher.neutral_["themes"] == pytest.approx(np.mean(values))


def test_the_band_holds_what_unknown_criteria_could_add_or_take(market: Market) -> None:
    matcher = market.fit()
    row = _row(matcher, "caspian-port", "shipping-line")
    unknown = [name for name in DEFAULT_WEIGHTS if not row[f"known_{name}"]]
    assert "ticket" in unknown
    weight = sum(matcher.weights_[name] for name in unknown)
    assert row["score_high"] - row["score_low"] == pytest.approx(weight)
    assert row["score_low"] < row["score"] < row["score_high"]


def test_without_mandates_deals_rank(market: Market) -> None:
    bare = market.investors[["investor_id", "name"]]
    matcher = Matcher().fit(bare, market.projects, market.deals, market.vocabulary)
    shortlist = matcher.shortlist(project_id="caspian-port")
    assert _order(shortlist)[0] == "transport-lender"
    assert shortlist.matches["inferred_sector"].iloc[0]


def test_without_deals_mandates_rank(market: Market) -> None:
    matcher = Matcher().fit(market.investors, market.projects, None, market.vocabulary)
    shortlist = matcher.shortlist(project_id="caspian-port")
    assert _order(shortlist)[-1] == "grain-trader"
    assert not shortlist.matches["known_track_record"].any()


def test_without_a_vocabulary_equal_words_count(market: Market) -> None:
    matcher = Matcher().fit(market.investors, market.projects, market.deals)
    assert _row(matcher, "caspian-port", "transport-lender")["value_sector"] > 0
    assert _row(matcher, "caspian-port", "grain-trader")["value_sector"] == 0


def test_advisers_and_suppliers_have_no_track_record(market: Market) -> None:
    reasons = market.fit().explain("caspian-port", "builder").criteria
    assert not next(each for each in reasons if each.criterion == "track_record").known


def test_lapsed_and_older_deals_prove_less(market: Market) -> None:
    def value(**fields: object) -> float:
        deals = market.deals.assign(**fields)
        newer = {"deal_id": "d3", "investor_id": "shipping-line", "project_id": "clinic"}
        deals = pd.concat([deals, pd.DataFrame([newer | {"year": 2024}])])
        matcher = Matcher().fit(market.investors, market.projects, deals, market.vocabulary)
        reasons = matcher.explain("caspian-port", "transport-lender").criteria
        track = next(each for each in reasons if each.criterion == "track_record")
        return track.value if track.known else 0.0

    assert value() > value(year=2015) > 0
    assert value() > value(standing="talks") > 0
    assert value(standing="lapsed") == 0


def test_the_deals_of_a_pair_itself_do_not_speak_for_it(market: Market) -> None:
    explanation = market.fit().explain("old-port", "transport-lender")
    assert explanation.past_deals == []


def test_past_deals_name_what_is_alike(market: Market) -> None:
    (deal,) = market.fit().explain("caspian-port", "transport-lender").past_deals
    assert (deal.deal_id, deal.year, deal.share) == ("d1", 2022, pytest.approx(1.0))
    assert {"subsector", "region", "sector"} <= set(deal.alike)


def test_explanation_agrees_with_the_ranking(market: Market) -> None:
    matcher = market.fit()
    for row in matcher.rank(queries=["caspian-port"]).itertuples():
        explained = matcher.explain("caspian-port", row.investor_id)
        assert explained.score == pytest.approx(row.score)
        assert explained.score_low == pytest.approx(row.score_low)
        assert explained.score_high == pytest.approx(row.score_high)
        for reason in explained.criteria:
            assert reason.contribution == pytest.approx(
                getattr(row, f"contribution_{reason.criterion}")
            )


def test_observed_and_inferred_tickets_are_marked(market: Market) -> None:
    observed = market.with_investor("transport-lender", ticket_basis="observed").fit()
    assert _row(observed, "caspian-port", "transport-lender")["inferred_ticket"]
    assert not _row(market.fit(), "caspian-port", "transport-lender")["inferred_ticket"]
    silent = market.with_investor("transport-lender", ticket_min_usd_m=None, ticket_max_usd_m=None)
    says = silent.fit().explain("caspian-port", "transport-lender").criteria[2].investor_says
    assert says == {
        "ticket_min_usd_m": 8.0,
        "ticket_max_usd_m": 80.0,
        "basis": "deals",
        "deals": ["d1"],
    }


def test_total_cost_stands_in_for_an_unpublished_ask(market: Market) -> None:
    changed = market.with_project("caspian-port", ask_usd_m=None, total_cost_usd_m=100.0)
    row = _row(changed.fit(), "caspian-port", "transport-lender")
    assert row["known_ticket"]
    assert row["inferred_ticket"]
    assert row["value_ticket"] > 0.9


def test_a_mandate_and_deals_together_say_more_than_either(market: Market) -> None:
    def row(sectors: list[str], deals: pd.DataFrame | None) -> pd.Series:
        changed = replace(market.with_investor("transport-lender", sectors=sectors), deals=deals)
        return _row(changed.fit(), "caspian-port", "transport-lender")

    talks = market.deals.assign(standing="talks")  # they show less than the mandate says
    both, stated, done = row(["transport"], talks), row(["transport"], None), row(["health"], talks)
    assert 0 < done["value_sector"] < stated["value_sector"]
    assert both["value_sector"] > max(stated["value_sector"], done["value_sector"])
    remaining = (1 - stated["value_sector"]) * (1 - done["value_sector"])
    assert both["value_sector"] == pytest.approx(1 - remaining)
    assert (both["inferred_sector"], stated["inferred_sector"], done["inferred_sector"]) == (
        True,
        False,
        True,
    )


def test_a_criterion_that_no_pair_is_known_in_takes_no_weight(market: Market) -> None:
    matcher = market.fit()  # nobody says in which stages it invests
    informed = tuple(name for name in DEFAULT_WEIGHTS if name != "stage")
    total = sum(DEFAULT_WEIGHTS[name] for name in informed)
    expected = {name: DEFAULT_WEIGHTS[name] / total for name in informed} | {"stage": 0.0}
    assert matcher.informed_ == informed
    assert matcher.weights_ == pytest.approx(expected)
    assert matcher.with_weights({"stage": 5.0}).weights_ == pytest.approx(expected)
    told = market.with_investor("shipping-line", stages=["idea"]).fit()
    assert told.weights_ == pytest.approx(DEFAULT_WEIGHTS)


def test_weights_stand_where_none_of_them_tells_anything(market: Market) -> None:
    only = dict.fromkeys(DEFAULT_WEIGHTS, 0.0) | {"stage": 2.0}
    matcher = market.fit(weights=only)
    assert matcher.weights_["stage"] == 1.0
    row = _row(matcher, "caspian-port", "shipping-line")
    assert (row["score_low"], row["score"], row["score_high"]) == (0.0, 0.5, 1.0)


def test_other_weights_share_what_was_learned(market: Market) -> None:
    matcher = market.fit()
    other = matcher.with_weights({"geography": 50.0})
    assert other.encodings_ is matcher.encodings_
    assert matcher.weights is None
    assert other.weights_["geography"] > 0.8
    assert _order(other.shortlist(project_id="caspian-port"))[0] == "grain-trader"


def test_a_weight_of_zero_takes_a_criterion_out(market: Market) -> None:
    only = dict.fromkeys(DEFAULT_WEIGHTS, 0.0) | {"sector": 1.0}
    ranked = market.fit(weights=only).rank()
    assert (ranked["score"] == ranked["contribution_sector"]).all()


@pytest.mark.parametrize(
    "weights",
    [
        {"colour": 1.0},
        {"sector": -1.0},
        {"sector": float("nan")},
        dict.fromkeys(DEFAULT_WEIGHTS, 0.0),
    ],
)
def test_weights_that_cannot_be_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"weight|criterion"):
        normalise(weights)


def test_default_weights_sum_to_one() -> None:
    assert sum(normalise(None).values()) == pytest.approx(1.0)
    assert sum(DEFAULT_WEIGHTS.values()) == pytest.approx(1.0)


def test_the_estimator_can_be_cloned() -> None:
    matcher = Matcher(weights={"sector": 2.0}, switched_off=["screening"])
    assert clone(matcher).get_params() == matcher.get_params()


def test_an_unknown_id_names_near_ones(market: Market) -> None:
    with pytest.raises(UnknownRecord) as caught:
        market.fit().shortlist(project_id="caspain-port")
    assert (caught.value.kind, caught.value.record_id) == ("project", "caspain-port")
    assert caught.value.near[0] == "caspian-port"
    with pytest.raises(UnknownRecord):
        market.fit().rank("investors", ["nobody"])


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("investors", {"investor_id": "same"}),
        ("projects", {"project_id": "no spaces allowed"}),
        ("projects", {"name": " "}),
        ("deals", {"investor_id": "nobody"}),
        ("deals", {"project_id": "nothing"}),
    ],
)
def test_tables_that_cannot_be_matched_are_refused(
    market: Market, table: str, changes: dict[str, str]
) -> None:
    frames = {name: getattr(market, name) for name in ("investors", "projects", "deals")}
    frames[table] = frames[table].assign(**changes)
    with pytest.raises(InvalidInputError) as caught:
        Matcher().fit(**frames)
    assert caught.value.faults[0].table == table


def test_one_investor_one_project_nothing_else() -> None:
    investors = pd.DataFrame({"investor_id": ["a"], "name": ["A"]})
    projects = pd.DataFrame({"project_id": ["p"], "name": ["P"]})
    ranked = Matcher().fit(investors, projects).rank()
    assert ranked[["project_id", "investor_id", "rank"]].to_numpy().tolist() == [["p", "a", 1]]
    assert (ranked["score_low"].iloc[0], ranked["score_high"].iloc[0]) == (0.0, pytest.approx(1.0))


def test_amounts_that_cannot_be_are_unknown(market: Market) -> None:
    for low, high in ((50.0, 10.0), (-5.0, -1.0), (float("inf"), float("inf"))):
        wrong = market.with_investor("shipping-line", ticket_min_usd_m=low, ticket_max_usd_m=high)
        assert not _row(wrong.fit(), "caspian-port", "shipping-line")["known_ticket"]
    for ask in (-1.0, 0.0, float("inf"), float("nan")):
        wrong = market.with_project("caspian-port", ask_usd_m=ask)
        assert not _row(wrong.fit(), "caspian-port", "transport-lender")["known_ticket"]


def test_texts_of_any_length_and_script(market: Market) -> None:
    odd = market.with_project("caspian-port", description="порт " * 20_000)
    odd = odd.with_investor("port-operator", description="Оператор: порт, терминал. ميناء")
    row = _row(odd.fit(), "caspian-port", "port-operator")
    assert row["known_description"]
    assert row["value_description"] > 0
