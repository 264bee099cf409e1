"""Checkpoints of a session, on request and by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Granularity, Request, RunState, Session
from convviz.session.autosaves import abandoned, ended_regularly
from engine.data import Dataset
from engine.training import Trainer
from engine.training.checkpoint import load_checkpoint

TIMEOUT_MS = 20_000


def continued(qtbot: QtBot, session: Session, path: Path) -> None:
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(checkpoint=load_checkpoint(path)))


def run_to_the_end(qtbot: QtBot, session: Session) -> str:
    with qtbot.waitSignal(
        session.state_changed,
        timeout=3 * TIMEOUT_MS,
        check_params_cb=lambda state: state is RunState.FINISHED,
    ):
        session.run()
    assert session.frame is not None
    return session.frame.network.parameters.sha256()


@pytest.fixture
def whole(small_dataset: Dataset, session: Session) -> Trainer:
    """The training of the session without a break."""
    trainer = Trainer.from_preset(
        session.run_info.preset,
        small_dataset,
        seed=9,
        threads=1,
        evaluations_per_epoch=4,
        evaluate_first=True,
        epochs=1,
    )
    for _ in trainer.events():
        pass
    trainer.close()
    return trainer


def test_a_saved_training_goes_on_in_another_session_bit_by_bit(
    qtbot: QtBot,
    session: Session,
    make_session: Callable[..., Session],
    whole: Trainer,
    tmp_path: Path,
    step: Callable[..., Any],
) -> None:
    session.tuning.set_epochs(1)
    for _ in range(3):
        step(qtbot, session)
    path, recent = tmp_path / "run.safetensors", []
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.keeping.save(path, recent.append)
    assert told.args[0].text == "Saved run.safetensors."
    assert recent == [path]

    other = make_session("two-layer", seed=1)
    continued(qtbot, other, path)
    assert other.state is RunState.HELD
    assert (other.run_info.preset.name, other.run_info.source) == ("conv-net", "conv-net")
    assert (other.frame.position.step, other.settings.epochs) == (3, 1)
    assert list(other.history.losses) == whole.losses[:3]
    assert list(other.history.steps) == [1, 2, 3]
    qtbot.waitUntil(lambda: "validation" in other.predictions, timeout=TIMEOUT_MS)
    assert other.predictions["validation"].step == 3
    assert run_to_the_end(qtbot, other) == whole.network.parameters.sha256()
    assert list(other.history.losses) == whole.losses
    assert list(other.history.accuracies) == whole.record.accuracies
    seen = [(e.position, e.loss, e.accuracy) for e in other.history.evaluations]
    assert seen == [(e.position, e.loss, e.accuracy) for e in whole.record.evaluations]
    assert [e.position for e in other.history.epochs] == [
        e.position for e in whole.record.epochs
    ]


def test_a_moment_in_the_middle_of_a_stepped_batch_is_the_one_before_it(
    qtbot: QtBot, session: Session, tmp_path: Path, step: Callable[..., Any]
) -> None:
    step(qtbot, session)
    before = session.frame.network.parameters.sha256()
    for _ in range(4):
        step(qtbot, session, Granularity.OPERATION)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.keeping.save(tmp_path / "run.safetensors")
    checkpoint = load_checkpoint(tmp_path / "run.safetensors")
    assert checkpoint.snapshot.parameters.sha256() == before
    assert checkpoint.position.step == 1


def test_changed_settings_are_kept_with_the_step_of_their_change(
    qtbot: QtBot,
    session: Session,
    make_session: Callable[..., Session],
    tmp_path: Path,
    step: Callable[..., Any],
) -> None:
    step(qtbot, session)
    session.tuning.set_learning_rate(0.5)
    session.tuning.set_optimizer("sgd")
    step(qtbot, session)
    path = tmp_path / "run.safetensors"
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.keeping.save(path)
    other = make_session(seed=1)
    continued(qtbot, other, path)
    assert (other.settings.learning_rate, other.settings.optimizer) == (0.5, "sgd")
    assert [
        (at, after.learning_rate, after.optimizer)
        for at, _, after in other.history.settings_changes
    ] == [(1, 0.5, "adam"), (1, 0.5, "sgd")]


def test_an_autosave_is_written_when_training_has_moved_and_only_then(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    step: Callable[..., Any],
    keep: Callable[..., Any],
) -> None:
    session.keeping.begin(tmp_path / "autosave")
    session.keeping.keep()
    assert not (tmp_path / "autosave").exists()
    step(qtbot, session)
    path = keep(qtbot, session, tmp_path / "autosave")
    written = path.stat().st_ino
    session.keeping.keep()
    assert not session.keeping.is_busy
    assert path.stat().st_ino == written
    step(qtbot, session)
    assert keep(qtbot, session, tmp_path / "autosave") == path
    assert load_checkpoint(path).position.step == 2


def test_the_autosave_comes_by_itself_while_training_runs(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.keeping.begin(tmp_path, interval_s=0.05)
    session.run()
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("run-*"))), timeout=TIMEOUT_MS)
    session.pause()


def test_a_training_that_diverges_is_kept_at_once(
    qtbot: QtBot, session: Session, tmp_path: Path, step: Callable[..., Any]
) -> None:
    session.keeping.begin(tmp_path)
    step(qtbot, session)
    session.tuning.set_optimizer("sgd")
    session.tuning.set_learning_rate(1e39)
    with qtbot.waitSignal(
        session.notified, timeout=TIMEOUT_MS, check_params_cb=lambda n: n.kind == "warning"
    ):
        step(qtbot, session)
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("run-*"))), timeout=TIMEOUT_MS)
    (path,) = tmp_path.glob("run-*")
    kept = load_checkpoint(path)
    assert np.isfinite(kept.snapshot.parameters.flat).all()
    assert kept.position.step == len(session.history) == 1


def test_a_closed_window_leaves_its_training(
    qtbot: QtBot, session: Session, tmp_path: Path, step: Callable[..., Any]
) -> None:
    session.keeping.begin(tmp_path)
    step(qtbot, session)
    session.shutdown()
    session.shutdown()
    (path,) = abandoned(tmp_path)
    assert ended_regularly(path)
    assert load_checkpoint(path).position.step == 1


def test_a_window_that_closes_while_training_runs_leaves_its_last_batch(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.keeping.begin(tmp_path, interval_s=0.01)
    session.run()
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("run-*"))), timeout=TIMEOUT_MS)
    session.shutdown()
    (path,) = abandoned(tmp_path)
    assert ended_regularly(path)
    assert load_checkpoint(path).position.step >= len(session.history) > 0
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_saved_or_never_trained_leaves_nothing(
    qtbot: QtBot,
    session: Session,
    make_session: Callable[..., Session],
    tmp_path: Path,
    step: Callable[..., Any],
    keep: Callable[..., Any],
) -> None:
    folder = tmp_path / "autosave"
    untouched = make_session()
    untouched.keeping.begin(folder)
    untouched.shutdown()
    session.keeping.begin(folder)
    step(qtbot, session)
    keep(qtbot, session, folder)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.keeping.save(tmp_path / "run.safetensors")
    session.shutdown()
    assert list(folder.iterdir()) == []


def test_two_windows_keep_their_own(
    qtbot: QtBot,
    session: Session,
    make_session: Callable[..., Session],
    tmp_path: Path,
    step: Callable[..., Any],
) -> None:
    other = make_session(seed=1)
    for each in (session, other):
        each.keeping.begin(tmp_path)
        step(qtbot, each)
    session.keeping.keep()
    other.keeping.keep()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("run-*"))) == 2, timeout=TIMEOUT_MS)
    assert abandoned(tmp_path) == []
    assert {load_checkpoint(path).seed for path in tmp_path.glob("run-*")} == {1, 9}


def test_a_training_of_another_data_set_is_refused_in_a_sentence(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    small_dataset: Dataset,
    step: Callable[..., Any],
) -> None:
    step(qtbot, session)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.keeping.save(tmp_path / "run.safetensors")
    session.runs.keep(small_dataset.limited(40))
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.runs.begin(Request(checkpoint=load_checkpoint(tmp_path / "run.safetensors")))
    assert told.args[0].kind == "error"
    assert told.args[0].text.startswith("conv-net: training can only go on with garments of")
    assert session.frame.position.step == 1
