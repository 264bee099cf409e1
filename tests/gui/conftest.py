"""Real sessions and windows on a small data set, and guards against what they leave."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings, QStandardPaths
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.main_window import MainWindow
from convviz.session import Granularity, Request, RunState, Session
from convviz.settings import WindowSettings
from convviz.theming import Theme
from engine.checkpoints import save_params
from engine.data import Dataset, Split
from engine.presets import load_preset

TIMEOUT_MS = 20_000


class PatientBot(QtBot):
    """Waits longer than the 5 s of pytest-qt, which are not enough on a busy machine."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = TIMEOUT_MS) -> None:  # noqa: N802
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """Drives widgets; closes what it was given at the end, as that of pytest-qt does."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def private_settings(tmp_path: Path) -> None:
    """Keep every test away from the settings and the files of the person who runs it."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings")
    )
    QStandardPaths.setTestModeEnabled(True)


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer or a window behind."""
    threads = set(threading.enumerate())
    yield
    left = [t.name for t in threading.enumerate() if t not in threads and t.is_alive()]
    assert not left, f"threads left behind: {left}"
    windows = [w.objectName() for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert not windows, f"windows left behind: {windows}"


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The dark theme, on the application."""
    looks = Theme(qapp, "dark")
    looks.apply(qapp)
    return looks


@pytest.fixture(scope="session")
def small_dataset(garments: Dataset) -> Dataset:
    """Garments, few enough that an epoch is over in a moment."""
    return dataclasses.replace(
        garments,
        train=_first(garments.train, 320),
        validation=_first(garments.validation, 60),
        test=_first(garments.test, 60),
    )


def _first(split: Split, n: int) -> Split:
    return dataclasses.replace(split, images=split.images[:n], labels=split.labels[:n])


@pytest.fixture
def make_session(qtbot: QtBot, small_dataset: Dataset) -> Iterator[Callable[..., Session]]:
    """Make sessions that stand before their first batch, and end them."""
    sessions: list[Session] = []

    def make(preset: str | Path = "conv-net", seed: int = 9) -> Session:
        session = Session()
        sessions.append(session)
        session.runs.keep(small_dataset)
        with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
            session.runs.begin(Request(preset=preset, dataset="garments", seed=seed))
        assert session.state is RunState.READY
        return session

    yield make
    for session in sessions:
        session.shutdown()


@pytest.fixture
def step_batch(qtbot: QtBot) -> Callable[[Session], None]:
    """Train exactly one batch and wait until the session holds again."""

    def step(session: Session) -> None:
        with qtbot.waitSignal(
            session.state_changed,
            timeout=TIMEOUT_MS,
            check_params_cb=lambda state: state is RunState.HELD,
        ):
            session.step(Granularity.BATCH)

    return step


@pytest.fixture
def other_file(tmp_path: Path) -> Path:
    """A file of another network of the same structure."""
    path = tmp_path / "other.pkl"
    save_params(path, load_preset("conv-net").build(seed=77), [])
    return path


@pytest.fixture
def every_layer(tmp_path: Path) -> Path:
    """A preset of one's own with every kind of layer."""
    steps = [
        *('kind = "conv2d"\nfilters = 4\nsize = 5', 'kind = "batch-norm"'),
        *('kind = "leaky-relu"', 'kind = "pool2d"', 'kind = "conv2d"\nfilters = 3\nsize = 3'),
        *('kind = "sigmoid"', 'kind = "dropout"', 'kind = "flatten"'),
        *('kind = "dense"\nunits = 12', 'kind = "batch-norm"', 'kind = "tanh"'),
        *('kind = "dense"\nunits = 16', 'kind = "relu"', 'kind = "dropout"\nrate = 0.2'),
        *('kind = "dense"\nunits = 10', 'kind = "softmax"'),
    ]
    head = """
        title = "Every layer"
        article = "None"
        dataset = "garments"
        input_shape = [1, 28, 28]
        classes = 10
        [training]
        loss = "cross-entropy"
        optimizer = "adamw"
        learning_rate = 0.002
        schedule = "constant"
        batch_size = 40
        epochs = 1
    """
    layers = [f'[[layers]]\nname = "layer{i}"\n{step}' for i, step in enumerate(steps)]
    path = tmp_path / "every.toml"
    path.write_text("\n".join([head, *layers]), encoding="utf-8")
    return path


@pytest.fixture
def session(make_session: Callable[..., Session]) -> Session:
    """The preset conv-net on a few garments, before its first batch."""
    return make_session()


@pytest.fixture
def make_window(
    qtbot: QtBot, theme: Theme, tmp_path: Path, make_session: Callable[..., Session]
) -> Callable[..., MainWindow]:
    """Make shown windows with a session of their own."""

    def make(
        session: Session | None = None,
        width: int = 1280,
        height: int = 800,
        *,
        maximised: bool = False,
    ) -> MainWindow:
        store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(session or make_session(), theme, WindowSettings(store))
        qtbot.addWidget(window)
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.showMaximized() if maximised else window.show()
        return window

    return make


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    """A shown window of 1280 × 800 on a session before its first batch."""
    return make_window()
