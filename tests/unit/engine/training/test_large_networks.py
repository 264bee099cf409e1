"""Networks of few parameters whose every image needs much memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints.architectures import Alternative
from engine.data import Dataset, Split
from engine.errors import PresetError
from engine.presets import LayerSpec, load_preset
from engine.training import try_alternatives

CHILD = """
import resource, sys
import numpy as np
from engine.data import Split
from engine.layers import Conv2D, Dense, Flatten, Pool2D, Softmax
from engine.network import Network
from engine.training import evaluate

shape, layers = (1, 28, 28), []
for kind, options in (
    (Conv2D, {"filters": 12_000, "size": 1}), (Pool2D, {"size": 28}), (Flatten, {}),
    (Dense, {"units": 10}), (Softmax, {}),
):
    layers.append(kind(kind.kind, shape, **options))
    shape = layers[-1].output_shape
network = Network("wide", layers)
split = Split(np.ones((20, 1, 28, 28), np.uint8), np.zeros(20, np.int64))
evaluate(network, Split(split.images[:1], split.labels[:1]), threads=4)
pages = int(open("/proc/self/statm").read().split()[0])
most = pages * resource.getpagesize() + 700 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (most, most))
if sys.argv[1] == "evaluate":
    evaluate(network, split, threads=4)
else:
    network.predict(split.x(slice(None)))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="measures as Linux does")
@pytest.mark.parametrize("what", ["evaluate", "predict"])
def test_images_of_a_wide_network_are_taken_a_few_at_a_time(what):
    child = subprocess.run(
        [sys.executable, "-c", CHILD, what], capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr


@pytest.fixture
def squares():
    """A data set of ten classes and images of 28×28 pixels."""
    split = Split(np.zeros((20, 1, 28, 28), np.uint8), np.arange(20) % 10)
    classes = tuple("0123456789")
    return Dataset("squares", "Squares", classes, split, split, split)


@pytest.fixture
def alternative():
    """A network for these images whose convolution has many filters."""
    layers = (
        LayerSpec("conv2d", "conv1", {"filters": 11_000, "size": 1}),
        LayerSpec("pool2d", "pool1", {"size": 28}),
        LayerSpec("flatten", "flatten"),
        LayerSpec("dense", "dense1", {"units": 10}),
        LayerSpec("softmax", "softmax"),
    )
    preset = load_preset("conv-net").changed(layers=layers)
    found = preset.build(0).parameters
    return Alternative("wide", "", preset, None, (), found)


def test_only_who_asks_for_it_has_a_large_network_tried(alternative, squares):
    (unasked,) = try_alternatives([alternative], squares, unasked=True)
    (asked,) = try_alternatives([alternative], squares)
    assert unasked.right is None
    assert unasked.why_not == (
        "not tried by itself: one image needs 69 MB and 17 million multiplications"
    )
    assert asked.right is not None


def test_what_one_image_may_ask_for_has_an_end():
    layers = (
        LayerSpec("conv2d", "conv1", {"filters": 60_000, "size": 1}),
        LayerSpec("pool2d", "pool1", {"size": 28}),
    )
    with pytest.raises(PresetError, match="pool1: one sample must have at most 60000000 num"):
        load_preset("conv-net").changed(layers=layers).assemble()


def test_all_layers_together_have_an_end_too():
    first = LayerSpec("conv2d", "conv1", {"filters": 18_000, "size": 1})
    more = (LayerSpec("relu", f"relu{k}") for k in range(1, 12))
    message = "the layers up to relu7 must have at most 100000000 outputs for one sample, got 1"
    with pytest.raises(PresetError, match=message):
        load_preset("conv-net").changed(layers=(first, *more)).assemble()


def test_multiplications_have_an_end_too():
    layers = tuple(
        LayerSpec("conv2d", f"conv{k}", {"filters": 1_500, "size": 3, "padding": 1})
        for k in range(1, 4)
    )
    message = "the layers up to conv3 must have at most 100000000000 multiplications for one s"
    with pytest.raises(PresetError, match=message):
        load_preset("conv-net").changed(layers=layers, input_shape=(1, 64, 64)).assemble()
