"""Receptive fields are tried by disturbing single cells and looking what changes."""

import itertools

import numpy as np
import pytest

from engine.inspection import INPUT, Region, fed_cells, layer_names, receptive_field
from engine.layers import Conv2D, Dense, Flatten, ReLU, Softmax


def _forward_from(network, layer, batch):
    """Return the activations that follow when `layer` has the values `batch`."""
    outputs = {layer: batch}
    for step in network.layers[layer_names(network).index(layer) :]:
        batch, _ = step.forward(batch)
        outputs[step.name] = batch
    return outputs


def _cells(shape, count, seed=3):
    every = list(itertools.product(*map(range, shape)))
    rng = np.random.default_rng(seed)
    corners = [every[0], every[-1]]
    return corners + [every[i] for i in rng.choice(len(every), count)]


def _smooth(network):
    """Return the network in float64 with positive weights, so that every cell matters."""
    network = network.astype(np.float64)
    network.parameters.flat[:] = np.abs(network.parameters.flat) + 0.05
    return network


def _influence(network, source, x, layer):
    """Return bool (source cells..., layer cells...): which changes when which is disturbed."""
    one_each = np.eye(x.size).reshape(x.size, *x.shape)
    before = _forward_from(network, source, x[None].astype(np.float64))[layer]
    changed = [
        np.abs(_forward_from(network, source, x + step * one_each)[layer] - before) > 1e-6
        for step in (-10, 10)
    ]
    return (changed[0] | changed[1]).reshape(*x.shape, *before.shape[1:])


def _maps(network):
    return [step.name for step in network.layers if len(step.output_shape) == 3]


def test_nothing_outside_the_field_of_the_image_changes_a_cell_and_its_edges_do(
    network, sample
):
    network = _smooth(network)
    for layer in _maps(network):
        changed = _influence(network, INPUT, sample, layer)
        for cell in _cells(network.layer(layer).output_shape, 6):
            region = receptive_field(network, layer, cell)[INPUT]
            touched = np.argwhere(changed[(..., *cell)])
            outside = [tuple(t) for t in touched if tuple(t) not in region]
            assert outside == []
            low, high = touched.min(axis=0), touched.max(axis=0)
            assert (region.rows, region.columns) == (
                range(low[1], high[1] + 1),
                range(low[2], high[2] + 1),
            )


def test_the_fields_of_all_layers_on_the_way_are_given(network, sample):
    network = _smooth(network)
    layer = _maps(network)[-1]
    outputs = _forward_from(network, INPUT, sample[None].astype(np.float64))
    cell = tuple(n // 2 for n in network.layer(layer).output_shape)
    fields = receptive_field(network, layer, cell)
    names = layer_names(network)
    assert list(fields) == list(reversed(names[: names.index(layer)]))
    for source, region in fields.items():
        touched = np.argwhere(
            _influence(network, source, outputs[source][0], layer)[(..., *cell)]
        )
        assert touched.size
        assert all(tuple(t) in region for t in touched)
        assert region.layer == source


def test_cells_fed_are_those_that_change_in_the_next_layer(network, sample):
    network = _smooth(network)
    names = layer_names(network)
    outputs = _forward_from(network, INPUT, sample[None].astype(np.float64))
    for source, target in itertools.pairwise(names[: len(_maps(network)) + 1]):
        changed = _influence(network, source, outputs[source][0], target)
        for cell in _cells(outputs[source][0].shape, 6):
            region = fed_cells(network, source, cell)
            touched = np.argwhere(changed[cell])
            assert bool(region) == bool(touched.size)
            if touched.size:
                low, high = touched.min(axis=0), touched.max(axis=0) + 1
                box = (region.channels, region.rows, region.columns)
                assert box == tuple(map(range, low, high))


def test_a_unit_of_flatten_reads_one_cell_and_a_dense_unit_all(network):
    shape = network.layer("flatten").input_shape
    cell = tuple(n - 1 for n in shape)
    unit = int(np.ravel_multi_index(cell, shape))
    source = layer_names(network)[network.index("flatten")]
    assert receptive_field(network, "flatten", (unit,))[source] == Region(
        source, *(range(i, i + 1) for i in cell)
    )
    assert fed_cells(network, source, cell) == Region("flatten", range(unit, unit + 1))
    for layer in ("dense1", "dense2", "softmax"):
        field = receptive_field(network, layer, (1,))
        assert field[source] == Region(source, *map(range, shape))
    assert fed_cells(network, "flatten", (unit,)) == Region("dense1", range(7))


def test_conv_net_reads_as_in_the_drawing(conv_net):
    field = receptive_field(conv_net, "conv2", (4, 12, 8))
    assert field == {
        "relu1": Region("relu1", range(8), range(12, 17), range(8, 13)),
        "conv1": Region("conv1", range(8), range(12, 17), range(8, 13)),
        "input": Region("input", range(1), range(12, 21), range(8, 17)),
    }
    assert fed_cells(conv_net, "relu2", (4, 12, 8)) == Region(
        "pool1", range(4, 5), range(6, 7), range(4, 5)
    )


@pytest.mark.parametrize("index", [(), (3,)])
def test_a_layer_or_a_channel_reads_what_all_its_cells_read(conv_net, index):
    field = receptive_field(conv_net, "pool1", index)
    assert field["input"] == Region("input", range(1), range(28), range(28))
    channels = range(3, 4) if index else range(8)
    assert field["relu2"] == Region("relu2", channels, range(20), range(20))


def test_a_box_is_read_and_fed_like_all_its_cells(conv_net):
    box = Region("relu1", range(2, 4), range(5, 7), range(6, 7))
    assert fed_cells(conv_net, "relu1", box) == Region(
        "conv2", range(8), range(1, 7), range(2, 7)
    )
    assert receptive_field(conv_net, "relu1", box)["input"] == Region(
        "input", range(1), range(5, 11), range(6, 11)
    )


def test_a_channel_feeds_its_stretch_of_the_flattened_vector(conv_net):
    assert fed_cells(conv_net, "pool1", (2,)) == Region("flatten", range(200, 300))


def test_the_image_comes_from_nowhere_and_the_last_layer_feeds_nothing(conv_net):
    assert receptive_field(conv_net, INPUT, (0, 1, 1)) == {}
    assert fed_cells(conv_net, "softmax", (1,)) is None


def test_a_cell_between_the_windows_feeds_nobody(build_network):
    network = build_network(
        "gaps",
        (1, 5, 5),
        (Conv2D, "conv1", {"filters": 2, "size": 1, "stride": 2}),
        (Flatten, "flatten", {}),
        (Dense, "dense1", {"units": 2}),
        (Softmax, "softmax", {}),
    )
    assert not fed_cells(network, INPUT, (0, 1, 1))
    assert fed_cells(network, INPUT, (0, 2, 2)) == Region(
        "conv1", range(2), range(1, 2), range(1, 2)
    )


def test_a_window_on_nothing_but_padding_reads_nothing(build_network):
    network = build_network(
        "padding",
        (1, 3, 3),
        (Conv2D, "conv1", {"filters": 1, "size": 1, "padding": 1}),
        (ReLU, "relu1", {}),
        (Flatten, "flatten", {}),
        (Dense, "dense1", {"units": 2}),
        (Softmax, "softmax", {}),
    )
    field = receptive_field(network, "relu1", (0, 0, 0))
    assert field["conv1"]
    assert not field[INPUT]


@pytest.mark.parametrize("index", [(8, 0, 0), (0, 20, 0), (0, 0, -1), (0, 0)])
def test_a_cell_that_is_not_there_is_refused(conv_net, index):
    with pytest.raises(IndexError, match=r"conv2: index must lie within \(8, 20, 20\), got"):
        receptive_field(conv_net, "conv2", index)


def test_a_layer_that_is_not_there_is_refused(conv_net):
    with pytest.raises(ValueError, match="layer must be one of conv1, relu1"):
        fed_cells(conv_net, "conv3", ())
