"""A computation beside the pages: watched, stopped, and never in the way when it fails."""

from __future__ import annotations

import logging
import threading

import pytest

from ui.background import Job, Tell


def test_a_job_gives_its_result_and_how_far_it_is() -> None:
    halfway, go_on = threading.Event(), threading.Event()

    def compute(tell: Tell) -> str:
        tell(1, 2)
        halfway.set()
        assert go_on.wait(10)
        return "done"

    job = Job(compute)
    assert halfway.wait(10)
    assert not job.finished
    assert (job.done, job.steps, job.share) == (1, 2, 0.5)
    go_on.set()
    assert job.wait(10)
    assert job.result == "done"
    assert not job.failed


def test_a_failure_is_logged_and_told(caplog: pytest.LogCaptureFixture) -> None:
    def compute(_tell: Tell) -> None:
        raise RuntimeError("no luck")

    with caplog.at_level(logging.ERROR):
        job = Job(compute)
        assert job.wait(10)
    assert job.failed
    assert job.result is None
    assert "no luck" in caplog.text


def test_a_stopped_job_ends_at_its_next_step_without_a_word_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    started, go_on = threading.Event(), threading.Event()
    reached: list[int] = []

    def compute(tell: Tell) -> None:
        started.set()
        assert go_on.wait(10)
        for step in range(3):
            tell(step, 3)
            reached.append(step)

    job = Job(compute)
    assert started.wait(10)
    job.stop()
    go_on.set()
    assert job.wait(10)
    assert reached == []
    assert job.failed
    assert caplog.text == ""


def test_one_job_waits_for_the_other() -> None:
    inside: list[str] = []
    go_on = threading.Event()

    def first(_tell: Tell) -> None:
        inside.append("first")
        assert go_on.wait(10)
        inside.append("first over")

    def second(_tell: Tell) -> None:
        inside.append("second")

    one = Job(first)
    while not inside:
        pass
    other = Job(second)
    assert not other.wait(0.05)
    go_on.set()
    assert one.wait(10)
    assert other.wait(10)
    assert inside == ["first", "first over", "second"]
