"""Opening files in a hurry: many at once, and then not."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.session import OpenedParams, Session
from convviz.session.state import Progress

TIMEOUT_MS = 20_000


@pytest.fixture
def shown(session: Session) -> list[OpenedParams]:
    """What the session showed, in its order."""
    seen: list[OpenedParams] = []
    session.params_opened.connect(seen.append)
    return seen


def written(path: Path, numbers: int) -> Path:
    path.write_bytes(pickle.dumps({"w": np.arange(float(numbers)), "n": [0] * 100_000}))
    return path


def wait_until_still(qtbot: QtBot, session: Session) -> None:
    """Wait for all work under way, and for what it posted."""
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.start_job("Last", lambda _: None, lambda _: session.notify("Done."))


def test_a_file_dropped_fifty_times_is_shown_once(
    qtbot: QtBot, session: Session, tmp_path: Path, shown: list[OpenedParams]
) -> None:
    path = written(tmp_path / "params.pkl", 10)
    before = path.stat()
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        for _ in range(50):
            session.files.open(path)
    wait_until_still(qtbot, session)
    assert [opened.error for opened in shown] == [None]
    after = path.stat()
    assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
    assert list(tmp_path.iterdir()) == [path]


def test_the_last_of_several_files_is_the_one_shown(
    qtbot: QtBot, session: Session, tmp_path: Path, shown: list[OpenedParams]
) -> None:
    large, small = written(tmp_path / "large.pkl", 4 << 20), written(tmp_path / "small.pkl", 1)
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(large)
        session.files.open(small)
    wait_until_still(qtbot, session)
    assert [opened.path for opened in shown] == [small]


def test_a_file_whose_opening_is_cancelled_is_never_shown(
    qtbot: QtBot, session: Session, tmp_path: Path, shown: list[OpenedParams]
) -> None:
    def cancel(progress: Progress) -> None:
        if progress.label == "Opening" and progress.cancel is not None:
            progress.cancel()

    session.progress_changed.connect(cancel)
    large, small = written(tmp_path / "large.pkl", 12 << 20), written(tmp_path / "small.pkl", 1)
    session.files.open(large)
    with qtbot.waitSignal(
        session.progress_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda progress: progress.label == "Opening" and progress.finished,
    ):
        pass
    session.progress_changed.disconnect(cancel)
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(small)
    assert [opened.path for opened in shown] == [small]
