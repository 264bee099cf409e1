"""The softmax's view of a run whose loss is no logarithm."""

from importlib import resources

import pytest

from convviz.panels.operation.numbers import signed
from convviz.session import Part, Selection

TIMEOUT_MS = 20_000


@pytest.fixture
def panel(qtbot, make_session, make_panel, tmp_path):
    preset = resources.files("resources").joinpath("presets", "conv-net.toml")
    text = preset.read_text(encoding="utf-8").replace("cross-entropy", "mean-squared-error")
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    session = make_session(str(tmp_path / "mine.toml"))
    panel = make_panel(session)
    session.parts = lambda: Part.GRADIENTS
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.refresh_needs()
    return panel


def test_loss_is_written_as_a_mean_of_squares(panel, show, written):
    show("loss")
    seen = panel.session.frame.trace
    assert "Loss, mean of (p − y)²" in written.words
    assert signed(seen.loss) in written.words
    assert panel.view.explanation.loss.agrees
    assert not any("ln" in word.split() or "−ln" in word for word in written.words)


def test_gradient_is_the_one_that_training_goes_by(panel, show, written):
    panel._direction = "backward"
    show("softmax", 4)
    stored = panel.session.frame.trace.gradients["dense2"]
    assert signed(float(stored[4])) in written.words
    assert "gradient" in written.words
    assert panel.view.equation.startswith("dL/d dense2[4] = 2/10 · softmax[4] · ")


@pytest.mark.parametrize("size", [(739, 336), (810, 370), (1440, 650)], ids=str)
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_no_word_is_cut_off(panel, written, size, direction):
    panel.resize(*size)
    panel._direction = direction
    for k in range(10):
        panel.session.select(Selection("softmax", (k,)))
        panel.redraw()
        panel.canvas.repaint()
        assert written.cut == []
