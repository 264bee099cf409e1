"""The loop of the training thread, with a trainer that trains nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from types import SimpleNamespace

import pytest

from convviz.session import driver as driver_module
from convviz.session.driver import Driver, View
from engine.data import SampleRef
from engine.training import BatchDone, EpochDone, Position

TIMEOUT_S = 5.0
WHERE = Position(epoch=1, batch=1, batches=3, step=1, epochs=1)


class FakeTrainer:
    """Three batches an epoch; `trouble` is raised in place of the batch of that number."""

    held = None

    def __init__(self, trouble: dict[int, Exception] | None = None) -> None:
        self.stepwise = self.keep_update = False
        self.step = 0
        self.closed = False
        self.trouble = trouble or {}

    def events(self) -> Iterator[object]:
        while self.step < 3:
            self.step += 1
            if self.step in self.trouble:
                raise self.trouble.pop(self.step)
            yield batch(self.step)
            if self.step == 3:
                yield epoch()

    def close(self) -> None:
        self.closed = True


def batch(step: int) -> BatchDone:
    return BatchDone(
        position=WHERE,
        step=step,
        loss=1.0,
        accuracy=0.5,
        learning_rate=0.1,
        samples=4,
        seconds=0.0,
    )


def epoch() -> EpochDone:
    return EpochDone(
        position=WHERE,
        epoch=1,
        train_loss=1.0,
        train_accuracy=0.5,
        seconds=0.0,
        samples_per_second=1.0,
    )


class Listener:
    """Puts what it hears into a queue."""

    def __init__(self) -> None:
        self.heard: SimpleQueue[tuple[str, object]] = SimpleQueue()

    def on_held(self, command: int) -> None:
        self.heard.put(("held", command))

    def on_finished(self, command: int) -> None:
        self.heard.put(("finished", command))

    def on_failed(self, error: Exception, trace_text: str, command: int) -> None:
        self.heard.put(("failed", str(error)))

    def wait(self, what: str) -> object:
        while True:
            kind, value = self.heard.get(timeout=TIMEOUT_S)
            if kind == what:
                return value


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Start drivers on threads of their own, and end them."""
    running: list[tuple[Driver, threading.Thread]] = []
    monkeypatch.setattr(Driver, "_frame", lambda self: SimpleNamespace())

    def start(trainer: FakeTrainer, **options: object) -> tuple[Driver, Listener]:
        listener = Listener()
        driver = Driver(trainer, View(SampleRef("validation", 0)), listener, **options)
        thread = threading.Thread(target=driver.drive)
        thread.start()
        running.append((driver, thread))
        return driver, listener

    yield start
    for driver, thread in running:
        driver.gate.stop()
        thread.join(TIMEOUT_S)
        assert not thread.is_alive()


def test_nothing_is_trained_before_a_command(make) -> None:
    trainer = FakeTrainer()
    driver, listener = make(trainer)
    listener.wait("held")
    assert trainer.step == 0
    assert not driver.frames.wanted  # but there is something to look at


def test_every_number_is_kept_in_order(make) -> None:
    driver, listener = make(FakeTrainer())
    driver.gate.run()
    listener.wait("finished")
    kinds = [type(scalar).__name__ for scalar in driver.scalars]
    assert kinds == ["BatchDone"] * 3 + ["EpochDone"]


def test_a_step_ends_held(make) -> None:
    trainer = FakeTrainer()
    driver, listener = make(trainer)
    listener.wait("held")
    command = driver.gate.step(lambda event: isinstance(event, BatchDone))
    assert listener.wait("held") == command
    assert trainer.step == 1


def test_a_batch_that_fails_holds_and_can_be_passed(make) -> None:
    trainer = FakeTrainer({2: ValueError("no such sample")})
    driver, listener = make(trainer)
    driver.gate.run()
    assert listener.wait("failed") == "no such sample"
    assert [scalar.step for scalar in driver.scalars] == [1]
    driver.gate.run()
    listener.wait("finished")
    assert [s.step for s in driver.scalars if isinstance(s, BatchDone)] == [1, 3]


def test_a_picture_that_fails_does_not_end_the_thread(
    make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Driver) -> None:
        raise ValueError("no picture")

    monkeypatch.setattr(driver_module.Driver, "_frame", fail)
    driver, listener = make(FakeTrainer())
    assert listener.wait("failed") == "no picture"
    assert driver.gate.submit(lambda: 7).result(TIMEOUT_S) == 7


def test_the_hook_runs_at_the_end_of_every_epoch(make) -> None:
    seen: list[int] = []
    trainer = FakeTrainer()
    driver, listener = make(trainer, on_epoch=lambda t: seen.append(t.step))
    driver.gate.run()
    listener.wait("finished")
    assert seen == [3]


def test_the_trainer_is_closed_at_the_end(make) -> None:
    trainer = FakeTrainer()
    driver, listener = make(trainer)
    listener.wait("held")
    driver.gate.stop()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and "drive" in thread.name:
            thread.join(TIMEOUT_S)
    assert trainer.closed


def test_begin_again_drops_the_batch_under_way(make) -> None:
    trainer = FakeTrainer()
    driver, listener = make(trainer)
    driver.gate.step(lambda event: isinstance(event, BatchDone))
    driver.gate.submit(lambda: driver.begin_again(lambda t: setattr(t, "step", 0))).result(
        TIMEOUT_S
    )
    driver.gate.run()
    listener.wait("finished")
    assert [s.step for s in driver.scalars if isinstance(s, BatchDone)][-3:] == [1, 2, 3]
