from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from engine.layers import Conv2D, Dense, Pool2D, ReLU
from engine.layers.cost import cost_forward, cost_of, cost_of_keeping, samples_within

LAYERS = [
    pytest.param(Conv2D("c", (3, 40, 50), filters=8, size=3), id="conv"),
    pytest.param(Conv2D("c", (3, 40, 50), filters=1, size=5, padding=2), id="padded"),
    pytest.param(Conv2D("c", (3, 40, 50), filters=4, size=7, stride=2), id="strided"),
    pytest.param(Conv2D("c", (3, 40, 50), filters=4, size=2, padding=60), id="much-padding"),
    pytest.param(Pool2D("p", (8, 40, 50), size=4, pooling="mean"), id="mean"),
    pytest.param(Pool2D("p", (8, 40, 50), size=3, stride=1, padding=1), id="overlapping"),
    pytest.param(Dense("d", (6000,), units=4000), id="dense"),
    pytest.param(ReLU("r", (8, 40, 50)), id="relu"),
]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_takes_about_the_memory_that_is_foretold(layer):
    layer = layer.bound_to({k: np.zeros(s, "f4") for k, s in layer.parameter_shapes.items()})
    x = np.zeros((16, *layer.input_shape), np.float32)
    tracemalloc.start()
    layer.apply(x)
    used = tracemalloc.get_traced_memory()[1] + x.nbytes
    tracemalloc.stop()
    assert used <= 1.7 * 16 * cost_of(layer).bytes


def test_products_are_those_of_the_definition():
    assert cost_of(Conv2D("c", (3, 9, 9), filters=5, size=3)).products == 5 * 7 * 7 * 3 * 3 * 3
    assert cost_of(Dense("d", (20,), units=7)).products == 140


def test_on_the_way_forward_only_the_largest_layer_counts_and_with_keeping_all_do():
    first, second = Dense("a", (10,), units=100), Dense("b", (100,), units=20)
    assert cost_forward([first, second]).numbers == 120
    assert cost_of_keeping([first, second]).numbers == 110 + 120
    assert cost_forward([first, second]).products == 1000 + 2000


@pytest.mark.parametrize(
    ("budget", "samples"), [(10**9, 64), (440 * 64, 64), (440 * 63, 32), (1, 1)]
)
def test_samples_are_halved_until_they_fit(budget, samples):
    layer = Dense("a", (10,), units=100)
    assert cost_of(layer).bytes == 440
    assert samples_within(budget, [layer], 64) == samples
