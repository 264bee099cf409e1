"""The panel PREDICTIONS with a real session."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QLabel

from convviz.panels.predictions import PredictionsPanel
from convviz.session import Granularity, RunState
from engine.data import SampleRef

TIMEOUT_MS = 20_000


@pytest.fixture
def panel(show_panel, session):
    """The panel as wide as in a window of 1440 pixels."""
    return show_panel(PredictionsPanel, session, 416, 162)


def hint(panel):
    (label,) = panel.header_widgets()
    assert isinstance(label, QLabel)
    return label.text()


def test_before_the_first_batch_it_says_untrained(panel):
    assert hint(panel) == "untrained: every class near 10\u202f%"
    assert panel.bars.verdict.untrained


def test_it_follows_every_frame(panel, session, step, settle):
    step(1, Granularity.BATCH)
    settle(panel)
    assert panel.bars.verdict.trace is session.frame.trace
    assert not panel.bars.verdict.untrained
    assert hint(panel) == "validation sample #0"


def test_it_names_the_sample_that_is_pinned(panel, session, step, settle, qtbot):
    step(1, Granularity.BATCH)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.pin(SampleRef("test", 41))
    settle(panel)
    assert hint(panel) == "test sample #41"


def test_the_bar_of_a_wrong_verdict_is_orange_and_of_the_truth_blue(
    panel, session, step, settle, theme
):
    step(1, Granularity.BATCH)
    settle(panel)
    verdict = panel.bars.verdict
    layout = panel.bars._layout(verdict)
    image = panel.bars.grab().toImage()
    ratio = image.devicePixelRatio()
    guess = int(verdict.trace.probabilities.argmax())
    for unit, row in enumerate(layout.rows):
        start = image.pixelColor(row.bar.topLeft() * ratio)
        expected = theme.tokens.text3
        if unit == verdict.trace.label:
            expected = theme.tokens.right
        elif unit == guess:
            expected = theme.tokens.wrong
        assert start.name() == expected.name()


def test_what_is_seen_is_told_in_words(panel, session):
    words = panel.bars.accessibleDescription()
    truth = session.run_info.classes[session.frame.trace.label]
    assert words.startswith(f"Truth {truth}. Predicted ")


def test_parameters_from_a_file_are_not_called_untrained(
    panel, session, step, settle, qtbot, tmp_path
):
    step(1, Granularity.BATCH)
    path = tmp_path / "params.pkl"
    session.files.save(path)
    qtbot.waitUntil(path.exists, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.restart()
    qtbot.waitUntil(lambda: session.frame is not None, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(path)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.files.load()
    settle(panel)
    assert session.state is RunState.READY
    assert not panel.bars.verdict.untrained
