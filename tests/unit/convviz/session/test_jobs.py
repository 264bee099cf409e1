from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from convviz.session.jobs import WORKERS, JobControl, Jobs
from convviz.session.state import Progress

TIMEOUT_S = 5.0


class Inbox:
    """A bridge whose home is the thread that empties it."""

    def __init__(self) -> None:
        self.calls: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def post(self, call: Callable[[], None]) -> None:
        self.calls.put(call)

    def until(self, true: Callable[[], bool]) -> None:
        while not true():
            self.calls.get(timeout=TIMEOUT_S)()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def reported() -> list[Progress]:
    return []


@pytest.fixture
def jobs(inbox: Inbox, reported: list[Progress]) -> Iterator[Jobs]:
    jobs = Jobs(inbox, reported.append)
    yield jobs
    jobs.close()


def test_the_result_comes_home(jobs: Jobs, inbox: Inbox) -> None:
    results: list[int] = []
    jobs.start("Counting", lambda _: 42, results.append, pytest.fail)
    inbox.until(lambda: bool(results))
    assert results == [42]
    assert jobs.running == ()


def test_a_failure_comes_home(jobs: Jobs, inbox: Inbox) -> None:
    def fail(_: JobControl) -> None:
        raise OSError("the disk is full")

    errors: list[Exception] = []
    jobs.start("Saving", fail, pytest.fail, errors.append)
    inbox.until(lambda: bool(errors))
    assert str(errors[0]) == "the disk is full"


def test_progress_is_reported_and_ends(
    jobs: Jobs, inbox: Inbox, reported: list[Progress]
) -> None:
    done: list[None] = []
    jobs.start("Loading", lambda control: control.tick(1, 2), done.append, pytest.fail)
    inbox.until(lambda: bool(done))
    assert [(p.label, p.done, p.total) for p in reported] == [
        ("Loading", 1, 2),
        ("Loading", 1, 1),
    ]
    assert reported[-1].finished


def test_cancelled_work_tells_nothing(jobs: Jobs, inbox: Inbox) -> None:
    begun, told = threading.Event(), []

    def work(control: JobControl) -> None:
        begun.set()
        while True:
            control.tick(0, 1)

    control = jobs.start("Loading", work, told.append, told.append)
    assert begun.wait(TIMEOUT_S)
    control.cancel()
    inbox.until(lambda: jobs.running == ())
    assert told == []


def test_a_job_of_the_same_label_takes_the_place_of_the_one_before(
    jobs: Jobs, inbox: Inbox
) -> None:
    def wait_for_end(control: JobControl) -> str:
        while not control.cancelled:
            continue
        return "first"

    results: list[str] = []
    jobs.start("Opening", wait_for_end, results.append, pytest.fail)
    jobs.start("Opening", lambda _: "second", results.append, pytest.fail)
    inbox.until(lambda: bool(results))
    assert results == ["second"]


def test_work_that_is_cancelled_before_its_turn_does_not_begin(
    jobs: Jobs, inbox: Inbox
) -> None:
    all_are_busy, go_on, begun = threading.Barrier(WORKERS + 1), threading.Event(), list[str]()

    def occupy(_: JobControl) -> None:
        all_are_busy.wait(TIMEOUT_S)
        assert go_on.wait(TIMEOUT_S)

    done: list[None] = []
    for number in range(WORKERS):
        jobs.start(f"Loading {number}", occupy, done.append, pytest.fail)
    all_are_busy.wait(TIMEOUT_S)
    jobs.start("Checking", lambda _: begun.append("first"), done.append, pytest.fail)
    jobs.start("Checking", lambda _: begun.append("second"), done.append, pytest.fail)
    go_on.set()
    inbox.until(lambda: jobs.running == ())
    assert begun == ["second"]


def test_who_waits_for_cancelled_work_is_told_of_its_end(jobs: Jobs, inbox: Inbox) -> None:
    told: list[str] = []
    control = jobs.start("Loading", lambda _: None, pytest.fail, pytest.fail)
    control.after_cancel = lambda: told.append("cancelled")
    control.cancel()
    inbox.until(lambda: bool(told))
    assert told == ["cancelled"]
