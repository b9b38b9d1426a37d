from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import check_grad
from scipy.sparse import issparse

from matching import Matcher
from matching.catalogue import Catalogue, prepare
from matching.learning import choice, precedents, tastes
from matching.learning.history import read_timeline
from matching.learning.record import Record, learn_record
from matching.learning.traits import read_traits

SECTORS = ("ports", "rail", "roads", "solar", "wind", "grain")
REGIONS = ("north", "south", "east", "west")
HELD_BACK = 40


def records(seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make up a market in which each investor comes into one sector and mostly one region."""
    random = np.random.default_rng(seed)
    investors = pd.DataFrame({"investor_id": [f"i{n:02d}" for n in range(24)], "name": "x"})
    count = 240
    sector, region = random.integers(0, 6, count), random.integers(0, 4, count)
    projects = pd.DataFrame(
        {
            "project_id": [f"p{n:03d}" for n in range(count)],
            "name": [f"undertaking {chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(count)],
            "sector": [SECTORS[n] for n in sector],
            "region": [REGIONS[n] for n in region],
            "ask_usd_m": 10 ** random.normal(sector / 3, 0.2),
        }
    )
    years = 2010 + np.arange(count) * 10 // count
    rows = [
        (f"p{n:03d}", f"i{sector[n] * 4 + place:02d}", int(years[n]))
        for n in range(count)
        for place in (region[n], random.integers(0, 4))
    ]
    deals = pd.DataFrame(rows, columns=["project_id", "investor_id", "year"]).drop_duplicates()
    return investors, projects, deals


def catalogue(deals: pd.DataFrame | None = None) -> Catalogue:
    investors, projects, every = records()
    return prepare(investors, projects, every if deals is None else deals, None, 5.0)


@pytest.fixture(scope="module")
def record() -> Record:
    learned = learn_record(catalogue())
    assert learned is not None
    return learned


def same(one: object, other: object) -> bool:
    if issparse(one):
        return abs(one - other).nnz == 0
    return np.array_equal(one, other)


def test_the_investors_who_came_are_found_without_their_deals() -> None:
    investors, projects, deals = records()
    asked = projects["project_id"].iloc[-HELD_BACK:].tolist()
    known = deals[~deals["project_id"].isin(asked)]
    ranked = Matcher().fit(investors, projects, known).rank(queries=asked, top=4)
    found = ranked.merge(deals, on=["project_id", "investor_id"])
    came = deals[deals["project_id"].isin(asked)]
    popular = known["investor_id"].value_counts().index[:4]
    assert len(found) > 0.8 * len(came)
    assert came["investor_id"].isin(popular).mean() < 0.4


def test_learning_beats_the_usual_weights() -> None:
    learned = precedents.learn_precedence(
        read_traits(catalogue()), list(read_timeline(catalogue()).questions())
    )
    usual = precedents.learn_precedence(read_traits(catalogue()), [])
    assert usual.weights["sector x region"] == 0.0
    assert learned.weights["sector"] + learned.weights["kin of sector"] > (
        usual.weights["sector"] + usual.weights["kin of sector"]
    )
    assert usual.fade == pytest.approx(precedents.USUAL_FADE)


def test_the_same_deals_teach_the_same_whatever_the_order_of_rows(record: Record) -> None:
    investors, projects, deals = (table.sample(frac=1, random_state=3) for table in records())
    again = learn_record(prepare(investors, projects, deals, None, 5.0))
    assert again is not None
    for field in fields(Record):
        assert same(getattr(record, field.name), getattr(again, field.name)), field.name


def test_a_new_deal_counts_at_the_next_fit(record: Record) -> None:
    _, projects, deals = records()
    row = int(np.flatnonzero(projects["sector"] == "grain")[-1])
    newcomer = "i00"  # a port investor of the north so far
    alike = projects[(projects["sector"] == "grain")]["project_id"].iloc[-4:-1]
    more = pd.DataFrame({"project_id": alike, "investor_id": newcomer, "year": 2019})
    again = learn_record(catalogue(pd.concat([deals, more]).drop_duplicates()))
    assert again is not None
    before, after = (float(each.lift(np.array([row]))[0, 0]) for each in (record, again))
    assert after > 1.5 * before


def test_questions_never_know_what_came_later() -> None:
    timeline = read_timeline(catalogue())
    first = pd.Series(timeline.day).groupby(timeline.project).min()
    questions = list(timeline.questions())
    assert len(questions) >= 5
    for back, question in enumerate(questions, start=1):
        day = timeline.end - back
        assert (question.history.age > 0).all()
        assert (first[question.history.past] < day).all()
        assert first[question.asked].between(day, day + 1, inclusive="left").all()
        assert not set(question.asked) & set(question.history.past)
        assert question.came.sum() > 0


def test_a_further_round_of_the_same_company_is_not_asked_about() -> None:
    investors, projects, deals = records()
    projects.loc[projects["project_id"] == "p239", "name"] = projects["name"].iloc[0]
    timeline = read_timeline(prepare(investors, projects, deals, None, 5.0))
    newest = next(iter(timeline.questions()))
    assert 238 in newest.asked
    assert 239 not in newest.asked


def test_a_project_is_no_precedent_of_itself(record: Record) -> None:
    rows = record.past[:20]
    speaks = record.speaks(rows)
    assert (speaks[np.arange(20), np.arange(20)] == 0).all()
    assert (speaks.max(axis=1) == 1).all()


def test_an_investor_is_rated_alike_from_both_sides(record: Record) -> None:
    rows = np.arange(len(record.whole))
    whole = record.lift(rows)
    some = np.array([0, 7, 23])
    np.testing.assert_allclose(record.lift_of(some), whole[:, some], rtol=1e-4)


def test_what_two_projects_have_in_common_adds_up_to_how_much_one_speaks(record: Record) -> None:
    project, past = 200, 10
    crossed = record.alike[[project]].multiply(record.answers[:, [past]].T).tocoo()
    of = np.searchsorted(record.ends, crossed.col, side="right")
    left_out = crossed.data[[" x " in name for name in record.traits[of]]].sum()
    told = sum(record.in_common(project, past).values()) + left_out - record.age[past]
    said = np.log(record.speaks(np.array([project]))[0, past]) + record.most[project]
    assert told == pytest.approx(said, abs=1e-4)


def test_the_slopes_of_the_precedents_are_those_of_their_likelihood() -> None:
    questions = list(read_timeline(catalogue()).questions())[:2]
    traits = read_traits(catalogue())
    lessons = [precedents._lesson(traits, question) for question in questions]
    names = precedents._names(traits)
    usual = np.zeros(len(names) + 2)
    point = np.random.default_rng(0).normal(0.3, 0.2, len(usual))
    error = check_grad(
        lambda at: precedents._loss(at, usual, lessons)[0],
        lambda at: precedents._loss(at, usual, lessons)[1],
        point,
        epsilon=1e-3,
    )
    slope = precedents._loss(point, usual, lessons)[1]
    assert error < 0.03 * float(np.linalg.norm(slope))


def test_the_slopes_of_the_choice_are_those_of_its_likelihood() -> None:
    random = np.random.default_rng(1)
    signs = random.normal(size=(30, 12, 4)).astype(np.float32)
    came = (random.random((30, 12)) < 0.2).astype(np.float32)
    came[:, 0] = 1
    point, usual = random.normal(size=4), np.zeros(4)
    error = check_grad(
        lambda at: choice._loss(at, usual, [(signs, came)])[0],
        lambda at: choice._loss(at, usual, [(signs, came)])[1],
        point,
        epsilon=1e-3,
    )
    assert error < 0.02 * float(np.linalg.norm(choice._loss(point, usual, [(signs, came)])[1]))


def test_tastes_put_investors_of_a_sector_before_the_others() -> None:
    held = catalogue()
    history = read_timeline(held).before(2030)
    learned = tastes.learn_tastes(tastes.values_of(read_traits(held)), history, 5.0)
    _, projects, _ = records()
    drawn = tastes.liking(learned, np.arange(len(projects)))
    own = (
        np.repeat(np.arange(6), 4)[None, :]
        == np.array([SECTORS.index(name) for name in projects["sector"]])[:, None]
    )
    assert np.log(np.exp(drawn).sum(axis=1)) == pytest.approx(0, abs=0.05)
    assert drawn[own].mean() > drawn[~own].mean() + 2


def test_few_deals_leave_the_usual_weights() -> None:
    _, _, deals = records()
    learned = learn_record(catalogue(deals.iloc[:20]))
    assert learned is not None
    assert learned.counts == pytest.approx(choice.USUAL["precedents"])
    assert np.isfinite(learned.lift(np.arange(240))).all()


def test_no_deals_teach_nothing() -> None:
    _, _, deals = records()
    assert learn_record(catalogue(deals.iloc[:0])) is None


def test_a_year_in_which_only_the_least_likely_came_teaches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    questions = list(read_timeline(catalogue()).questions())[:2]
    count = questions[0].history.deals.shape[1]
    came = questions[0].came.toarray()
    # Only the likest investor is asked about, and it is never one who came.
    monkeypatch.setattr(choice, "MOST_ASKED", 1)
    likest = np.where(came.argmin(axis=1)[:, None] == np.arange(count), 0.0, -1.0)
    by_investor = [np.zeros(count)] * 5
    signs = choice.Signs([likest.astype(np.float32)] * 3, by_investor)
    weights = choice.learn_choice([(questions[0], signs)])
    assert weights.tolist() == list(choice.USUAL.values())


def test_habits_tell_who_comes_alone_and_who_comes_into_what_is_new() -> None:
    investors = pd.DataFrame({"investor_id": ["alone", "joins"], "name": ["A", "J"]})
    projects = pd.DataFrame(
        {"project_id": ["a", "b", "b2"], "name": ["port", "rail", "rail"], "region": "north"}
    )
    deals = pd.DataFrame(
        {
            "project_id": ["a", "b", "b2", "b2"],
            "investor_id": ["alone", "alone", "alone", "joins"],
            "year": [2019, 2019, 2020, 2020],
        }
    )
    timeline = read_timeline(prepare(investors, projects, deals, None, 5.0))
    history = timeline.before(timeline.end)
    assert history.alone.tolist() == [True, True, False]
    assert history.begun.tolist() == [True, True, False]
    # Drawn towards the share among all deals by three deals' worth, the older ones fading.
    old, _, new = np.exp(-history.age / 6.0)
    usual = 2 * old / (2 * old + 2 * new)
    alone = (2 * old + 3 * usual) / (2 * old + new + 3)
    joins = 3 * usual / (new + 3)
    assert history.habit(history.alone) == pytest.approx([alone, joins])
    assert history.habit(history.begun) == pytest.approx([alone, joins])
    signs = dict(zip(list(choice.USUAL)[3:], choice.signs_of_investors(history), strict=True))
    assert signs["comes alone"] == pytest.approx([alone, joins])
    assert np.exp(signs["comes first"]) == pytest.approx([alone, joins], abs=1e-4)
