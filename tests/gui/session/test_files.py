from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Granularity, OpenedParams, Request, RunState, Session
from engine.training import evaluate

TIMEOUT_MS = 20_000


def saved(qtbot: QtBot, session: Session, path: Path) -> Path:
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.files.save(path)
    return path


def opened(qtbot: QtBot, session: Session, path: Path) -> OpenedParams:
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS) as signal:
        session.files.open(path)
    found: OpenedParams = signal.args[0]
    return found


def test_what_is_saved_is_the_moment(
    qtbot: QtBot, session: Session, tmp_path: Path, step_batch: Callable[[Session], None]
) -> None:
    step_batch(session)
    path = saved(qtbot, session, tmp_path / "params.pkl")
    params, cost = pickle.loads(path.read_bytes())
    np.testing.assert_array_equal(params[0], session.frame.network.parameters["conv1.w"])
    assert cost == list(session.history.losses)


def test_load_puts_the_file_into_the_network_and_undo_takes_it_back(
    qtbot: QtBot, session: Session, tmp_path: Path, step_batch: Callable[[Session], None]
) -> None:
    path = saved(qtbot, session, tmp_path / "params.pkl")
    before = session.frame.network.parameters.sha256()
    step_batch(session)
    trained = session.frame.network.parameters.sha256()
    assert opened(qtbot, session, path).match.fits
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.files.load()
    assert session.frame.network.parameters.sha256() == before
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.files.undo()
    assert session.frame.network.parameters.sha256() == trained


def test_a_file_of_another_network_says_why_not(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = saved(qtbot, session, tmp_path / "params.pkl")
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(preset="numpy-cnn"))
    match = opened(qtbot, session, path).match
    assert not match.fits
    assert match.reasons


def test_a_pickle_that_calls_is_refused_and_not_run(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"

    class Call:
        def __reduce__(self) -> object:
            return Path.touch, (canary,)

    path = tmp_path / "evil.pkl"
    path.write_bytes(pickle.dumps(Call()))
    found = opened(qtbot, session, path)
    assert found.params is None
    assert found.error is not None
    assert not canary.exists()


def test_a_missing_file_is_a_sentence(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    found = opened(qtbot, session, tmp_path / "none.pkl")
    assert "none.pkl" in str(found.error)


def test_a_folder_that_cannot_be_written_is_a_sentence(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as notice:
        session.files.save(tmp_path / "no folder" / "params.pkl")
    assert notice.args[0].kind == "error"


def test_every_epoch_is_written_to_the_autosave(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.files.autosave = tmp_path / "data" / "params.pkl"
    with qtbot.waitSignal(
        session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is RunState.HELD
    ):
        session.step(Granularity.EPOCH)
    params, cost = pickle.loads(session.files.autosave.read_bytes())
    assert len(params) == 12
    assert len(cost) == 10


@pytest.mark.parametrize("name", ["", "a\nb.pkl", "שלום.pkl"])
def test_odd_names_are_only_names(
    qtbot: QtBot, session: Session, tmp_path: Path, name: str
) -> None:
    assert opened(qtbot, session, tmp_path / name).error is not None


def test_undo_keeps_the_history_whole(
    qtbot: QtBot, session: Session, tmp_path: Path, step_batch: Callable[[Session], None]
) -> None:
    path = saved(qtbot, session, tmp_path / "params.pkl")
    step_batch(session)
    opened(qtbot, session, path)
    with qtbot.waitSignal(session.undo_changed, timeout=TIMEOUT_MS) as undo:
        session.files.load()
    assert undo.args == ["load of params.pkl"]
    step_batch(session)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.files.undo()
    step_batch(session)
    assert list(session.history.steps) == [1, 2, 3]


def test_a_file_opened_before_the_network_is_there_is_held_against_it_later(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = saved(qtbot, session, tmp_path / "params.pkl")
    session.run_info, info = None, session.run_info
    assert opened(qtbot, session, path).match is None
    session.run_info = info
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS) as again:
        session.run_changed.emit(info)
    assert again.args[0].match.fits
    assert again.args[0].again


def test_a_load_and_its_undo_are_noted_and_evaluated_anew(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    step_batch: Callable[[Session], None],
) -> None:
    path = saved(qtbot, session, tmp_path / "params.pkl")
    step_batch(session)
    opened(qtbot, session, path)
    assert session.predictions["validation"].step == 0

    def expected() -> list[int]:
        network, split = session.frame.network, session.dataset.validation
        return evaluate(network, split).predictions.tolist()

    for act, count in ((session.files.load, 1), (session.files.undo, 2)):
        with qtbot.waitSignal(session.predictions_changed, timeout=TIMEOUT_MS) as told:
            act()
        assert told.args[0].step == count
        assert told.args[0].classes.tolist() == expected()
        assert len(session.history.placements) == count
        if count == 1:
            step_batch(session)
    assert session.history.placements == [
        (1, "params.pkl loaded"),
        (2, "load of params.pkl taken back"),
    ]


@pytest.mark.parametrize(
    ("batches", "detail"),
    [
        (0, ""),
        (1, "What the batch since then had changed is gone from the parameters."),
        (2, "What the 2 batches since then had changed is gone from the parameters."),
    ],
)
def test_an_undo_says_what_goes_with_the_parameters(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    step_batch: Callable[[Session], None],
    batches: int,
    detail: str,
) -> None:
    opened(qtbot, session, saved(qtbot, session, tmp_path / "params.pkl"))
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.files.load()
    for _ in range(batches):
        step_batch(session)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.files.undo()
    assert told.args[0].detail == detail
