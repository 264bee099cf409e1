"""A process that is killed while it trains, or while it saves, loses little."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Notice, RunState, Session
from engine.data import Dataset
from engine.training import BatchDone, Trainer

TIMEOUT_MS = 20_000
TRAINING = """
import dataclasses, os, sys, time
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QTimer

from convviz.session import Request, RunState, Session
from engine.data import load_dataset

folder, stuck_sync = Path(sys.argv[1]), int(sys.argv[2])
app, session = QCoreApplication([]), Session()
garments = load_dataset("garments")


def first(split, n):
    return dataclasses.replace(split, images=split.images[:n], labels=split.labels[:n])


session.runs.keep(
    dataclasses.replace(
        garments,
        train=first(garments.train, 320),
        validation=first(garments.validation, 60),
        test=first(garments.test, 60),
    )
)
saves, sync = [], os.fsync


def fsync(descriptor):
    saves.append(descriptor)
    if len(saves) == stuck_sync:
        print("saving", flush=True)
        time.sleep(60)
    sync(descriptor)


def look():
    if any(folder.glob("run-*")):
        print("kept", flush=True)


os.fsync = fsync
looking = QTimer()
looking.timeout.connect(look)
looking.start(20)
session.keeping.begin(folder, interval_s=0.02)


def begin(state):
    if state is RunState.READY:
        session.tuning.set_epochs(1_000)  # that do not end before it is killed
        session.run()


session.state_changed.connect(begin)
session.runs.begin(Request(preset="conv-net", dataset="garments", seed=9))
app.exec()
"""


def kill_after(word: str, folder: Path, stuck_sync: int) -> None:
    """Let a process train until it says `word`, then kill it."""
    command = [sys.executable, "-c", TRAINING, str(folder), str(stuck_sync)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = next((line for line in process.stdout if line.strip() == word), "")
        process.kill()
        assert said, "it ended by itself"


def hash_after(preset, dataset: Dataset, step: int) -> str:
    trainer = Trainer.from_preset(
        preset,
        dataset,
        seed=9,
        threads=1,
        evaluations_per_epoch=4,
        evaluate_first=True,
        epochs=1_000,
    )
    for event in trainer.events():
        if isinstance(event, BatchDone) and event.step == step:
            break
    trainer.close()
    return trainer.network.parameters.sha256()


@pytest.mark.parametrize(
    ("word", "stuck_sync"), [("kept", 0), ("saving", 3)], ids=["training", "saving"]
)
def test_the_next_start_goes_on_bit_by_bit(
    qtbot: QtBot,
    make_session: Callable[..., Session],
    small_dataset: Dataset,
    tmp_path: Path,
    word: str,
    stuck_sync: int,
) -> None:
    kill_after(word, tmp_path, stuck_sync)
    if word == "saving":
        assert list(tmp_path.glob(".convviz-*.tmp"))
    session = make_session("two-layer", seed=1)
    session.keeping.begin(tmp_path)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.keeping.offering.offer_last()
    notice: Notice = told.args[0]
    assert notice.text == "conv-net on Garments ended unexpectedly. Go on with it?"
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        dict(notice.actions)["Continue"]()
    assert session.state in {RunState.HELD, RunState.FINISHED}
    at, preset = session.frame.position, session.run_info.preset
    assert at.step > 0
    network = session.frame.network
    assert network.parameters.sha256() == hash_after(preset, small_dataset, at.step)
    session.tuning.set_epochs(at.epoch + 1)
    with qtbot.waitSignal(
        session.state_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda state: state is RunState.FINISHED,
    ):
        session.run()
    assert len(session.history) == session.frame.position.step
