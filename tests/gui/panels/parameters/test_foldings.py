from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.parameters.foldings import Folding, folding_of
from convviz.panels.parameters.pictures import picture_of
from engine.checkpoints import Node, Reading, read_layers


def read(*arrays: np.ndarray) -> Reading:
    return read_layers(Node("list", items=tuple(Node("array", array=a) for a in arrays)))


def test_behind_a_convolution_there_are_as_many_maps_as_filters() -> None:
    kernel, dense, last = np.ones((8, 1, 5, 5)), np.ones((128, 800)), np.ones((10, 128))
    reading = read(kernel, dense, last, np.ones(8), np.ones(128), np.ones(10))
    assert folding_of(dense, reading) == Folding((8, 10, 10))
    assert folding_of(last, reading) is None
    assert folding_of(kernel, reading) is None


@pytest.mark.parametrize(
    ("shape", "folding"),
    [
        ((100, 784), Folding((1, 28, 28))),
        ((784, 100), Folding((1, 28, 28), by_columns=True)),
        ((50, 3072), Folding((3, 32, 32))),
        ((100, 50), None),
        ((784, 784), None),
        ((784,), None),
        ((1, 784), None),
    ],
)
def test_without_a_reading_the_size_of_an_image_decides(
    shape: tuple[int, ...], folding: Folding | None
) -> None:
    assert folding_of(np.ones(shape), Reading()) == folding


def test_the_picture_has_the_inputs_of_a_unit_as_maps(rng: np.random.Generator) -> None:
    array = rng.standard_normal((784, 30)).astype(np.float32)
    picture = picture_of(array, folding=Folding((1, 28, 28), by_columns=True))
    assert picture.kind == "mosaic"
    assert picture.axes == ("unit", "channel")
    np.testing.assert_array_equal(picture.x[7, 0], array[:, 7].reshape(28, 28))


def test_of_many_units_the_first_are_shown() -> None:
    picture = picture_of(np.ones((128, 800)), folding=Folding((8, 10, 10)))
    assert picture.x.shape == (64, 8, 10, 10)
    assert picture.note == "the first 64 of 128 units"
