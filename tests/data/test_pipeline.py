"""The ladder: who moved what where, said once, taken back, and never lost between two people."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID

import pandas as pd
import pytest

from data.events import Event, record
from data.load import load
from data.outcomes import outcomes
from data.pipeline import (
    REASONS,
    RUNGS,
    Pair,
    Refused,
    assign,
    history,
    move,
    note,
    pipeline,
    plan,
    undo,
)
from data.records import version
from data.rows import each_row
from data.store import Store

PORT = Pair("aktau-port-trust", "ad-ports")
TODAY = date(2026, 11, 24)
SESSIONS = 50
PAGE = "page 1"


def now(store: Store, pair: Pair = PORT) -> dict[str, object]:
    (row,) = (
        row
        for row in each_row(pipeline(store))
        if (row["project_id"], row["investor_id"]) == (pair.project_id, pair.investor_id)
    )
    return row


def test_a_pair_stands_where_it_was_moved_last(store: Store) -> None:
    (first,) = move(store, "Aigerim", {PORT: None}, "suggested")
    move(store, "Daniyar", {PORT: str(first.event_id)}, "interested")
    assign(store, "Daniyar", PORT, "  Saule   K. ")
    plan(store, "Daniyar", PORT, "Send the memo", date(2026, 12, 1), TODAY)
    note(store, "Aigerim", PORT, "=1+1 <b>x</b>\n![a](http://e.example)")
    row = now(store)
    assert (row["rung"], row["moved_by"], row["added_by"]) == ("interested", "Daniyar", "Aigerim")
    assert (row["before_rung"], row["before_by"]) == ("suggested", "Aigerim")
    assert row["owner"] == "Saule K."
    assert (row["step"], row["due"].date()) == ("Send the memo", date(2026, 12, 1))
    assert row["note"] == "=1+1 <b>x</b>\n![a](http://e.example)"
    assert row["last_by"] == "Aigerim"


def test_a_step_and_an_owner_can_be_taken_away(store: Store) -> None:
    move(store, "Aigerim", {PORT: None}, "suggested")
    assign(store, "Aigerim", PORT, "Saule")
    plan(store, "Aigerim", PORT, "Call", date(2026, 12, 1), TODAY)
    assign(store, "Aigerim", PORT, "")
    plan(store, "Aigerim", PORT, "", None, TODAY)
    row = now(store)
    assert pd.isna([row["owner"], row["step"], row["due"]]).all()


def test_a_double_click_is_one_event(store: Store) -> None:
    for _click in range(2):
        move(store, "Aigerim", {PORT: None}, "suggested")
        note(store, "Aigerim", PORT, "Called, no answer")
        plan(store, "Aigerim", PORT, "Call again", date(2026, 12, 1), TODAY)
        assign(store, "Aigerim", PORT, "Saule")
    assert sorted(history(store, PORT)["kind"]) == ["assigned", "moved", "noted", "planned"]


def test_a_wish_that_arrives_again_later_is_one_event(store: Store) -> None:
    move(store, "Aigerim", {PORT: None}, "suggested", token=PAGE)
    move(store, "Aigerim", {PORT: None}, "contacted")
    (again,) = move(store, "Aigerim", {PORT: None}, "suggested", token=PAGE)
    assert again.repeated
    assert now(store)["rung"] == "contacted"
    assert len(history(store, PORT)) == 2


def test_two_who_move_a_pair_at_once_both_have_their_event_and_learn_of_it(store: Store) -> None:
    (seen,) = move(store, "Aigerim", {PORT: None}, "suggested")
    page = {PORT: str(seen.event_id)}
    (first,) = move(store, "Aigerim", page, "contacted")
    (second,) = move(store, "Daniyar", page, "interested")
    assert first.crossed is None
    assert second.crossed is not None
    assert (second.crossed.actor, second.crossed.rung) == ("Aigerim", "contacted")
    row = now(store)
    assert (row["rung"], row["before_by"]) == ("interested", "Aigerim")
    assert row["seen"] != row["before_event_id"]  # by which Aigerim's page tells her
    assert len(history(store, PORT)) == 3


def test_the_same_rung_by_another_person_is_an_event_of_its_own(store: Store) -> None:
    move(store, "Aigerim", {PORT: None}, "contacted")
    (other,) = move(store, "Daniyar", {PORT: None}, "contacted")
    assert not other.repeated
    assert len(history(store, PORT)) == 2


def test_several_pairs_move_together_or_not_at_all(store: Store) -> None:
    pairs = {Pair("aktau-port-trust", name): None for name in ("ebrd", "psa", "dp-world")}
    assert len(move(store, "Aigerim", pairs, "contacted")) == 3
    with pytest.raises(Refused, match="reason"):
        move(store, "Aigerim", pairs, "declined", reason="because")
    assert set(pipeline(store)["rung"]) == {"contacted"}


def test_undo_brings_back_what_stood_before_and_says_who(store: Store) -> None:
    move(store, "Aigerim", {PORT: None}, "suggested")
    (moved,) = move(store, "Aigerim", {PORT: None}, "binding")
    assert undo(store, "Daniyar", [str(moved.event_id)]) == 1
    assert undo(store, "Daniyar", [str(moved.event_id)]) == 0
    assert now(store)["rung"] == "suggested"
    last = each_row(history(store, PORT))[0]
    assert (last["rung"], last["undone_by"]) == ("binding", "Daniyar")


def test_undoing_the_first_step_takes_the_pair_out(store: Store) -> None:
    (added,) = move(store, "Aigerim", {PORT: None}, "suggested")
    undo(store, "Aigerim", [str(added.event_id)])
    assert pipeline(store).empty
    assert len(history(store, PORT)) == 1


def test_an_edit_is_not_undone_from_the_ladder(store: Store) -> None:
    change = {"field": "sponsor", "value": "KTZ"}
    edit = record(store, Event("Aigerim", "edited", project_id="aktau", payload=change))
    for event_id in (str(edit), str(UUID(int=1)), "no id"):
        with pytest.raises(Refused, match="no_event"):
            undo(store, "Aigerim", [event_id])


@pytest.mark.parametrize(
    ("rung", "reason", "words", "code"),
    [
        ("sold", None, None, "rung"),
        ("declined", None, None, "reason"),
        ("declined", "because", None, "reason"),
        ("declined", "other", "  ", "words"),
        ("declined", "ticket", "x" * 301, "long_words"),
    ],
)
def test_a_step_that_says_too_little_or_too_much_is_refused(
    store: Store, rung: str, reason: str | None, words: str | None, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        move(store, "Aigerim", {PORT: None}, rung, reason=reason, words=words)
    assert refused.value.code == code
    assert pipeline(store).empty


def test_notes_and_steps_have_limits_and_nothing_is_half_kept(store: Store) -> None:
    move(store, "Aigerim", {PORT: None}, "suggested")
    cases = {
        "empty_note": lambda: note(store, "Aigerim", PORT, " \n "),
        "long_note": lambda: note(store, "Aigerim", PORT, "x" * 20_000),
        "past": lambda: plan(store, "Aigerim", PORT, "Call", date(2026, 11, 23), TODAY),
        "day_without_step": lambda: plan(store, "Aigerim", PORT, " ", TODAY, TODAY),
        "long_step": lambda: plan(store, "Aigerim", PORT, "x" * 301, None, TODAY),
        "long_owner": lambda: assign(store, "Aigerim", PORT, "x" * 81),
    }
    for code, wish in cases.items():
        with pytest.raises(Refused) as refused:
            wish()
        assert refused.value.code == code
    assert len(history(store, PORT)) == 1


def test_the_ladder_does_not_change_the_version_of_the_data(store: Store) -> None:
    load(store)
    before = version(store)
    (moved,) = move(store, "Aigerim", {PORT: None}, "suggested")
    note(store, "Aigerim", PORT, "Called")
    undo(store, "Aigerim", [str(moved.event_id)])
    assert version(store) == before
    change = {"field": "sponsor", "value": "KTZ"}
    edit = record(store, Event("Aigerim", "edited", project_id="aktau-port-trust", payload=change))
    edited = version(store)
    assert edited != before
    record(store, Event("Aigerim", "undone", payload={"event_id": str(edit)}))
    assert version(store) not in {before, edited}


def test_outcomes_follow_the_rungs(store: Store) -> None:
    load(store)
    for rung, investor in zip(
        RUNGS, ("ebrd", "adb", "ifc", "psa", "eib", "dp-world"), strict=False
    ):
        move(store, "Aigerim", {Pair("aktau-port-trust", investor): None}, rung)
    move(store, "Aigerim", {PORT: None}, "declined", reason=REASONS[0])
    found = outcomes(store)
    assert dict(zip(found["investor_id"], found["reached"], strict=True)) == {
        "eib": True,
        "dp-world": True,
        "ad-ports": False,
    }


def test_fifty_sessions_at_once_lose_nothing_and_double_nothing(store: Store) -> None:
    start = threading.Barrier(SESSIONS)
    pairs = [Pair(f"project-{n % 7}", f"investor-{n % 11}") for n in range(20)]

    def session(number: int) -> list[str]:
        actor, ids = f"Officer {number}", []
        start.wait()
        for pair in pairs[number % 10 :: 10]:
            for rung in ("suggested", "contacted"):
                for _click in range(2):
                    done = move(store, actor, {pair: None}, rung, token=f"{actor}{pair}{rung}")
                    ids += [str(each.event_id) for each in done if not each.repeated]
        return ids

    with ThreadPoolExecutor(SESSIONS) as pool:
        told = [each for ids in pool.map(session, range(SESSIONS)) for each in ids]
    kept = [row for pair in set(pairs) for row in each_row(history(store, pair))]
    assert sorted(str(row["event_id"]) for row in kept) == sorted(told)
    assert len(told) == len(set(told)) == SESSIONS * 2 * 2
    for pair in set(pairs):
        rows = each_row(history(store, pair))
        assert [row["event_id"] for row in rows] == sorted(
            (row["event_id"] for row in rows), reverse=True
        )
        assert now(store, pair)["event_id"] == str(rows[0]["event_id"])
        times = [row["happened_at"] for row in rows]
        assert times == sorted(times, reverse=True)


def test_what_was_recorded_is_there_after_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    first = Store(path)
    move(first, "Aigerim", {PORT: None}, "contacted")
    first.close()
    again = Store(path)
    assert now(again)["rung"] == "contacted"
    again.close()
