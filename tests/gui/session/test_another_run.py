"""What becomes of the autosave of a run when another one begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Granularity, Session
from convviz.session.autosaves import abandoned, ended_regularly
from engine.training.checkpoint import load_checkpoint

TIMEOUT_MS = 20_000


@pytest.fixture
def kept(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    step: Callable[..., Any],
    keep: Callable[..., Any],
) -> Path:
    """The autosave of a run after an epoch and a batch."""
    session.keeping.begin(tmp_path / "autosave")
    step(qtbot, session, Granularity.EPOCH)
    step(qtbot, session)
    return keep(qtbot, session, tmp_path / "autosave")


def test_an_autosave_of_whole_epochs_is_left_to_be_offered(
    qtbot: QtBot,
    session: Session,
    kept: Path,
    step: Callable[..., Any],
    begin_again: Callable[..., Any],
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


def test_an_autosave_that_was_saved_gives_way(
    qtbot: QtBot,
    session: Session,
    kept: Path,
    tmp_path: Path,
    step: Callable[..., Any],
    keep: Callable[..., Any],
    begin_again: Callable[..., Any],
) -> None:
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.keeping.save(tmp_path / "mine.safetensors")
    begin_again(qtbot, session, seed=10)
    step(qtbot, session)
    assert keep(qtbot, session, kept.parent) == kept
    assert abandoned(kept.parent) == []


def test_an_autosave_of_a_few_batches_gives_way(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    step: Callable[..., Any],
    keep: Callable[..., Any],
    begin_again: Callable[..., Any],
) -> None:
    session.keeping.begin(tmp_path)
    step(qtbot, session)
    path = keep(qtbot, session, tmp_path)
    begin_again(qtbot, session, seed=10)
    step(qtbot, session)
    assert keep(qtbot, session, tmp_path) == path
    assert load_checkpoint(path).seed == 10


def test_an_autosave_that_was_gone_on_with_is_left_too(
    qtbot: QtBot,
    session: Session,
    make_session: Callable[..., Session],
    kept: Path,
    begin_again: Callable[..., Any],
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


def test_no_more_than_a_few_autosaves_are_left(
    qtbot: QtBot,
    session: Session,
    kept: Path,
    step: Callable[..., Any],
    keep: Callable[..., Any],
    begin_again: Callable[..., Any],
) -> None:
    for seed in range(10, 14):
        begin_again(qtbot, session, seed)
        step(qtbot, session, Granularity.EPOCH)
        path = keep(qtbot, session, kept.parent)
    closed = set(kept.parent.glob("closed-*"))
    assert {load_checkpoint(each).seed for each in closed} == {10, 11, 12}
    assert load_checkpoint(path).seed == 13
