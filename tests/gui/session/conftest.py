"""What tests of autosaves do again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Granularity, RunState, Session

TIMEOUT_MS = 20_000


@pytest.fixture
def step() -> Callable[..., Any]:
    """Run one batch or epoch and wait until it is done."""

    def do(
        qtbot: QtBot, session: Session, granularity: Granularity = Granularity.BATCH
    ) -> None:
        with qtbot.waitSignal(
            session.state_changed,
            timeout=TIMEOUT_MS,
            check_params_cb=lambda state: state in {RunState.HELD, RunState.FINISHED},
        ):
            session.step(granularity)

    return do


@pytest.fixture
def keep() -> Callable[..., Any]:
    """Have the autosave written, and return its path."""

    def do(qtbot: QtBot, session: Session, folder: Path) -> Path:
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

    return do


@pytest.fixture
def begin_again() -> Callable[..., Any]:
    """Begin the run again with another seed."""

    def do(qtbot: QtBot, session: Session, seed: int) -> None:
        with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
            session.runs.restart(seed)

    return do


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What other threads wait for; open in the end, whatever happened."""
    event = threading.Event()
    yield event
    event.set()
