from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Frame, Granularity, Part, Request, RunState, Selection, Session
from engine.data import SampleRef
from engine.training import Trainer

TIMEOUT_MS = 20_000


def wait_for(qtbot: QtBot, session: Session, state: RunState, act: Callable[[], None]) -> None:
    with qtbot.waitSignal(
        session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is state
    ):
        act()


def step(qtbot: QtBot, session: Session, granularity: Granularity) -> None:
    wait_for(qtbot, session, RunState.HELD, lambda: session.step(granularity))


def ask(qtbot: QtBot, session: Session, question: Callable[[Trainer], object]) -> object:
    answer: Future[object] = Future()
    session.submit(question, answer.set_result)
    qtbot.waitUntil(answer.done, timeout=TIMEOUT_MS)
    return answer.result()


def sha256(qtbot: QtBot, session: Session) -> object:
    return ask(qtbot, session, lambda t: t.network.parameters.sha256())


def test_a_new_session_shows_the_untrained_network(session: Session) -> None:
    assert session.frame is not None
    assert session.frame.operation is None
    assert session.frame.position.step == 0
    assert session.frame.trace.activations["conv1"].shape == (8, 24, 24)


def test_one_operation_is_the_forward_of_the_first_layer(
    qtbot: QtBot, session: Session
) -> None:
    step(qtbot, session, Granularity.OPERATION)
    assert str(session.frame.operation) == "forward of conv1"
    assert str(session.frame.upcoming) == "forward of relu1"


def test_a_batch_in_operations_has_as_many_as_its_trainer_says(
    qtbot: QtBot, session: Session
) -> None:
    operations = ask(qtbot, session, lambda t: [str(o) for o in t.operations])
    seen = []
    while not len(session.history):
        step(qtbot, session, Granularity.OPERATION)
        seen.append(str(session.frame.operation))
    assert seen == operations


def test_one_batch_is_one_loss(qtbot: QtBot, session: Session) -> None:
    step(qtbot, session, Granularity.BATCH)
    step(qtbot, session, Granularity.BATCH)
    assert list(session.history.steps) == [1, 2]


def test_one_epoch_ends_with_its_evaluation(qtbot: QtBot, session: Session) -> None:
    step(qtbot, session, Granularity.EPOCH)
    assert [e.epoch for e in session.history.epochs] == [1]
    assert len(session.history) == 10
    assert session.history.evaluations[-1].position.step == 10


def test_every_loss_of_a_run_arrives_in_order(qtbot: QtBot, session: Session) -> None:
    session.tuning.set_epochs(3)
    wait_for(qtbot, session, RunState.FINISHED, session.run)
    assert list(session.history.steps) == list(range(1, 31))
    assert list(session.history.losses) == ask(qtbot, session, lambda t: list(t.losses))


def test_a_finished_run_can_go_on(qtbot: QtBot, session: Session) -> None:
    session.tuning.set_epochs(1)
    wait_for(qtbot, session, RunState.FINISHED, session.run)
    wait_for(qtbot, session, RunState.RUNNING, session.run)
    wait_for(qtbot, session, RunState.HELD, session.pause)
    assert session.settings.epochs == 1 + session.run_info.preset.epochs


def test_running_and_stepping_give_the_same_bits(
    qtbot: QtBot, make_session: Callable[..., Session]
) -> None:
    stepped, run = make_session(), make_session()
    for granularity in (Granularity.OPERATION,) * 5 + (Granularity.BATCH,) * 3:
        step(qtbot, stepped, granularity)
    step(qtbot, stepped, Granularity.EPOCH)
    step(qtbot, run, Granularity.EPOCH)
    assert sha256(qtbot, stepped) == sha256(qtbot, run)


def test_looking_changes_nothing(qtbot: QtBot, make_session: Callable[..., Session]) -> None:
    looked, left_alone = make_session(), make_session()
    for i in range(6):
        step(qtbot, looked, Granularity.OPERATION)
        with qtbot.waitSignal(looked.frame_changed, timeout=TIMEOUT_MS):
            looked.pin(SampleRef("test", i))
    for each in (looked, left_alone):
        step(qtbot, each, Granularity.EPOCH)
    assert sha256(qtbot, looked) == sha256(qtbot, left_alone)


def test_pinning_while_held_shows_the_other_sample(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.pin(SampleRef("test", 7))
    expected = session.dataset.test.x([7])[0]
    np.testing.assert_array_equal(session.frame.trace.activations["input"], expected)


def test_a_sample_that_is_not_there_is_not_pinned(session: Session) -> None:
    before = session.pinned
    session.pin(SampleRef("test", 10**6))
    assert session.pinned == before


def test_frames_are_frozen_copies(qtbot: QtBot, session: Session) -> None:
    frame: Frame = session.frame
    before = frame.network.parameters.sha256()
    step(qtbot, session, Granularity.BATCH)
    assert frame.network.parameters.sha256() == before
    with pytest.raises(ValueError, match="read-only"):
        frame.trace.activations["conv1"][0, 0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        frame.network.parameters.flat[0] = 1


def test_parts_are_made_only_when_wanted(qtbot: QtBot, session: Session) -> None:
    step(qtbot, session, Granularity.BATCH)
    assert session.frame.gradients is None
    assert not session.frame.trace.gradients
    session.parts = lambda: Part.GRADIENTS | Part.BATCH_GRADIENTS
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.refresh_needs()
    assert session.frame.gradients["conv1.w"].shape == (8, 1, 5, 5)
    assert "conv1" in session.frame.trace.gradients


def test_the_update_is_what_was_added(qtbot: QtBot, session: Session) -> None:
    session.parts = lambda: Part.UPDATE
    session.refresh_needs()
    step(qtbot, session, Granularity.BATCH)
    before = session.frame.network.parameters.flat
    step(qtbot, session, Granularity.BATCH)
    added = session.frame.network.parameters.flat - before
    np.testing.assert_allclose(session.frame.update.flat, added, atol=1e-6)


def test_a_changed_learning_rate_waits_for_the_next_batch(
    qtbot: QtBot, session: Session
) -> None:
    step(qtbot, session, Granularity.BATCH)
    with qtbot.waitSignal(session.settings_changed, timeout=TIMEOUT_MS):
        session.tuning.set_learning_rate(0.0005)
    assert session.settings.pending == {"learning_rate"}
    step(qtbot, session, Granularity.BATCH)
    assert session.settings.pending == set()
    assert ask(qtbot, session, lambda t: t.learning_rate) == 0.0005
    assert session.history.settings_changes[0][0] == 1


def test_a_refused_setting_says_why_and_changes_nothing(qtbot: QtBot, session: Session) -> None:
    before = session.settings
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as notice:
        session.tuning.set_learning_rate(-1.0)
    assert "-1" in notice.args[0].text
    assert session.settings == before


def test_restart_gives_the_same_network(qtbot: QtBot, session: Session) -> None:
    before = sha256(qtbot, session)
    step(qtbot, session, Granularity.BATCH)
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.restart()
    assert sha256(qtbot, session) == before
    assert len(session.history) == 0


def test_another_seed_gives_another_network(qtbot: QtBot, session: Session) -> None:
    before = sha256(qtbot, session)
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.restart(seed=10)
    assert sha256(qtbot, session) != before


def test_another_preset_keeps_the_data(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(preset="numpy-cnn"))
    assert session.run_info.preset.name == "numpy-cnn"
    assert session.run_info.dataset == "garments"


def test_evaluation_on_request_fills_the_predictions(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.predictions_changed, timeout=TIMEOUT_MS):
        session.evaluate("test")
    found = session.predictions["test"]
    x = session.dataset.test.x(range(60))
    expected = session.frame.network.predict(x).argmax(axis=1)
    np.testing.assert_array_equal(found.classes, expected)


@pytest.mark.parametrize(
    "place",
    [Selection("conv9", (0, 1, 1)), Selection("conv2", (4, 12)), Selection("relu3", (0, 1, 1))],
)
def test_a_place_of_another_network_is_neither_selected_nor_pointed_at(
    session: Session, place: Selection
) -> None:
    here = Selection("conv2", (4, 12, 8))
    session.select(here)
    session.hover_at(here)
    session.hover_at(place)
    assert session.hover == here
    session.select(place)
    assert session.selection == here


def test_a_selection_is_announced_once(qtbot: QtBot, session: Session) -> None:
    heard: list[Selection] = []
    session.selection_changed.connect(heard.append)
    for _ in range(2):
        session.select(Selection("conv2", (4, 12, 8)))
    assert heard == [Selection("conv2", (4, 12, 8))]


def test_shutdown_in_full_run_ends_the_thread(qtbot: QtBot, session: Session) -> None:
    wait_for(qtbot, session, RunState.RUNNING, session.run)
    session.shutdown()
    assert "convviz-trainer" not in [t.name for t in threading.enumerate()]


def test_answers_of_a_run_before_are_dropped(qtbot: QtBot, session: Session) -> None:
    step(qtbot, session, Granularity.BATCH)
    session.evaluate("test")
    session.tuning.set_batch_size(8)
    signals = [session.run_changed, session.frame_changed]
    with qtbot.waitSignals(signals, timeout=TIMEOUT_MS):
        session.runs.restart()
    ask(qtbot, session, lambda t: t.batch_size)
    assert session.predictions == {}
    assert session.settings.batch_size == 32


def test_a_setting_that_goes_there_and_back_ends_where_it_was(
    qtbot: QtBot, session: Session
) -> None:
    before = session.settings.learning_rate
    session.tuning.set_learning_rate(0.02)
    session.tuning.set_learning_rate(before)
    assert ask(qtbot, session, lambda t: t.learning_rate) == before
    assert session.settings.learning_rate == before


def test_epochs_raised_after_the_end_are_what_is_run(qtbot: QtBot, session: Session) -> None:
    session.tuning.set_epochs(1)
    wait_for(qtbot, session, RunState.FINISHED, session.run)
    with qtbot.waitSignal(session.settings_changed, timeout=TIMEOUT_MS):
        session.tuning.set_epochs(2)
    wait_for(qtbot, session, RunState.FINISHED, session.run)
    assert session.settings.epochs == 2
    assert [e.epoch for e in session.history.epochs] == [1, 2]


def test_a_restart_keeps_the_pinned_sample(qtbot: QtBot, session: Session) -> None:
    session.pin(SampleRef("train", 300))
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.restart()
    assert session.pinned == SampleRef("train", 300)


def test_training_that_diverges_is_held_and_says_where_it_began(
    qtbot: QtBot, session: Session
) -> None:
    said: list[str] = []
    session.notified.connect(lambda notice: said.append(notice.text))

    def spoil(trainer: Trainer) -> None:
        trainer.network.parameters["conv2.w"][0] = np.nan

    ask(qtbot, session, spoil)
    for _ in range(2):
        step(qtbot, session, Granularity.BATCH)
    assert said[0] == said[1]
    assert said[0].startswith("conv2: the parameters were already NaN in step 1 (epoch 1); ")
    assert session.frame.position.step == 0
    assert len(session.history.steps) == 0


def test_training_that_has_diverged_goes_on_with_a_smaller_learning_rate(
    qtbot: QtBot, session: Session
) -> None:
    session.tuning.set_optimizer("sgd")
    session.tuning.set_learning_rate(1e39)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        step(qtbot, session, Granularity.BATCH)
    assert session.state is RunState.HELD
    session.tuning.set_learning_rate(0.01)
    step(qtbot, session, Granularity.BATCH)
    assert list(session.history.steps) == [1]


def test_run_that_stops_early_says_so_and_can_go_on(
    qtbot: QtBot, make_session: Callable[..., Session], tmp_path: Path
) -> None:
    text = resources.files("resources").joinpath("presets", "conv-net.toml").read_text("utf-8")
    rule = "[training]\nearly_stopping = { patience = 1, min_delta = 100.0 }"
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("[training]", rule), encoding="utf-8")
    session = make_session(path)
    said: list[str] = []
    session.notified.connect(lambda notice: said.append(notice.text))
    for epochs in (2, 4):  # the first is an improvement on nothing, the second is none
        wait_for(qtbot, session, RunState.FINISHED, session.run)
        assert len(session.history.epochs) == epochs
    assert said == ["Training has stopped early."] * 2
