from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QTimer
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from convviz.crash import CrashGuard


@pytest.fixture
def shown() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def guard(tmp_path: Path, shown: list[tuple[str, str]]) -> Iterator[CrashGuard]:
    guard = CrashGuard(
        lambda title, words, _: shown.append((title, words)), tmp_path / "crash.txt"
    )
    guard.install()
    yield guard
    guard.uninstall()


def fail(words: str) -> None:
    raise ValueError(words)


def test_an_exception_in_a_slot_is_shown_and_the_loop_goes_on(
    qtbot: QtBot, guard: CrashGuard, shown: list[tuple[str, str]]
) -> None:
    later: list[int] = []
    QTimer.singleShot(0, lambda: fail("no such cell"))
    QTimer.singleShot(1, lambda: later.append(1))
    qtbot.waitUntil(lambda: bool(later))
    assert shown == [("Something unexpected happened", "ValueError: no such cell")]


def test_the_same_exception_is_shown_once(
    guard: CrashGuard, shown: list[tuple[str, str]]
) -> None:
    for _ in range(3):
        try:
            fail("again")
        except ValueError:
            sys.excepthook(*sys.exc_info())
    assert len(shown) == 1


def test_an_exception_in_a_thread_is_shown(
    guard: CrashGuard, shown: list[tuple[str, str]]
) -> None:
    thread = threading.Thread(target=fail, args=("in a thread",))
    thread.start()
    thread.join()
    assert shown[0][1] == "ValueError: in a thread"


def test_what_the_last_run_left_is_found(tmp_path: Path) -> None:
    path = tmp_path / "crash.txt"
    path.write_text("Fatal Python error: Segmentation fault")
    guard = CrashGuard(lambda *_: None, path)
    guard.install()
    guard.uninstall()
    assert "Segmentation fault" in guard.last_crash
    assert path.read_text() == ""


def test_the_hooks_are_given_back(tmp_path: Path) -> None:
    with capture_exceptions():
        guard = CrashGuard(lambda *_: None, tmp_path / "crash.txt")
        guard.install()
        guard.uninstall()
        assert sys.excepthook is sys.__excepthook__
