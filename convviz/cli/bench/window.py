"""What the window costs training, and what training costs the window."""

from __future__ import annotations

import statistics
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QObject, QSize, Qt, QTimer
from PyQt6.QtGui import QGuiApplication

from convviz.cli.bench.case import ENDLESS
from convviz.cli.stage import Stage
from convviz.session import Request
from convviz.session.runs import EVALUATIONS_PER_EPOCH
from engine.training import BatchDone, Trainer

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.cli.console import Console

SIZE = QSize(1_440, 900)
TICK_MS = 5
ROUNDS = 3
WARM_UP_S = 1.0


class LatenessMeter(QObject):
    """Ask to be called every few milliseconds, and note how late the call comes.

    Attributes
    ----------
    lateness_ms : list of float
        One per call; the event loop was busy that long.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lateness_ms: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Begin to measure."""
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Stop measuring."""
        self._timer.stop()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.lateness_ms.append(max(0.0, (now - self._last) * 1_000 - TICK_MS))
        self._last = now


def measure_window(
    preset: str, dataset: str | None, data_dir: Path | None, seconds: float, console: Console
) -> dict[str, Any]:
    """Train by turns without and with the window.

    Both ways count samples by the clock on the wall, with all evaluations, on the same
    data and as many threads.

    Parameters
    ----------
    preset, dataset, data_dir
        What is trained, as in the command line.
    seconds : float
        For each of the six turns.
    console : Console
        Told how far it is.
    """
    meter, frames = LatenessMeter(), list[object]()
    headless: list[float] = []
    window: list[float] = []
    with Stage(SIZE, data_dir=data_dir, visible=True) as stage:
        stage.begin(Request(preset, dataset, 0))
        session = stage.session
        session.tuning.set_epochs(ENDLESS)
        session.frame_changed.connect(lambda _: frames.append(None))
        with console.progress("training", 2 * ROUNDS, " turns") as bar:
            for _ in range(ROUNDS):
                headless.append(_speed_without(stage, seconds))
                bar.update()
                window.append(_speed_with(stage, seconds, meter))
                bar.update()
        assert session.run_info is not None
        size = stage.window.size()
        figures = {
            "preset": session.run_info.preset.name,
            "dataset": session.run_info.dataset,
            "size": f"{size.width()}×{size.height()}",
            "platform": QGuiApplication.platformName(),
            "panels": [name for name, panel in stage.window.panels.items() if panel.is_seen],
        }
    lateness = np.array(meter.lateness_ms)
    with_window, without = statistics.median(window), statistics.median(headless)
    return figures | {
        "seconds": ROUNDS * seconds,
        "frames_per_second": len(frames) / (ROUNDS * (seconds + WARM_UP_S)),
        "lateness_ms": {
            "median": float(np.median(lateness)),
            "p99": float(np.percentile(lateness, 99)),
            "max": float(lateness.max()),
            "calls": lateness.size,
        },
        "samples_per_second": {
            "window": with_window,
            "headless": without,
            "share": with_window / without,
        },
    }


def _speed_without(stage: Stage, seconds: float) -> float:
    """Return samples per second of a trainer like the window's, while that is paused."""
    session = stage.session
    assert session.run_info is not None
    assert session.dataset is not None
    trainer = Trainer.from_preset(
        session.run_info.preset,
        session.dataset,
        seed=0,
        epochs=ENDLESS,
        evaluations_per_epoch=EVALUATIONS_PER_EPOCH,
    )
    samples, started = 0, 0.0
    with closing(trainer), closing(trainer.events()) as events:
        begun = time.perf_counter()
        for event in events:
            now = time.perf_counter()
            if not started:
                started = now if now - begun > WARM_UP_S else 0.0
            elif isinstance(event, BatchDone):
                samples += event.samples
            if started and now - started > seconds:
                break
    return samples / (time.perf_counter() - started)


def _speed_with(stage: Stage, seconds: float, meter: LatenessMeter) -> float:
    """Return samples per second with every visible panel drawing."""
    session = stage.session
    assert session.settings is not None
    session.run()
    _let_pass(stage, WARM_UP_S)
    before, started = len(session.history), time.perf_counter()
    meter.start()
    _let_pass(stage, seconds)
    meter.stop()
    batches, passed = len(session.history) - before, time.perf_counter() - started
    session.pause()
    stage.until(lambda: not session.state.is_moving, "a pause")
    return batches * session.settings.batch_size / passed


def _let_pass(stage: Stage, seconds: float) -> None:
    end = time.perf_counter() + seconds
    stage.until(lambda: time.perf_counter() >= end, f"{seconds:.0f} s", 10 * seconds + 60)
