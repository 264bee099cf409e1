from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.parameters.axes import axes_of
from convviz.panels.parameters.pictures import picture_of
from engine.checkpoints import Node, Reading, read_layers

DENSE = ("unit", "input")
KERNELS = ("filter", "input channel", "row", "column")


def read(**arrays: np.ndarray) -> Reading:
    items = tuple(Node("array", array=array) for array in arrays.values())
    return read_layers(Node("dict", keys=tuple(arrays), items=items))


@pytest.mark.parametrize("is_turned", [False, True], ids=["(out, in)", "(in, out)"])
def test_rows_of_a_dense_weight_are_what_the_reading_says(is_turned: bool) -> None:
    first, last = np.ones((100, 784)), np.ones((10, 100))
    if is_turned:
        first, last = np.ones((784, 100)), np.ones((100, 10))
    reading = read(W1=first, b1=np.ones(100), W2=last, b2=np.ones(10))
    wanted = DENSE[::-1] if is_turned else DENSE
    assert [axes_of(x, reading) for x in (first, last)] == [wanted, wanted]
    assert picture_of(first, axes=axes_of(first, reading)).axes == wanted


def test_square_weight_is_turned_as_the_reading_turns_it() -> None:
    first, square, last = np.ones((784, 50)), np.ones((50, 50)), np.ones((50, 10))
    reading = read(W1=first, b1=np.ones(50), W2=square, b2=np.ones(50), W3=last, b3=np.ones(10))
    layer = reading.layers[1]
    is_turned = layer.weight.strides != square.strides
    assert axes_of(square, reading) == (DENSE[::-1] if is_turned else DENSE)


def test_axes_of_kernels_are_found_in_any_order() -> None:
    first, last = np.ones((5, 3, 1, 8)), np.ones((5, 3, 8, 16))
    reading = read(w1=first, b1=np.ones(8), w2=last, b2=np.ones(16))
    for layer in reading.layers:
        assert layer.weight.shape[0] == layer.w.array.shape[3]
        assert axes_of(layer.w.array, reading) == (
            *KERNELS[2:],
            *KERNELS[1::-1],
        )


@pytest.mark.parametrize(
    ("shape", "axes"),
    [
        ((4, 5), ("row", "column")),
        ((4, 3, 2, 2), ("axis 0", "axis 1")),
        ((4, 2, 2), ("axis 0", "")),
    ],
)
def test_arrays_of_no_known_meaning_have_plain_axes(
    shape: tuple[int, ...], axes: tuple[str, str]
) -> None:
    array = np.ones(shape)
    assert axes_of(array, Reading()) == ()
    assert picture_of(array).axes == axes
