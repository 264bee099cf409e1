from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Request, Session, Trials
from engine.checkpoints import save_params
from engine.checkpoints.architectures import Alternative
from engine.presets import load_preset
from engine.training import Trial, evaluate

TIMEOUT_MS = 20_000


@pytest.fixture
def open_saved(qtbot: QtBot, tmp_path: Path) -> Callable[..., Trials]:
    """Save a network, open the file, and wait until its alternatives were tried."""

    def open_it(session: Session, preset: str = "conv-net") -> Trials:
        path = tmp_path / "other.pkl"
        save_params(path, load_preset(preset).build(2), [])
        with qtbot.waitSignal(
            session.trials_changed,
            timeout=TIMEOUT_MS,
            check_params_cb=lambda trials: trials.is_over and trials.outcomes,
        ):
            session.files.open(path)
        return session.trials.trials

    return open_it


def test_opened_file_has_its_alternatives_and_they_are_tried(
    session: Session, open_saved: Callable[..., Trials]
) -> None:
    trials = open_saved(session)
    assert session.files.opened is not None
    assert session.files.opened.proposal.alternatives == trials.alternatives
    assert len(trials.outcomes) == len(trials.alternatives)
    assert (trials.dataset, trials.images) == ("Garments", 60)
    first = trials.outcomes[0]
    network = load_preset("conv-net").build(2)
    assert first.right == evaluate(network, session.dataset.validation).accuracy
    assert trials.best.right == max(t.right or 0 for t in trials.outcomes)


def test_another_data_set_is_tried_too(
    qtbot: QtBot, session: Session, open_saved: Callable[..., Trials]
) -> None:
    before = open_saved(session)
    with qtbot.waitSignal(
        session.trials_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda t: t.is_over and t.dataset == "Digits 8×8",
    ):
        session.runs.begin(Request(preset="digits", dataset="digits"))
    after = session.trials.trials
    assert after.alternatives == before.alternatives
    assert after.outcomes[0].why_not == "not applicable: the data set has 8×8 pixels"


def test_trials_that_are_cancelled_are_over(
    qtbot: QtBot, session: Session, open_saved: Callable[..., Trials]
) -> None:
    trials = open_saved(session)
    session.trials.begin(trials.alternatives)
    assert not session.trials.trials.is_over
    session.trials.cancel()
    assert session.trials.trials.is_over


def test_trials_that_fail_unexpectedly_are_over_and_told(
    qtbot: QtBot,
    session: Session,
    open_saved: Callable[..., Trials],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(
        alternatives: tuple[Alternative, ...], *_: object, **__: object
    ) -> Iterable[Trial]:
        yield Trial(alternatives[0], None, "not applicable")
        raise RuntimeError("nobody knows why")

    trials = open_saved(session)
    monkeypatch.setattr("convviz.session.trials.try_alternatives", fail)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.trials.begin(trials.alternatives)
    assert told.args[0].text == "nobody knows why"
    assert session.trials.trials.is_over
    assert len(session.trials.trials.outcomes) == 1


def test_closed_file_has_no_trials(session: Session, open_saved: Callable[..., Trials]) -> None:
    open_saved(session)
    session.files.close()
    assert session.trials.trials.alternatives == ()
