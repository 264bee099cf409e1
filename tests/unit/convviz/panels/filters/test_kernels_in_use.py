"""The kernels that are framed, held against what single weights change."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPointF

from convviz.panels.filters.grid_layout import fit_grid
from convviz.panels.filters.kernels import kernel_forms
from convviz.panels.filters.kernels_in_use import kernels_in_use
from convviz.session import Selection
from engine.network import Network
from engine.presets import load_preset


@pytest.fixture(scope="module")
def network() -> Network:
    return load_preset("cnn-from-scratch").build(3)


def in_use(network: Network, layer: str, place: Selection) -> np.ndarray:
    """Return which weights of a layer are framed, as a mask of their own shape."""
    form = kernel_forms(network)[layer]
    mask = np.zeros((form.filters, *form.shape), bool)
    weights = kernels_in_use(form, network, place)
    if weights is not None:
        mask[np.ix_(weights.filters, weights.channels, weights.rows, weights.columns)] = True
    return mask.reshape(network.parameters[f"{layer}.w"].shape)


def changes_with(network: Network, layer: str, x: np.ndarray) -> np.ndarray:
    """Return which outputs of a layer change with which of its weights, weights first."""
    exact = network.astype(np.float64).layer(layer)
    y, w = exact.apply(x), exact.parameters["w"]
    changed = np.zeros((w.size, *y.shape[1:]), bool)
    flat = w.reshape(-1)
    for place in range(flat.size):
        before = flat[place]
        flat[place] = before + 1
        changed[place] = (np.abs(exact.apply(x) - y) > 1e-9)[0]
        flat[place] = before
    return changed


@pytest.mark.parametrize("index", [(0, 2, 3), (11, 3, 3), (15, 4, 2)])
def test_a_cell_of_a_convolution_is_made_with_its_filter(
    network: Network, rng: np.random.Generator, index: tuple[int, ...]
) -> None:
    x = rng.standard_normal((1, *network.layer("conv2").input_shape))
    changed = changes_with(network, "conv2", x)[(slice(None), *index)]
    framed = in_use(network, "conv2", Selection("conv2", index))
    assert np.array_equal(framed.ravel(), changed)


def test_a_unit_is_made_with_all_its_weights(
    network: Network, rng: np.random.Generator
) -> None:
    x = rng.standard_normal((1, *network.layer("dense2").input_shape))
    changed = changes_with(network, "dense2", x)[:, 7]
    for place in (Selection("dense2", (7,)), Selection("softmax", (7,))):
        assert np.array_equal(in_use(network, "dense2", place).ravel(), changed)


@pytest.mark.parametrize("layer", ["relu2", "pool2"])
def test_what_stands_behind_a_convolution_is_made_with_the_same_filter(
    network: Network, layer: str
) -> None:
    there = in_use(network, "conv2", Selection(layer, (5, 1, 1)))
    assert np.array_equal(there, in_use(network, "conv2", Selection("conv2", (5,))))


def test_a_flattened_value_is_made_with_the_filter_of_its_channel(network: Network) -> None:
    shape = network.layer("flatten").input_shape
    unit = int(np.ravel_multi_index((5, 1, 1), shape))
    there = in_use(network, "conv2", Selection("flatten", (unit,)))
    assert np.array_equal(there, in_use(network, "conv2", Selection("conv2", (5,))))


def test_a_cell_is_read_with_its_channel_of_every_filter(network: Network) -> None:
    w = network.parameters["conv2.w"]
    _, channels, _, _ = w.shape
    expected = np.broadcast_to((np.arange(channels) == 6)[None, :, None, None], w.shape)
    assert np.array_equal(in_use(network, "conv2", Selection("pool1", (6, 9, 9))), expected)


@pytest.mark.parametrize("index", [(0, 0, 0), (9, 2, 1), (15, 3, 3)])
def test_a_cell_that_is_flattened_is_read_with_one_weight_of_every_unit(
    network: Network, index: tuple[int, ...]
) -> None:
    shape = network.layer("flatten").input_shape
    unit = int(np.ravel_multi_index(index, shape))
    x = np.zeros((1, network.layer("dense1").input_shape[0]))
    x[0, unit] = 1  # a weight of another input changes nothing
    changed = changes_with(network, "dense1", x).any(axis=1)
    for place in (Selection("pool2", index), Selection("flatten", (unit,))):
        assert np.array_equal(in_use(network, "dense1", place).ravel(), changed)


def test_a_unit_is_read_with_one_weight_of_every_unit_behind_it(network: Network) -> None:
    w = network.parameters["dense2.w"]
    expected = np.broadcast_to(np.arange(w.shape[1]) == 13, w.shape)
    assert np.array_equal(in_use(network, "dense2", Selection("relu3", (13,))), expected)


@pytest.mark.parametrize(
    "place",
    [
        Selection(),
        Selection("conv2"),
        Selection("conv1", (3, 3, 3)),
        Selection("dense1", (3,)),
        Selection("conv2", (16,)),
        Selection("loss"),
    ],
    ids=str,
)
def test_other_places_use_no_kernel_of_the_layer(network: Network, place: Selection) -> None:
    assert not in_use(network, "conv2", place).any()


@pytest.mark.parametrize(
    "place", [Selection("conv2", (3,)), Selection("pool1", (6, 9, 9))], ids=str
)
def test_the_frames_hold_exactly_the_weights_in_use(network: Network, place: Selection) -> None:
    form = kernel_forms(network)["conv2"]
    layout = fit_grid(form.filters, form.shape, 800, 600, 1.0)
    weights = kernels_in_use(form, network, place)
    rects = list(weights.rects(layout, range(form.filters)))
    framed = np.zeros((form.filters, *form.shape), bool)
    for f, c, row, column in np.ndindex(framed.shape):
        point = layout.kernel(f, c).topLeft() + QPointF(column + 0.5, row + 0.5) * layout.cell
        framed[f, c, row, column] = any(rect.contains(point) for rect in rects)
    assert np.array_equal(framed, in_use(network, "conv2", place))
