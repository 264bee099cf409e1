"""From layer to layer and back, in the preset conv-net and in a network of awkward windows."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.session.selection import Selection
from convviz.session.selection_moves import in_other_layer, strongest
from convviz.session.selection_reach import shape_of
from engine.inspection import Trace, explain, fed_cells, layer_names, receptive_field, trace
from engine.kernels.axis import Axis
from engine.network import Network
from engine.presets import load_preset


@pytest.fixture(scope="module")
def network() -> Network:
    return load_preset("conv-net").build(3)


@pytest.fixture(scope="module")
def seen(network: Network) -> Trace:
    x = np.random.default_rng(1).random(network.input_shape, np.float32)
    return trace(network, x, 4)


PLACES = [
    (("conv2", (4, 12, 8)), True, ("relu2", (4, 12, 8))),
    (("relu2", (4, 12, 8)), True, ("pool1", (4, 6, 4))),
    (("pool1", (4, 6, 4)), True, ("flatten", (464,))),
    (("pool1", (4,)), True, ("flatten", (455,))),
    (("flatten", (464,)), True, ("dense1", (127,))),
    (("flatten", (464,)), False, ("pool1", (4, 6, 4))),
    (("pool1", (4, 6, 4)), False, ("relu2", (4, 13, 9))),
    (("conv2", (4, 12, 8)), False, ("relu1", (4, 14, 10))),
    (("conv2", (4,)), False, ("relu1", (4,))),
    (("relu1", (4, 14, 10)), True, ("conv2", (4, 12, 8))),
    (("relu1", (4, 0, 23)), True, ("conv2", (4, 0, 19))),
    (("conv1", (3, 3, 3)), False, ("input", (0, 5, 5))),
    (("dense2", (3,)), False, ("relu3", (3,))),
    (("input", (0, 5, 5)), False, ("input", (0, 5, 5))),
    (("softmax", (3,)), True, ("softmax", (3,))),
    (("softmax", (3,)), False, ("dense2", (3,))),
    (("conv1", ()), True, ("relu1", ())),
    (("loss", ()), True, ("loss", ())),
    (("loss", ()), False, ("softmax", ())),
    (("", ()), True, ("input", ())),
    (("", ()), False, ("input", ())),
]


@pytest.mark.parametrize(("place", "forward", "after"), PLACES)
def test_the_layer_changes_and_the_place_goes_with_the_data(
    network: Network, place: tuple, forward: bool, after: tuple
) -> None:
    there = in_other_layer(Selection(*place), network, forward=forward)
    assert there == Selection(*after)


def test_with_a_trace_a_dense_unit_leads_back_to_its_largest_contribution(
    network: Network, seen: Trace
) -> None:
    there = in_other_layer(Selection("dense2", (3,)), network, forward=False, trace=seen)
    products = explain(network, seen, "dense2", (3,)).products
    assert there == Selection("relu3", (int(np.abs(products).argmax()),))


def test_where_nothing_contributes_a_dense_unit_leads_back_to_the_unit_of_its_number(
    network: Network,
) -> None:
    empty = network.replica(freeze=False)
    empty.parameters.flat[:] = 0
    seen = trace(empty, np.zeros(empty.input_shape, np.float32), 4)
    there = in_other_layer(Selection("dense2", (3,)), empty, forward=False, trace=seen)
    assert there == Selection("relu3", (3,))


@pytest.mark.parametrize("forward", [True, False])
def test_every_cell_leads_to_a_cell_that_it_touches_if_there_is_one(
    awkward: Network, forward: bool
) -> None:
    names = layer_names(awkward)
    for name in names[:-1] if forward else names[1:]:
        for index in np.ndindex(shape_of(awkward, name)):
            there = in_other_layer(Selection(name, index), awkward, forward=forward)
            shape = shape_of(awkward, there.layer)
            assert len(there.index) == len(shape)
            assert all(0 <= i < n for i, n in zip(there.index, shape, strict=True))
            if forward:
                touched = fed_cells(awkward, name, index)
            else:
                touched = receptive_field(awkward, name, index)[there.layer]
            assert there.index in touched or not touched


def has_middle(axis: Axis, window: int) -> bool:
    """Return whether the middle tap of a window lies on the image."""
    taps = dict(axis.taps_inside(window))
    return axis.size // 2 in taps


@pytest.mark.parametrize("name", ["conv1", "pool1", "conv2", "pool2", "conv3"])
def test_back_and_on_again_leads_home_where_the_window_has_a_middle(
    awkward: Network, name: str
) -> None:
    layer = awkward.layer(name)
    for index in np.ndindex(layer.output_shape):
        if has_middle(layer.rows, index[1]) and has_middle(layer.columns, index[2]):
            before = in_other_layer(Selection(name, index), awkward, forward=False)
            kept = min(index[0], layer.input_shape[0] - 1)  # there may be fewer channels
            after = in_other_layer(before, awkward, forward=True)
            assert after == Selection(name, (kept, *index[1:]))


def test_flattening_and_back_leads_home(awkward: Network) -> None:
    for unit in range(12):
        before = in_other_layer(Selection("flatten", (unit,)), awkward, forward=False)
        assert in_other_layer(before, awkward, forward=True) == Selection("flatten", (unit,))


def test_a_convolution_of_the_same_size_keeps_the_place_to_the_border(awkward: Network) -> None:
    for index in np.ndindex(2, 17, 14):
        there = in_other_layer(Selection("input", index), awkward, forward=True)
        assert there == Selection("conv1", index)


@pytest.mark.parametrize("index", [(), (4,)])
def test_the_strongest_cell_has_the_largest_number_in_size(
    seen: Trace, index: tuple[int, ...]
) -> None:
    place = strongest(Selection("conv2", index), seen.activations)
    values = np.abs(seen.activations["conv2"][index])
    assert abs(seen.activations["conv2"][place.index]) == values.max()
    assert place.index[: len(index)] == index


def test_a_cell_is_its_own_strongest(seen: Trace) -> None:
    place = Selection("conv2", (1, 2, 3))
    assert strongest(place, seen.activations) == place
