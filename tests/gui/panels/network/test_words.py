"""What captions, header and tooltips say."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.network.header_words import thing_text
from convviz.panels.network.scene import captions_of
from convviz.panels.network.words import (
    captions,
    layer_text,
    place_text,
    probability_text,
    result_text,
    unusual_text,
    zeros_text,
)
from convviz.plotting import Scale
from convviz.session import Selection
from engine.losses import CrossEntropy, MeanSquaredError
from engine.presets import load_preset
from engine.training import Operation


@pytest.fixture(scope="module")
def network():
    return load_preset("conv-net").build(9)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (Operation("forward", "conv2"), "y 32×8×20×20"),
        (Operation("loss", "loss"), "the mean of 32 losses"),
        (Operation("backward", "softmax"), "dL/dx 32×10"),
        (
            Operation("backward", "dense1"),
            "dL/dw 128×800, dL/db 128, dL/dx 32×800",
        ),
        (Operation("backward", "conv1"), "dL/dw 8×1×5×5, dL/db 8"),
        (Operation("update", ""), "105\u202f634 parameters have moved"),
    ],
    ids=str,
)
def test_an_operation_is_told_by_the_shapes_that_it_gave(network, operation, expected):
    assert result_text(operation, network, 32) == expected


def test_what_is_not_trained_has_no_gradient_to_tell_of(every_layer):
    normalised = load_preset(every_layer).assemble()
    words = result_text(Operation("backward", "layer1"), normalised, 32)
    assert words == "dL/dgamma 4, dL/dbeta 4, dL/dx 32×4×24×24"


def test_the_captions_of_a_layer_are_its_arithmetic_and_its_note(network):
    assert captions(network.layer("conv2")) == (
        "8 × (5×5×8) + 8 = 1\u202f608",
        "stride 1, no padding",
    )
    assert captions(network.layer("flatten")) == ("8 × 10 × 10", "= 800")


def test_zeros_are_told_in_per_cent():
    assert zeros_text(np.array([0, 0, 0, 1.5, -0.0])) == "80\u202f% are 0"
    assert zeros_text(np.array([1.0, 2.0])) == "0 % are 0"


def test_only_a_locked_scale_clips():
    values = np.array([-3.0, 0.5, 2.0, 1.0])
    assert unusual_text(values, Scale("signed", 1.0, "block")) is None
    locked = Scale("signed", 1.0, "locked")
    assert unusual_text(values, locked) == ("2 of 4 clipped", "2 clipped")


def test_what_is_no_number_is_counted_before_anything_else():
    values = np.array([np.nan, np.inf, -np.inf, 9.0])
    locked = Scale("signed", 1.0, "locked")
    assert unusual_text(values, locked) == ("3 of 4 not finite", "3 not finite")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Selection(), "the whole network"),
        (Selection("conv2"), "layer conv2"),
        (Selection("conv2", (4,)), "conv2, channel 4"),
        (Selection("conv2", (4, 12, 8)), "conv2, channel 4, row 12, column 8"),
    ],
    ids=str,
)
def test_a_place_is_told_in_words(place, expected):
    assert place_text(place, is_vector=False) == expected


def test_a_unit_is_told_with_its_class_if_it_has_one():
    assert place_text(Selection("dense1", (17,)), is_vector=True) == "dense1, unit 17"
    softmax = Selection("softmax", (1,))
    words = place_text(softmax, is_vector=True, classes=("Shirt", "Coat"))
    assert words == "softmax, unit 1, Coat"


@pytest.mark.parametrize(
    ("p", "expected"),
    [(0.438, "−ln 0.438"), (1.3e-34, "−ln 1.3×10⁻³⁴"), (0.0, "p rounds to 0")],
)
def test_the_loss_is_told_as_a_logarithm(p, expected):
    assert probability_text(p, CrossEntropy()) == expected


def test_a_loss_that_is_no_logarithm_is_told_by_the_probability_of_the_truth(network):
    criterion = MeanSquaredError()
    assert probability_text(0.438, criterion) == "pₜ 0.438"
    assert probability_text(0.0, criterion) == "p rounds to 0"
    assert captions_of(network, 255, criterion)["loss"] == ("(p − y)²", "over classes")
    assert captions_of(network, 255, CrossEntropy())["loss"] == ("−ln pₜ", "of the truth")
    assert layer_text(network, "loss", criterion) == (
        "Mean squared error of the pinned sample: (p − y)² over classes"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Ankle boot", "ankle boot"), ("T-shirt/top", "T-shirt"), ("7", "7")],
)
def test_a_class_stands_in_a_sentence_as_one_writes_it(name, expected):
    assert thing_text(name) == expected
