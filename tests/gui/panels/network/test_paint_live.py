from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.network.paint_live import decimals, guess_text, has_run
from engine.inspection import Trace


def pixels(panel, layer):
    column = panel.canvas._scene.layout.column(layer)
    image = panel.canvas.grab(column.grid.plate(0)).toImage()
    return [image.pixel(x, y) for x in range(image.width()) for y in range(image.height())]


def test_layers_that_the_held_batch_has_not_come_to_are_pale(panel, step, settle):
    step(1)
    settle(panel)
    frame = panel.session.frame
    assert [name for name in ("input", "conv1", "relu1", "loss") if has_run(frame, name)] == [
        "input",
        "conv1",
    ]
    before = {layer: pixels(panel, layer) for layer in ("relu1", "conv2")}
    step(2)
    settle(panel)
    assert panel.session.frame.sample == frame.sample
    for layer, pale in before.items():
        assert has_run(panel.session.frame, layer)
        assert pixels(panel, layer) != pale
    panel.session.looking.at(None)
    step()
    settle(panel)
    assert all(has_run(panel.session.frame, name) for name in ("softmax", "loss"))


@pytest.mark.parametrize(
    ("kind", "values", "count"),
    [
        ("dense", [0.0006, -0.0002], 4),
        ("dense", [8.03, -13.95], 2),
        ("dense", [0.0, 0.0], 2),
        ("softmax", [0.1, 0.9], 3),
    ],
)
def test_small_numbers_have_more_decimals(kind, values, count):
    assert decimals(kind, np.array(values)) == count


@pytest.mark.parametrize(
    ("probabilities", "text"),
    [
        ([0.2, 0.8], "✓ Coat"),
        ([0.8, 0.2], "✗ Bag"),
        ([np.nan, np.nan], "no prediction"),
        ([np.nan, 1.0], "no prediction"),
    ],
)
def test_what_the_sample_is_taken_for_is_said_unless_it_is_nan(probabilities, text):
    assert guess_text(Trace(1, 0.5, np.array(probabilities), {}), ("Bag", "Coat")) == text
