"""Offers to go on with a training."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convviz.main_window import MainWindow
from convviz.session import Notice, Request, RunState, Session
from convviz.session.autosaves import RUNNING, abandoned
from convviz.session.offering import TAKEN
from engine.data import Dataset
from engine.training.checkpoint import load_checkpoint

TIMEOUT_MS = 20_000


@pytest.fixture
def leave(
    qtbot: QtBot,
    make_session: Callable[..., Session],
    tmp_path: Path,
    step_batch: Callable[[Session], None],
) -> Callable[..., Path]:
    """Return a function that leaves a training of some batches in a folder."""

    def make(batches: int = 2, *, crashed: bool = False) -> Path:
        session = make_session(seed=4)
        session.keeping.begin(tmp_path / "autosave")
        for _ in range(batches):
            step_batch(session)
        session.shutdown()
        path = abandoned(tmp_path / "autosave")[0]
        return path.rename(path.with_name(RUNNING + path.name[7:])) if crashed else path

    return make


def offered(qtbot: QtBot, session: Session, folder: Path) -> Notice:
    session.keeping.begin(folder)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.keeping.offering.offer_last()
    notice: Notice = told.args[0]
    return notice


def take(notice: Notice, label: str) -> None:
    dict(notice.actions)[label]()


def test_a_crash_is_offered_in_words_and_goes_on_where_it_was(
    qtbot: QtBot,
    leave: Callable[..., Path],
    session: Session,
    step_batch: Callable[[Session], None],
) -> None:
    path = leave(2, crashed=True)
    notice = offered(qtbot, session, path.parent)
    assert notice.text == "conv-net on Garments ended unexpectedly. Go on with it?"
    assert notice.detail == "It was last kept at epoch 1, batch 2, just now."
    with (
        qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS),
        qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told,
    ):
        take(notice, "Continue")
    assert told.args[0].text == "The training stands where it stood."
    assert (session.run_info.seed, session.frame.position.step) == (4, 2)
    assert session.state is RunState.HELD
    step_batch(session)
    session.keeping.keep()
    qtbot.waitUntil(lambda: not session.keeping.is_busy, timeout=TIMEOUT_MS)
    assert load_checkpoint(path).position.step == 3
    assert abandoned(path.parent) == []


def test_a_regular_end_is_offered_in_other_words(
    qtbot: QtBot, leave: Callable[..., Path], session: Session
) -> None:
    notice = offered(qtbot, session, leave().parent)
    assert notice.text == "Go on with conv-net on Garments?"
    assert notice.detail == "You left it at epoch 1, batch 2, just now."


def test_what_was_gone_on_with_and_not_trained_is_offered_again(
    qtbot: QtBot, leave: Callable[..., Path], session: Session
) -> None:
    path = leave()
    notice = offered(qtbot, session, path.parent)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        take(notice, "Continue")
    session.shutdown()
    assert abandoned(path.parent) == [path]


def test_what_cannot_begin_stays_for_another_time(
    qtbot: QtBot,
    leave: Callable[..., Path],
    session: Session,
    small_dataset: Dataset,
    step_batch: Callable[[Session], None],
) -> None:
    path = leave()
    notice = offered(qtbot, session, path.parent)
    session.runs.keep(small_dataset.limited(40))
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        take(notice, "Continue")
    assert "training can only go on with garments" in told.args[0].text
    step_batch(session)
    session.shutdown()
    assert path in abandoned(path.parent)
    assert load_checkpoint(path).seed == 4


def test_discarding_removes_the_file(
    qtbot: QtBot, leave: Callable[..., Path], session: Session
) -> None:
    path = leave()
    take(offered(qtbot, session, path.parent), "Discard")
    assert list(path.parent.iterdir()) == []


def test_one_that_another_window_took_meanwhile_is_told(
    qtbot: QtBot,
    leave: Callable[..., Path],
    session: Session,
    make_session: Callable[..., Session],
) -> None:
    path, other = leave(), make_session()
    notices = [offered(qtbot, each, path.parent) for each in (session, other)]
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        take(notices[0], "Continue")
    with qtbot.waitSignal(other.notified, timeout=TIMEOUT_MS) as told:
        take(notices[1], "Continue")
    assert told.args[0].text == "This training cannot be continued here."
    take(notices[1], "Discard")
    assert path.exists()


@pytest.mark.parametrize(
    ("label", "what"), [("Continue", "continued"), ("Discard", "discarded")]
)
def test_a_folder_whose_locks_have_failed_since_is_told(
    qtbot: QtBot,
    leave: Callable[..., Path],
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    label: str,
    what: str,
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    path = leave()
    notice = offered(qtbot, session, path.parent)
    monkeypatch.setattr("convviz.session.process_lock._lock", refuse)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        take(notice, label)
    assert told.args[0].text == f"This training cannot be {what} here."
    assert told.args[0].detail == "Its file cannot be locked: No locks available."
    assert path.exists()


def test_a_damaged_file_gives_way_to_the_one_before(
    qtbot: QtBot, leave: Callable[..., Path], session: Session, caplog
) -> None:
    good, bad = leave(1), leave(2)
    bad.write_bytes(bad.read_bytes()[:-5])
    notice = offered(qtbot, session, good.parent)
    assert notice.detail.startswith("You left it at epoch 1, batch 1,")
    assert f"{bad.name} is not offered" in caplog.text


def test_nothing_is_offered_where_nothing_was_left(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.keeping.offering.offer_last()
    session.keeping.begin(tmp_path / "autosave")
    with qtbot.waitSignal(
        session.progress_changed, timeout=TIMEOUT_MS, check_params_cb=lambda p: p.finished
    ):
        session.keeping.offering.offer_last()


def test_a_checkpoint_that_is_opened_is_offered_with_its_history(
    qtbot: QtBot, leave: Callable[..., Path], window: MainWindow
) -> None:
    session, path = window.session, leave()
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        window.open_file(path)
    notice = told.args[0]
    assert notice.text == f"{path.name} holds a training that can go on."
    assert window.message_bar.notice is notice
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        take(notice, "Continue training")
    assert len(session.history) == 2
    window.layout_of_docks.show_panel("CurvesPanel")
    curves = window.panels["CurvesPanel"].view
    qtbot.waitUntil(lambda: curves.last_step == 2, timeout=TIMEOUT_MS)


def test_a_checkpoint_that_cannot_go_on_is_told_in_a_sentence(
    qtbot: QtBot, leave: Callable[..., Path], session: Session, tmp_path: Path
) -> None:
    content = leave().read_bytes().replace(b'\\"seed\\": \\"4\\"', b'\\"seed\\": \\"x\\"')
    (tmp_path / "mine.safetensors").write_bytes(content)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.files.open(tmp_path / "mine.safetensors")
    assert told.args[0].kind == "error"
    assert "seed must be a whole number, got 'x'" in told.args[0].text


def test_one_that_was_overtaken_by_another_run_is_free_again(
    qtbot: QtBot, leave: Callable[..., Path], session: Session
) -> None:
    path = leave()
    notice = offered(qtbot, session, path.parent)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        take(notice, "Continue")
        session.runs.begin(Request(seed=5))
    qtbot.waitUntil(lambda: abandoned(path.parent) == [path], timeout=TIMEOUT_MS)
    assert session.run_info.seed == 5


@pytest.mark.parametrize("label", ["Continue", "Discard"])
def test_one_that_is_gone_with_its_folder_is_told(
    qtbot: QtBot, leave: Callable[..., Path], session: Session, label: str
) -> None:
    path = leave()
    notice = offered(qtbot, session, path.parent)
    shutil.rmtree(path.parent)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        take(notice, label)
    assert told.args[0].detail == TAKEN
