"""The whole story in one window: learn, look, save, open, load, go on."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from convviz.main_window import MainWindow
from convviz.session import Request, RunState, Selection, Session
from convviz.settings import WindowSettings
from convviz.theming import Theme
from engine.data import SampleRef

TIMEOUT_MS = 60_000


@pytest.fixture
def window(qtbot: QtBot, qapp: object, tmp_path: Path) -> Iterator[MainWindow]:
    theme = Theme(qapp, "dark")
    theme.apply(qapp)
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    session = Session()
    session.files.autosave = tmp_path / "autosave" / "params.pkl"
    window = MainWindow(session, theme, WindowSettings(store))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    session.shutdown()


def until(qtbot: QtBot, session: Session, state: RunState, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(
        session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is state
    ):
        act()


def test_a_person_trains_looks_saves_and_opens_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    session = window.session
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(dataset="garments", seed=0))

    # They run, and the loss falls before the first epoch is over.
    until(qtbot, session, RunState.RUNNING, lambda: qtbot.keyClick(window, Qt.Key.Key_F5))
    qtbot.waitUntil(lambda: len(session.history) >= 120, timeout=TIMEOUT_MS)
    until(qtbot, session, RunState.HELD, lambda: qtbot.keyClick(window, Qt.Key.Key_F5))
    losses = session.history.losses
    assert losses[-20:].mean() < 0.5 * losses[:5].mean()

    # They look at one cell: its sum is the stored number.
    session.select(Selection("conv2", (4, 12, 8)))
    frame = session.frame
    patch = frame.trace.activations["relu1"][:, 12:17, 8:13].astype(np.float64)
    w, b = frame.network.parameters["conv2.w"], frame.network.parameters["conv2.b"]
    stored = frame.trace.activations["conv2"][4, 12, 8]
    assert (patch * w[4]).sum() + b[4] == pytest.approx(stored, abs=1e-5)

    # They step through the pooling of the next batch, forward and back.
    seen = []
    while "backward of pool1" not in seen:
        until(qtbot, session, RunState.HELD, lambda: qtbot.keyClick(window, Qt.Key.Key_F10))
        seen.append(str(session.frame.operation))
    assert seen.index("forward of pool1") < seen.index("loss") < seen.index("backward of pool1")

    # They pin another sample and save.
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.pin(SampleRef("test", 3))
    path = tmp_path / "params.pkl"
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.files.save(path)
    params, cost = pickle.loads(path.read_bytes())
    assert [None if p is None else p.shape for p in params[6:8]] == [(8, 1), (8, 1)]
    assert cost == list(session.history.losses)

    # They begin again with another seed, open the file, load it, and have the same network.
    saved = session.frame.network.parameters.sha256()
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.restart(seed=1)
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS) as opened:
        window.open_file(path)
    assert opened.args[0].match.fits
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.files.load()
    assert session.frame.network.parameters.sha256() == saved

    # They finish the epoch; what it wrote by itself is whole.
    until(qtbot, session, RunState.HELD, lambda: qtbot.keyClick(window, Qt.Key.Key_F12))
    assert session.history.evaluations[-1].accuracy > 0.5
    written, _ = pickle.loads(session.files.autosave.read_bytes())
    np.testing.assert_array_equal(written[0], session.frame.network.parameters["conv1.w"])
    window.close()
