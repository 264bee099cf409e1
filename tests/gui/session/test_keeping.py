"""Checkpoints of a session, on request and by itself."""

from __future__ import annotations

import dataclasses
import errno
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Granularity, Request, RunState, Session
from convviz.session import keeping as keeping_module
from convviz.session.autosaves import Autosave, abandoned, ended_regularly
from convviz.session.jobs import WORKERS
from engine.data import Dataset
from engine.training import Trainer
from engine.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from engine.training.shard import Shard

TIMEOUT_MS = 20_000


def step(qtbot: QtBot, session: Session, granularity: Granularity = Granularity.BATCH) -> None:
    with qtbot.waitSignal(
        session.state_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda state: state in {RunState.HELD, RunState.FINISHED},
    ):
        session.step(granularity)


def keep(qtbot: QtBot, session: Session, folder: Path) -> Path:
    """Have the autosave written, and return its path."""
    qtbot.waitUntil(lambda: not session.keeping.is_busy, timeout=TIMEOUT_MS)
    if session.keeping.is_up_to_date:  # at the end of an epoch it comes by itself
        (path,) = folder.glob("run-*.safetensors")
        return path
    before = {path: path.stat().st_ino for path in folder.glob("*.safetensors")}
    session.keeping.keep()

    def written() -> bool:
        now = {path: path.stat().st_ino for path in folder.glob("*.safetensors")}
        return now != before and not session.keeping.is_busy

    qtbot.waitUntil(written, timeout=TIMEOUT_MS)
    (path,) = folder.glob("run-*.safetensors")
    return path


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
    qtbot: QtBot, session: Session, tmp_path: Path
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
    qtbot: QtBot, session: Session, make_session: Callable[..., Session], tmp_path: Path
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
    qtbot: QtBot, session: Session, tmp_path: Path
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
    qtbot: QtBot, session: Session, tmp_path: Path
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
    qtbot: QtBot, session: Session, tmp_path: Path
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
    qtbot: QtBot, session: Session, make_session: Callable[..., Session], tmp_path: Path
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
    qtbot: QtBot, session: Session, make_session: Callable[..., Session], tmp_path: Path
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


def test_a_folder_that_cannot_be_is_warned_of_once_and_training_goes_on(
    qtbot: QtBot, session: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    session.keeping.begin(tmp_path / "file" / "autosave")
    for count in (1, 2):
        step(qtbot, session)
        with caplog.at_level(logging.WARNING):
            session.keeping.keep()
            qtbot.waitUntil(lambda: not session.keeping.is_busy, timeout=TIMEOUT_MS)
        warnings = [r for r in caplog.records if "the training is not kept" in r.message]
        assert len(warnings) == 1
        assert len(session.history) == count
    session.shutdown()


def test_a_full_disk_leaves_the_autosave_of_before_until_there_is_room(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    session.keeping.begin(tmp_path)
    step(qtbot, session)
    path = keep(qtbot, session, tmp_path)
    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr("os.fsync", full)
        step(qtbot, session)
        session.keeping.keep()
        qtbot.waitUntil(lambda: not session.keeping.is_busy, timeout=TIMEOUT_MS)
    assert "the training is not kept" in caplog.text
    assert "the disk is full" in caplog.text
    assert load_checkpoint(path).position.step == 1
    assert len(list(tmp_path.iterdir())) == 2
    assert keep(qtbot, session, tmp_path) == path
    assert load_checkpoint(path).position.step == 2


def test_a_save_that_fails_is_told_and_leaves_the_session(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.keeping.save(tmp_path / "nowhere" / "run.safetensors")
    assert told.args[0].text == "run.safetensors could not be saved: its folder does not exist."
    step(qtbot, session)
    assert len(session.history) == 1


def test_a_training_of_another_data_set_is_refused_in_a_sentence(
    qtbot: QtBot, session: Session, tmp_path: Path, small_dataset: Dataset
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


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What other threads wait for; open in the end, whatever happened."""
    event = threading.Event()
    yield event
    event.set()


def begin_again(qtbot: QtBot, session: Session, seed: int) -> None:
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.restart(seed)


def test_a_training_that_answers_late_is_kept_all_the_same(
    qtbot: QtBot, session: Session, tmp_path: Path, gate: threading.Event
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
    qtbot: QtBot, session: Session, tmp_path: Path
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
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("convviz.session.process_lock._lock", refuse)
    session.keeping.begin(tmp_path)
    step(qtbot, session)
    session.shutdown()
    assert "the training is not kept" in caplog.text
    assert "No locks available" in caplog.text


class TestWhenAnotherRunBegins:
    @pytest.fixture
    def kept(self, qtbot: QtBot, session: Session, tmp_path: Path) -> Path:
        """The autosave of a run after an epoch and a batch."""
        session.keeping.begin(tmp_path / "autosave")
        step(qtbot, session, Granularity.EPOCH)
        step(qtbot, session)
        return keep(qtbot, session, tmp_path / "autosave")

    def test_one_of_whole_epochs_is_left_to_be_offered(
        self, qtbot: QtBot, session: Session, kept: Path
    ) -> None:
        begin_again(qtbot, session, seed=10)
        (old,) = abandoned(kept.parent)
        assert ended_regularly(old)
        assert load_checkpoint(old).seed == 9
        step(qtbot, session)
        session.shutdown()
        newest, oldest = abandoned(kept.parent)
        assert oldest == old
        assert load_checkpoint(newest).seed == 10

    def test_one_that_was_saved_gives_way(
        self, qtbot: QtBot, session: Session, kept: Path, tmp_path: Path
    ) -> None:
        with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
            session.keeping.save(tmp_path / "mine.safetensors")
        begin_again(qtbot, session, seed=10)
        step(qtbot, session)
        assert keep(qtbot, session, kept.parent) == kept
        assert abandoned(kept.parent) == []

    def test_one_of_a_few_batches_gives_way(
        self, qtbot: QtBot, session: Session, tmp_path: Path
    ) -> None:
        session.keeping.begin(tmp_path)
        step(qtbot, session)
        path = keep(qtbot, session, tmp_path)
        begin_again(qtbot, session, seed=10)
        step(qtbot, session)
        assert keep(qtbot, session, tmp_path) == path
        assert load_checkpoint(path).seed == 10

    def test_one_that_was_gone_on_with_is_left_too(
        self, qtbot: QtBot, session: Session, make_session: Callable[..., Session], kept: Path
    ) -> None:
        session.shutdown()
        other = make_session(seed=1)
        other.keeping.begin(kept.parent)
        with qtbot.waitSignal(other.notified, timeout=TIMEOUT_MS) as told:
            other.keeping.offering.offer_last()
        with qtbot.waitSignal(other.frame_changed, timeout=TIMEOUT_MS):
            dict(told.args[0].actions)["Continue"]()
        begin_again(qtbot, other, seed=10)
        (old,) = abandoned(kept.parent)
        assert load_checkpoint(old).seed == 9

    def test_no_more_than_a_few_are_left(
        self, qtbot: QtBot, session: Session, kept: Path
    ) -> None:
        for seed in range(10, 14):
            begin_again(qtbot, session, seed)
            step(qtbot, session, Granularity.EPOCH)
            path = keep(qtbot, session, kept.parent)
        closed = set(kept.parent.glob("closed-*"))
        assert {load_checkpoint(each).seed for each in closed} == {10, 11, 12}
        assert load_checkpoint(path).seed == 13
