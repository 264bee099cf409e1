"""What is kept when runs end, begin again or answer late."""

from __future__ import annotations

import dataclasses
import errno
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Granularity, Session
from convviz.session import keeping as keeping_module
from convviz.session.autosaves import Autosave, abandoned
from convviz.session.jobs import WORKERS
from engine.data import Dataset
from engine.training import Trainer
from engine.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from engine.training.shard import Shard

TIMEOUT_MS = 20_000


def test_a_training_that_answers_late_is_kept_all_the_same(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    gate: threading.Event,
    step: Callable[..., Any],
) -> None:
    session.keeping.begin(tmp_path)
    step(qtbot, session)
    session.submit(lambda _: gate.wait(), lambda _: None)
    threading.Timer(0.05, gate.set).start()
    session.shutdown()
    (path,) = abandoned(tmp_path)
    assert load_checkpoint(path).position.step == 1


def test_closing_in_the_middle_of_a_batch_drops_it_and_keeps_those_before(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    gate: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    step: Callable[..., Any],
) -> None:
    session.keeping.begin(tmp_path)
    step(qtbot, session)
    begun, run, shards = threading.Event(), Shard.run, []

    def run_late(shard: Shard) -> None:
        shards.append(shard)
        begun.set()
        gate.wait()
        run(shard)

    monkeypatch.setattr(Shard, "run", run_late)
    session.tuning.set_batch_size(320)
    session.run()
    qtbot.waitUntil(begun.is_set, timeout=TIMEOUT_MS)
    threading.Timer(0.05, gate.set).start()
    session.shutdown()
    assert len(shards) < 10
    (path,) = abandoned(tmp_path)
    assert load_checkpoint(path).position.step == 1


def test_the_end_of_an_epoch_is_kept_by_itself(
    qtbot: QtBot, session: Session, tmp_path: Path, step: Callable[..., Any]
) -> None:
    session.keeping.begin(tmp_path)
    step(qtbot, session, Granularity.EPOCH)
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("run-*"))), timeout=TIMEOUT_MS)
    (path,) = tmp_path.glob("run-*")
    assert load_checkpoint(path).position.step == 10


def test_the_first_batches_are_kept_soon(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_module, "FIRST_AFTER_S", 0)
    session.keeping.begin(tmp_path)
    session.tuning.set_epochs(1_000)
    session.run()
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("run-*"))), timeout=TIMEOUT_MS)
    session.pause()


def test_a_save_of_the_run_before_is_none_of_this_one(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    gate: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    step: Callable[..., Any],
    begin_again: Callable[..., Any],
) -> None:
    begun = threading.Event()

    def save(path: Path, checkpoint: Checkpoint) -> None:
        begun.set()
        gate.wait()
        save_checkpoint(path, checkpoint)

    monkeypatch.setattr(keeping_module, "save_checkpoint", save)
    session.keeping.begin(tmp_path / "autosave")
    step(qtbot, session)
    session.keeping.save(tmp_path / "first.safetensors")
    qtbot.waitUntil(begun.is_set, timeout=TIMEOUT_MS)
    begin_again(qtbot, session, seed=10)
    step(qtbot, session)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        gate.set()
    assert told.args[0].text == "Saved first.safetensors."
    session.shutdown()
    (path,) = abandoned(tmp_path / "autosave")
    assert load_checkpoint(path).seed == 10


def test_an_autosave_of_the_run_before_is_none_of_this_one(
    qtbot: QtBot,
    session: Session,
    small_dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: Callable[..., Any],
    keep: Callable[..., Any],
) -> None:
    run = session.run_info
    second = Trainer.from_preset(run.preset, small_dataset, seed=10, threads=1)
    start_job, written = session.start_job, threading.Event()

    def begin_meanwhile(label: str, work: Callable[..., None], *answers: object) -> None:
        def told_when_done(control: object) -> None:
            work(control)
            written.set()

        start_job(label, told_when_done, *answers)
        assert written.wait(TIMEOUT_MS / 1_000)  # its answer comes after the next run began
        session.begin(dataclasses.replace(run, seed=10), small_dataset, second)

    session.keeping.begin(tmp_path)
    step(qtbot, session)
    with monkeypatch.context() as patch:
        patch.setattr(session, "start_job", begin_meanwhile)
        with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
            session.keeping.keep()
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        step(qtbot, session)
    assert load_checkpoint(keep(qtbot, session, tmp_path)).seed == 10


def test_what_was_captured_of_a_run_is_not_written_over_an_adopted_one(
    qtbot: QtBot,
    session: Session,
    make_session: Callable[..., Session],
    tmp_path: Path,
    gate: threading.Event,
    step: Callable[..., Any],
) -> None:
    before = make_session(seed=4)
    before.keeping.begin(tmp_path)
    step(qtbot, before)
    before.shutdown()
    (path,) = abandoned(tmp_path)
    session.keeping.begin(tmp_path)
    step(qtbot, session)
    for worker in range(WORKERS):
        session.start_job(f"Waiting {worker}", lambda _: gate.wait(), lambda _: None)
    session.keeping.keep()
    asked = threading.Event()
    session.submit(lambda _: None, lambda _: asked.set())
    qtbot.waitUntil(asked.is_set, timeout=TIMEOUT_MS)
    session.keeping.adopt(Autosave.claim(path))
    with qtbot.waitSignal(
        session.progress_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda p: p.label == "Keeping the training" and p.finished,
    ):
        gate.set()
    assert load_checkpoint(path).seed == 4
    assert list(tmp_path.glob("*.safetensors")) == [path]


def test_a_moment_that_cannot_be_copied_is_warned_of_and_the_next_one_kept(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    step: Callable[..., Any],
    keep: Callable[..., Any],
) -> None:
    def fail(_: Trainer) -> None:
        raise MemoryError("no room for a copy")

    session.keeping.begin(tmp_path)
    step(qtbot, session)
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "snapshot", fail)
        session.keeping.keep()
        qtbot.waitUntil(lambda: not session.keeping.is_busy, timeout=TIMEOUT_MS)
    assert "the training is not kept: no room for a copy" in caplog.text
    assert load_checkpoint(keep(qtbot, session, tmp_path)).position.step == 1


def test_a_folder_without_locks_is_warned_of_when_the_window_closes(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    step: Callable[..., Any],
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("convviz.session.process_lock._lock", refuse)
    session.keeping.begin(tmp_path)
    step(qtbot, session)
    session.shutdown()
    assert "the training is not kept" in caplog.text
    assert "No locks available" in caplog.text
