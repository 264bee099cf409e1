"""Checkpoints and autosaves that cannot be written."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Session
from engine.training.checkpoint import load_checkpoint

TIMEOUT_MS = 20_000


def test_a_folder_that_cannot_be_is_warned_of_once_and_training_goes_on(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    step: Callable[..., Any],
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
    step: Callable[..., Any],
    keep: Callable[..., Any],
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
    qtbot: QtBot, session: Session, tmp_path: Path, step: Callable[..., Any]
) -> None:
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.keeping.save(tmp_path / "nowhere" / "run.safetensors")
    assert told.args[0].text == "run.safetensors could not be saved: its folder does not exist."
    step(qtbot, session)
    assert len(session.history) == 1
