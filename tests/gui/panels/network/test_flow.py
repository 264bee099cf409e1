"""Where a value comes from and where it goes, in the preset conv-net."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.network.flow import flow_of, is_single
from convviz.session import Selection
from engine.inspection import explain, trace
from engine.presets import load_preset

CELL = Selection("conv2", (4, 12, 8))


@pytest.fixture(scope="module")
def network():
    return load_preset("conv-net").build(9)


@pytest.fixture(scope="module")
def seen(network):
    x = np.random.default_rng(1).random((1, 28, 28), np.float32)
    return trace(network, x, 3)


def test_sources_reach_back_to_the_image(network, seen):
    flow = flow_of(network, CELL, seen)
    assert list(flow.sources) == ["relu1", "conv1", "input"]
    assert flow.sources["relu1"].rows == range(12, 17)
    assert flow.sources["input"].columns == range(8, 17)


def test_the_channel_with_the_largest_subtotal_is_followed(network, seen):
    strongest = explain(network, seen, "conv2", CELL.index).strongest
    flow = flow_of(network, CELL, seen)
    assert flow.followed == {"relu1": strongest, "conv1": strongest, "input": 0}


def test_fed_cells_are_followed_up_to_the_first_layer_that_reads_them_all(network, seen):
    fed = flow_of(network, CELL, seen).fed
    assert list(fed) == ["relu2", "pool1", "flatten", "dense1"]
    assert fed["flatten"].channels == range(464, 465)
    assert [is_single(region) for region in fed.values()] == [True, True, True, False]


def test_a_flattened_value_is_followed_back_to_its_own_channel(network, seen):
    flow = flow_of(network, Selection("flatten", (464,)), seen)
    assert flow.followed["pool1"] == flow.followed["conv2"] == 4


def test_of_a_unit_that_reads_everything_no_channel_is_followed(network, seen):
    flow = flow_of(network, Selection("dense1", (17,)), seen)
    assert flow.followed == {}
    assert flow.sources["flatten"].channels == range(800)


@pytest.mark.parametrize(
    "place",
    [
        Selection(),
        Selection("conv2"),
        Selection("conv2", (4,)),
        Selection("conv2", (8, 0, 0)),
        Selection("gone", (1, 2, 3)),
    ],
    ids=["nothing", "layer", "channel", "outside", "another network's"],
)
def test_what_is_no_cell_has_no_flow(network, seen, place):
    assert flow_of(network, place, seen) is None
