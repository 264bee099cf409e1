"""Where the keys lead, in the preset conv-net."""

from __future__ import annotations

import pytest

from convviz.panels.network.layout import arrange
from convviz.panels.network.navigation import Move, moved
from convviz.panels.network.stations import stations_of
from convviz.session import Selection
from engine.presets import load_preset


@pytest.fixture(scope="module")
def network():
    return load_preset("conv-net").build(9)


@pytest.fixture(scope="module")
def layout(network):
    return arrange(stations_of(network, lambda name, shape: 90), 1440, 400)


CASES = [
    ("conv2", (4, 12, 8), Move.LEFT, (4, 12, 7)),
    ("conv2", (4, 12, 8), Move.DOWN, (4, 13, 8)),
    ("conv2", (4, 0, 0), Move.UP, (4, 0, 0)),
    ("conv2", (4, 19, 19), Move.RIGHT, (4, 19, 19)),
    ("conv2", (4, 12, 8), Move.FIRST, (4, 12, 0)),
    ("conv2", (4, 12, 8), Move.LAST, (4, 12, 19)),
    ("conv2", (4, 12, 8), Move.CHANNEL_AFTER, (5, 12, 8)),
    ("conv2", (7, 12, 8), Move.CHANNEL_AFTER, (7, 12, 8)),
    ("conv2", (4,), Move.LEFT, (4, 10, 10)),
    ("conv2", (), Move.DOWN, (0, 10, 10)),
    ("dense1", (9,), Move.DOWN, (17,)),
    ("dense1", (9,), Move.UP, (1,)),
    ("dense1", (1,), Move.UP, (1,)),
    ("flatten", (464,), Move.CHANNEL_AFTER, (564,)),
    ("flatten", (464,), Move.DOWN, (484,)),
    ("dense2", (3,), Move.DOWN, (4,)),
    ("dense2", (3,), Move.RIGHT, (3,)),
    ("dense2", (3,), Move.LAST, (9,)),
    ("softmax", (0,), Move.CHANNEL_BEFORE, (0,)),
]


@pytest.mark.parametrize(("layer", "index", "move", "expected"), CASES)
def test_a_key_moves_the_cell_and_stops_at_the_edge(
    network, layout, layer, index, move, expected
):
    assert moved(Selection(layer, index), move, network, layout) == Selection(layer, expected)


CARRIED = [
    (("conv2", (4, 12, 8)), Move.LAYER_AFTER, ("relu2", (4, 12, 8))),
    (("relu2", (4, 12, 8)), Move.LAYER_AFTER, ("pool1", (4, 6, 4))),
    (("pool1", (4, 6, 4)), Move.LAYER_AFTER, ("flatten", (464,))),
    (("flatten", (464,)), Move.LAYER_BEFORE, ("pool1", (4, 6, 4))),
    (("conv2", (4, 12, 8)), Move.LAYER_BEFORE, ("relu1", (4, 14, 10))),
    (("conv2", (4,)), Move.LAYER_AFTER, ("relu2", (4,))),
    (("conv2", ()), Move.LAYER_AFTER, ("relu2", ())),
    (("input", (0, 14, 14)), Move.LAYER_BEFORE, ("input", (0, 14, 14))),
    (("softmax", (3,)), Move.LAYER_AFTER, ("softmax", (3,))),
    (("", ()), Move.LAYER_AFTER, ("input", ())),
]


@pytest.mark.parametrize(("here", "move", "there"), CARRIED)
def test_a_change_of_layer_follows_the_data(network, layout, here, move, there):
    assert moved(Selection(*here), move, network, layout) == Selection(*there)


@pytest.mark.parametrize("move", [Move.LAYER_AFTER, Move.LAYER_BEFORE])
def test_the_whole_network_can_be_crossed(network, layout, move):
    names = [column.station.name for column in layout.columns[:-1]]
    if move is Move.LAYER_BEFORE:
        names.reverse()
    first = network.input_shape if names[0] == "input" else network.layers[-1].output_shape
    place = Selection(names[0], tuple(n // 2 for n in first))
    for name in names[1:]:
        place = moved(place, move, network, layout)
        shape = layout.column(name).station.shape
        assert place.layer == name
        assert len(place.index) == len(shape)
        assert all(0 <= i < n for i, n in zip(place.index, shape, strict=True))


def test_with_nothing_selected_an_arrow_goes_to_the_middle_of_the_image(network, layout):
    assert moved(Selection(), Move.LEFT, network, layout) == Selection("input", (0, 14, 14))
