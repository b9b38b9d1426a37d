from __future__ import annotations

import threading
from time import sleep

import pytest

from ui.serving import Serving

PATIENCE = 400


def until(serving: Serving[str], key: int, wanted: str) -> None:
    for _ in range(PATIENCE):
        if serving.get(key, lambda: wanted) == wanted:
            return
        sleep(0.01)
    pytest.fail(f"{wanted} never came")


def test_the_last_one_serves_while_the_next_is_worked_out() -> None:
    serving: Serving[str] = Serving()
    assert serving.get(1, lambda: "first") == "first"
    may_go_on = threading.Event()

    def slow() -> str:
        may_go_on.wait(10)
        return "second"

    assert serving.get(2, slow) == "first"
    assert serving.get(2, slow) == "first"
    coming = serving.coming(2)
    assert coming is not None
    assert serving.coming(1) is None
    may_go_on.set()
    assert coming.wait(10)
    until(serving, 2, "second")
    assert serving.coming(2) is None


def test_the_same_key_is_worked_out_once() -> None:
    serving: Serving[str] = Serving()
    serving.get(1, lambda: "first")
    assert serving.get(1, lambda: "again") == "first"


def test_a_failure_is_seen_by_who_asks_next() -> None:
    serving: Serving[str] = Serving()
    serving.get(1, lambda: "first")
    seen = []

    def fails() -> str:
        raise ValueError("no such thing")

    for _ in range(PATIENCE):
        try:
            assert serving.get(2, fails) == "first"
        except ValueError as error:
            seen.append(str(error))
            break
        sleep(0.01)
    assert seen == ["no such thing"]
    assert serving.get(1, lambda: "again") == "first"
