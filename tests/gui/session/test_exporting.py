"""Exports of the moment, written beside the training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Notice, Session
from convviz.session.exporting import export
from engine.checkpoints import described_preset, load_params, match_params
from engine.checkpoints.exports import FORMATS, Format

TIMEOUT_MS = 20_000
BY_KEY = {form.key: form for form in FORMATS}


def exported(qtbot: QtBot, session: Session, path: Path, form: Format) -> Notice:
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as signal:
        export(session, path, form)
    notice: Notice = signal.args[0]
    return notice


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.key)
def test_the_moment_is_written_and_told(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    form: Format,
    step_batch: Callable[[Session], None],
) -> None:
    step_batch(session)
    path = tmp_path / f"net{form.suffixes[0]}"
    notice = exported(qtbot, session, path, form)
    names = " and ".join(file.name for file in form.files(path))
    assert (notice.kind, notice.text) == ("info", f"Exported {names}.")
    assert notice.detail == str(tmp_path)
    assert sorted(tmp_path.glob("net.*")) == sorted(form.files(path))
    network = session.frame.network
    if form.key == "onnx":
        x = np.random.default_rng(0).random((2, 1, 28, 28), np.float32)
        (y,) = onnxruntime.InferenceSession(path).run(None, {"image": x})
        np.testing.assert_allclose(y, network.forward(x), atol=1e-5)
        return
    match = match_params(load_params(path), network)
    assert match.fits, match.reasons
    for name, array in network.parameters.items():
        np.testing.assert_array_equal(match.assignment[name], array)


def test_losses_and_the_network_go_along(
    qtbot: QtBot, session: Session, tmp_path: Path, step_batch: Callable[[Session], None]
) -> None:
    step_batch(session)
    step_batch(session)
    path = tmp_path / "net.safetensors"
    exported(qtbot, session, path, BY_KEY["safetensors"])
    params = load_params(path)
    history = match_params(params, session.frame.network).reading.history
    assert history.tolist() == list(session.history.losses)
    assert described_preset(params) == session.run_info.preset


@pytest.mark.parametrize("name", ["net.py", "net", "net.\u202ex"])
def test_a_name_of_another_kind_is_refused_in_a_sentence(
    qtbot: QtBot, session: Session, tmp_path: Path, name: str
) -> None:
    notice = exported(qtbot, session, tmp_path / name, BY_KEY["pytorch"])
    assert notice.kind == "error"
    assert "the name of an export to PyTorch must end in .safetensors" in notice.text
    assert "\u202e" not in notice.text
    assert not list(tmp_path.glob("net*"))


def test_a_place_that_cannot_be_written_to_is_a_sentence(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    notice = exported(qtbot, session, tmp_path / "none" / "net.npz", BY_KEY["npz"])
    assert notice.kind == "error"
    assert "net.npz could not be saved: its folder does not exist." in notice.text


def test_before_there_is_a_network_nothing_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    empty = Session()
    export(empty, tmp_path / "net.npz", BY_KEY["npz"])
    empty.shutdown()
    assert not (tmp_path / "net.npz").exists()
