"""The back-test on a market small enough to work out every figure by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from matching import Matcher
from matching import backtest as module
from matching.backtest import METHODS, Backtest, backtest, true_pairs
from matching.baselines import chance, popularity, tf_idf

#: Who really came, by project, with the year: ports are financed by "port", farms by "farm".
CAME = {
    "port-1": (2018, ["port"]),
    "port-2": (2019, ["port", "rare"]),
    "port-3": (2020, ["port"]),
    "port-4": (2020, ["port"]),
    "farm-1": (2018, ["farm"]),
    "farm-2": (2020, ["farm"]),
    "farm-3": (2020, ["farm"]),
    "farm-4": (2020, ["farm"]),
}
SECRET = "secret"  # noqa: S105 - the word that must not get through


@pytest.fixture
def investors() -> pd.DataFrame:
    rows = [
        ("port", "transport", "bank"),
        ("farm", "agri-food", "fund"),
        ("rare", "health", "fund"),
        *((f"x-{number:02d}", "mining", "bank") for number in range(12)),
    ]
    frame = pd.DataFrame(rows, columns=["investor_id", "sectors", "type"])
    return frame.assign(
        name=[f"{SECRET} {key}" for key in frame["investor_id"]],
        description=SECRET,
        notes=SECRET,
        specialisms=SECRET,
        ticket_basis="observed",
        ticket_min_usd_m=1.0,
        ticket_max_usd_m=2.0,
    )


@pytest.fixture
def projects() -> pd.DataFrame:
    ids = [*CAME, "twin", "talked"]
    return pd.DataFrame(
        {
            "project_id": ids,
            "name": [f"{SECRET} {key}" for key in ids],
            "sector": ["transport" if "port" in key else "agri-food" for key in ids],
            "description": SECRET,
            "sponsor": SECRET,
            "financiers": SECRET,
            "counts": [key != "twin" for key in ids],
        }
    )


@pytest.fixture
def deals() -> pd.DataFrame:
    rows = [
        (project, investor, "funder", "closed", year)
        for project, (year, came) in CAME.items()
        for investor in came
    ]
    rows += [
        ("port-1", "x-00", "adviser", "closed", 2017),
        ("port-1", "x-00", "adviser", "closed", 2020),
        ("twin", "x-01", "funder", "closed", 2019),
        ("talked", "x-02", "funder", "talks", 2019),
        ("talked", "x-03", "owner", "lapsed", 2019),
    ]
    columns = ["project_id", "investor_id", "role_kind", "standing", "year"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(
        deal_id=[f"d{number:02d}" for number in range(len(frame))], notes=SECRET, source_url=SECRET
    )


@pytest.fixture
def tested(investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame) -> Backtest:
    return backtest(investors, projects, deals, None)


Fits = list[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]]


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> Fits:
    """Everything that a matcher is told, in the order of its fits."""
    seen: Fits = []

    class Watched(Matcher):
        def fit(self, investors, projects, deals=None, vocabulary=None):  # noqa: ANN001, ANN202
            seen.append((investors, projects, deals))
            return super().fit(investors, projects, deals, vocabulary)

    monkeypatch.setattr(module, "Matcher", Watched)
    return seen


def of(tested: Backtest, protocol: str, method: str) -> pd.DataFrame:
    results = tested.results
    chosen = results[(results["protocol"] == protocol) & (results["method"] == method)]
    return chosen.set_index("project_id")


def test_only_money_that_came_is_truth(deals: pd.DataFrame) -> None:
    pairs = true_pairs(deals)
    assert not {"x-00", "x-02", "x-03"} & set(pairs["investor_id"])
    assert len(pairs) == sum(len(came) for _, came in CAME.values()) + 1


def test_every_project_is_asked_once_in_turn_and_measured_by_every_method(tested: Backtest) -> None:
    for method in METHODS:
        rows = of(tested, "in_turn", method)
        assert sorted(rows.index) == sorted(CAME)
        assert list(rows["n_true"]) == [len(CAME[key][1]) for key in rows.index]
        assert list(rows["year"]) == [CAME[key][0] for key in rows.index]


def test_figures_are_those_worked_out_by_hand(tested: Backtest) -> None:
    ours = of(tested, "in_turn", "ours")
    # The sector's own investor is always first; "rare" has nothing to do with ports.
    assert set(ours["mrr"]) == {1.0}
    assert ours.at["port-1", "ndcg_10"] == 1
    plain = of(tested, "in_turn", "popularity")
    # Hiding farm-1 leaves four deals of "port" and three of "farm": "farm" is second.
    assert plain.at["farm-1", "mrr"] == 0.5
    assert plain.at["port-1", "mrr"] == pytest.approx(0.5)
    words = of(tested, "in_turn", "tf_idf")
    assert set(words["mrr"]) == {1.0}


def test_hidden_deals_never_reach_the_fit(
    fits: Fits, investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame
) -> None:
    tested = backtest(investors, projects, deals, None, protocols=["in_turn"], folds=4)
    assert len(fits) == tested.fits == 5
    assert fits[0][2] is None
    asked = sorted(CAME)
    for fold, (_, _, known) in enumerate(fits[1:]):
        hidden = set(asked[fold::4])
        assert known is not None
        assert not hidden & set(known["project_id"])
        assert set(asked) - hidden <= set(known["project_id"])
        assert "twin" not in set(known["project_id"])


def test_no_text_and_no_observed_ticket_reaches_the_fit(
    fits: Fits, investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame
) -> None:
    backtest(investors, projects, deals, None)
    for frames in fits:
        for frame in frames:
            if frame is not None:
                assert SECRET not in frame.to_csv()
        told = frames[0]
        assert told[["ticket_min_usd_m", "ticket_max_usd_m"]].isna().all(axis=None)
        assert told["name"].is_unique


def test_looking_back_knows_earlier_deals_only(
    fits: Fits, investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame
) -> None:
    tested = backtest(investors, projects, deals, None, protocols=["looking_back"])
    assert tested.years == (2020,)
    (_, _, known) = fits[-1]
    assert known is not None
    assert known["year"].max() == 2019
    assert sorted(of(tested, "looking_back", "ours").index) == [
        key for key in sorted(CAME) if CAME[key][0] == 2020
    ]
    # Before 2020 "port" has two deals, "farm" and "rare" one each.
    plain = of(tested, "looking_back", "popularity")
    assert set(plain.loc[["port-3", "port-4"], "mrr"]) == {1.0}
    assert set(plain.loc[["farm-2", "farm-3", "farm-4"], "mrr"]) == {0.5}


def test_a_pair_has_its_rank_by_every_method(tested: Backtest) -> None:
    pairs = tested.pairs[tested.pairs["protocol"] == "in_turn"]
    assert len(pairs) == sum(len(came) for _, came in CAME.values())
    rare = pairs.set_index(["project_id", "investor_id"]).loc[("port-2", "rare")]
    assert rare["rank_popularity"] == 3
    assert rare["place"] == rare["rank_ours"] > 1
    assert rare["type"] == "fund"
    assert pairs["gate"].isna().all()


def test_a_pair_that_a_gate_takes_out_has_no_place_but_the_gate(
    investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame
) -> None:
    excluding = [["transport"] if key == "rare" else [] for key in investors["investor_id"]]
    tested = backtest(
        investors.assign(exclusions=excluding), projects, deals, None, protocols=["in_turn"]
    )
    pairs = tested.pairs.set_index(["project_id", "investor_id"])
    assert pd.isna(pairs.at[("port-2", "rare"), "place"])
    assert pairs.at[("port-2", "rare"), "gate"] == "exclusion"


def test_the_same_records_in_another_order_give_the_same(
    tested: Backtest, investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame
) -> None:
    shuffled = (frame.sample(frac=1, random_state=3) for frame in (investors, projects, deals))
    again = backtest(*shuffled, None)
    pd.testing.assert_frame_equal(again.results, tested.results)
    pd.testing.assert_frame_equal(again.pairs, tested.pairs)


def test_progress_counts_the_fits_and_can_stop_them(
    fits: Fits, investors: pd.DataFrame, projects: pd.DataFrame, deals: pd.DataFrame
) -> None:
    told: list[tuple[int, int]] = []
    tested = backtest(investors, projects, deals, None, progress=lambda *done: told.append(done))
    assert told == [(done, tested.fits) for done in range(tested.fits + 1)]
    assert len(fits) == tested.fits
    fits.clear()

    def stop(done: int, _steps: int) -> None:
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        backtest(investors, projects, deals, None, progress=stop)
    assert len(fits) == 2


def test_popularity_counts_deals_and_settles_ties_by_id() -> None:
    investors = pd.DataFrame({"investor_id": ["c", "b", "a", "d"]})
    deals = pd.DataFrame({"investor_id": ["d", "b", "d", "c"]})
    assert popularity(investors, deals, ["p", "q"]) == {key: list("dbca") for key in "pq"}


def test_chance_shuffles_anew_for_every_project_and_the_same_each_time() -> None:
    investors = pd.DataFrame({"investor_id": [f"i{number}" for number in range(30)]})
    orders = chance(investors, ["p", "q"])
    assert orders["p"] != orders["q"]
    assert sorted(orders["p"]) == sorted(investors["investor_id"])
    assert chance(investors.iloc[::-1], ["q"])["q"] == orders["q"]


def test_tf_idf_reads_mandates_and_the_projects_financed() -> None:
    investors = pd.DataFrame({"investor_id": ["a", "b", "c"], "sectors": ["", "roads", ""]})
    projects = pd.DataFrame({"project_id": ["new", "old"], "sector": ["ports", "ports"]})
    deals = pd.DataFrame({"investor_id": ["c"], "project_id": ["old"]})
    assert tf_idf(investors, projects, deals, ["new"]) == {"new": ["c", "a", "b"]}
    assert tf_idf(investors, projects, deals.iloc[:0], ["new"]) == {"new": ["a", "b", "c"]}


def test_tf_idf_without_a_word_is_the_order_of_ids() -> None:
    investors = pd.DataFrame({"investor_id": ["b", "a"]})
    projects = pd.DataFrame({"project_id": ["p"]})
    deals = pd.DataFrame({"investor_id": [], "project_id": []})
    assert tf_idf(investors, projects, deals, ["p"]) == {"p": ["a", "b"]}
