from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Request, RunState, Session
from convviz.session.autosaves import abandoned
from engine.checkpoints import save_params
from engine.checkpoints.architectures import Alternative
from engine.presets import LayerSpec, load_preset
from engine.training.checkpoint import load_checkpoint

TIMEOUT_MS = 20_000


@pytest.fixture
def alternatives(qtbot: QtBot, tmp_path: Path) -> Callable[..., tuple[Alternative, ...]]:
    """Save a network, open the file in a session, and return what it may be of."""

    def open_it(session: Session, network) -> tuple[Alternative, ...]:
        path = tmp_path / "other.pkl"
        save_params(path, network, [])
        with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
            session.files.open(path)
        return session.files.opened.proposal.alternatives

    return open_it


def use(qtbot: QtBot, session: Session, alternative: Alternative):
    with (
        qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS),
        qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told,
    ):
        session.files.use(alternative)
    return told.args[0]


def test_run_begins_with_the_network_of_the_file(
    qtbot: QtBot,
    session: Session,
    alternatives: Callable[..., tuple[Alternative, ...]],
    step_batch: Callable[[Session], None],
) -> None:
    network = load_preset("numpy-cnn").build(4)
    first = alternatives(session, network)[0]
    told = use(qtbot, session, first)
    network_in_words = "28 → 26 → pool 13 (no padding, pooling 2×2 after conv1)"
    assert told.text == f"The network is that of other.pkl now: {network_in_words}."
    assert told.actions == ()
    assert session.run_info.dataset == "garments"
    assert session.run_info.source == "numpy-cnn"
    assert session.frame.network.parameters.sha256() == network.parameters.sha256()
    step_batch(session)
    assert session.history.losses.size == 1


def test_network_that_no_preset_describes_is_trained_too(
    qtbot: QtBot,
    session: Session,
    alternatives: Callable[..., tuple[Alternative, ...]],
    step_batch: Callable[[Session], None],
) -> None:
    layers = (
        LayerSpec("flatten", "flatten"),
        LayerSpec("dense", "dense1", {"units": 12}),
        LayerSpec("relu", "relu1"),
        LayerSpec("dense", "dense2", {"units": 10}),
        LayerSpec("softmax", "softmax"),
    )
    network = load_preset("conv-net").changed(layers=layers).build(4)
    use(qtbot, session, alternatives(session, network)[0])
    np.testing.assert_array_equal(
        session.frame.network.parameters["dense1.w"], network.parameters["dense1.w"]
    )
    assert session.run_info.network.name == "other"
    step_batch(session)
    assert session.history.losses.size == 1


def test_the_very_run_of_before_can_be_returned_to(
    qtbot: QtBot,
    session: Session,
    alternatives: Callable[..., tuple[Alternative, ...]],
    tmp_path: Path,
    step_batch: Callable[[Session], None],
) -> None:
    session.keeping.begin(tmp_path / "autosave")
    session.tuning.set_learning_rate(0.002)
    step_batch(session)
    session.history.placements.append((1, "other.pkl loaded"))
    step_batch(session)
    trained, losses = session.frame.network.parameters.sha256(), list(session.history.losses)
    told = use(qtbot, session, alternatives(session, load_preset("numpy-cnn").build(4))[0])
    assert told.detail.endswith("The run before has ended.")
    ((label, go_back),) = told.actions
    assert label == "Return to the run before"
    with (
        qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS),
        qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told,
    ):
        go_back()
    assert told.args[0].text == "The run before stands where it stood."
    info, frame = session.run_info, session.frame
    assert (info.preset.name, info.source, info.origin) == ("conv-net", "conv-net", "")
    assert frame.network.parameters.sha256() == trained
    assert (frame.position.step, session.state) == (2, RunState.HELD)
    assert list(session.history.losses) == losses
    assert session.history.placements == [(1, "other.pkl loaded")]
    assert session.settings.learning_rate == 0.002
    qtbot.waitUntil(lambda: "validation" in session.predictions, timeout=TIMEOUT_MS)
    session.shutdown()
    (kept,) = abandoned(tmp_path / "autosave")
    assert load_checkpoint(kept).snapshot.parameters.sha256() == trained


def test_a_run_that_was_returned_to_begins_with_the_same_file_again(
    qtbot: QtBot,
    session: Session,
    alternatives: Callable[..., tuple[Alternative, ...]],
    step_batch: Callable[[Session], None],
) -> None:
    network = load_preset("conv-net").build(4)
    first = alternatives(session, network)[0]
    use(qtbot, session, first)
    step_batch(session)
    ((_, go_back),) = use(qtbot, session, first).actions
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        go_back()
    assert (session.run_info.origin, len(session.history)) == ("other.pkl", 1)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.restart()
    assert session.frame.network.parameters.sha256() == network.parameters.sha256()


def test_a_network_of_the_shape_of_the_running_one_is_called_like_its_own_file(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    layers = (
        LayerSpec("flatten", "flatten"),
        LayerSpec("dense", "dense1", {"units": 12}),
        LayerSpec("relu", "relu1"),
        LayerSpec("dense", "dense2", {"units": 10}),
        LayerSpec("softmax", "softmax"),
    )
    preset = load_preset("conv-net").changed(layers=layers)
    for seed, name in enumerate(("first", "second")):
        path = tmp_path / f"{name}.pkl"
        save_params(path, preset.build(seed), [])
        with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
            session.files.open(path)
        use(qtbot, session, session.files.opened.proposal.alternatives[0])
        info = session.run_info
        assert (info.preset.name, info.preset.title, info.network.name) == (name, name, name)


def test_settings_that_are_other_ones_are_said(
    qtbot: QtBot, session: Session, alternatives: Callable[..., tuple[Alternative, ...]]
) -> None:
    with qtbot.waitSignal(session.settings_changed, timeout=TIMEOUT_MS):
        session.tuning.set_learning_rate(0.005)
    first = alternatives(session, load_preset("conv-net").build(4))[0]
    told = use(qtbot, session, first)
    assert ", with learning rate 0.003 (it was 0.005)." in told.detail
    assert "learning rate" not in use(qtbot, session, first).detail


def test_images_that_no_data_set_has_are_said(
    qtbot: QtBot, session: Session, alternatives: Callable[..., tuple[Alternative, ...]]
) -> None:
    first = alternatives(session, load_preset("conv-net").build(4))
    (other,) = [a for a in first if a.input_shape == (1, 32, 32)][:1]
    before = session.run_info
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.files.use(other)
    assert told.args[0].text == (
        "No data set here has images of 32×32 in grey in at most 10 classes, so the network "
        "of other.pkl has nothing to run on."
    )
    assert session.run_info is before


def test_restart_begins_with_the_parameters_of_the_file_again(
    qtbot: QtBot,
    session: Session,
    alternatives: Callable[..., tuple[Alternative, ...]],
    step_batch: Callable[[Session], None],
) -> None:
    network = load_preset("numpy-cnn").build(4)
    use(qtbot, session, alternatives(session, network)[0])
    assert session.run_info.origin == "other.pkl"
    step_batch(session)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.restart()
    assert session.frame.network.parameters.sha256() == network.parameters.sha256()
    assert session.run_info.origin == "other.pkl"
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.restart(seed=31)
    first = load_preset("numpy-cnn").build(31).parameters
    assert session.frame.network.parameters.sha256() == first.sha256()
    assert session.run_info.origin == ""
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(preset="conv-net"))
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.restart()
    first = load_preset("conv-net").build(31).parameters
    assert session.frame.network.parameters.sha256() == first.sha256()
