"""Keys lead from cell to cell, channel to channel, layer to layer."""

import numpy as np
import pytest

from convviz.panels.operation.moves import (
    moved_cell,
    moved_channel,
    moved_layer,
    strongest,
)
from convviz.session import Selection
from engine.inspection import explain, layer_names

SHAPE = (8, 20, 20)


@pytest.mark.parametrize(
    ("index", "step", "after"),
    [
        ((4, 12, 8), (0, 1), (4, 12, 9)),
        ((4, 12, 8), (-1, 0), (4, 11, 8)),
        ((4, 0, 19), (-1, 0), (4, 0, 19)),
        ((4, 0, 19), (0, 1), (4, 0, 19)),
        ((4,), (0, 1), (4, 10, 10)),
        ((), (1, 0), (0, 10, 10)),
    ],
)
def test_arrows_move_the_cell_and_stop_at_the_edges(index, step, after):
    assert moved_cell(Selection("conv2", index), SHAPE, *step) == Selection("conv2", after)


@pytest.mark.parametrize(
    ("index", "step", "after"),
    [((5,), (0, 1), (6,)), ((5,), (-1, 0), (4,)), ((0,), (0, -1), (0,)), ((), (1, 0), (0,))],
)
def test_in_a_vector_all_arrows_go_through_the_units(index, step, after):
    assert moved_cell(Selection("dense1", index), (128,), *step).index == after


@pytest.mark.parametrize(
    ("index", "step", "after"),
    [((4, 12, 8), 1, (5, 12, 8)), ((7,), 1, (7,)), ((0, 1, 1), -1, (0, 1, 1)), ((), 1, (0,))],
)
def test_the_channel_changes_and_the_place_stays(index, step, after):
    assert moved_channel(Selection("conv2", index), SHAPE, step).index == after


@pytest.mark.parametrize(
    ("place", "forward", "after"),
    [
        (("conv2", (4, 12, 8)), True, ("relu2", (4, 12, 8))),
        (("relu2", (4, 12, 8)), True, ("pool1", (4, 6, 4))),
        (("pool1", (4, 6, 4)), True, ("flatten", (464,))),
        (("flatten", (464,)), False, ("pool1", (4, 6, 4))),
        (("pool1", (4, 6, 4)), False, ("relu2", (4, 13, 9))),
        (("conv2", (4, 12, 8)), False, ("relu1", (4, 14, 10))),
        (("relu1", (4, 14, 10)), True, ("conv2", (4, 12, 8))),
        (("conv1", (4, 3, 3)), False, ("input", (0, 5, 5))),
        (("input", (0, 5, 5)), False, ("input", (0, 5, 5))),
        (("softmax", (3,)), True, ("softmax", (3,))),
        (("conv1", ()), True, ("relu1", ())),
        (("conv1", (2,)), True, ("relu1", (2,))),
        (("", ()), True, ("input", ())),
    ],
)
def test_the_layer_changes_and_the_place_goes_with_the_data(
    network, seen, place, forward, after
):
    moved = moved_layer(Selection(*place), network, seen, forward=forward)
    assert moved == Selection(*after)


def test_back_from_a_dense_unit_leads_to_its_largest_contribution(network, seen):
    moved = moved_layer(Selection("dense2", (3,)), network, seen, forward=False)
    products = explain(network, seen, "dense2", (3,)).products
    assert moved == Selection("relu3", (int(np.abs(products).argmax()),))


def test_every_cell_can_walk_through_the_whole_network_and_exists_everywhere(network, seen):
    for forward in (True, False):
        place = Selection("input", (0, 14, 14)) if forward else Selection("softmax", (9,))
        for _ in layer_names(network):
            place = moved_layer(place, network, seen, forward=forward)
            assert seen.activations[place.layer][place.index].shape == ()
        assert place.layer == ("softmax" if forward else "input")


@pytest.mark.parametrize("index", [(), (4,)])
def test_the_strongest_cell_has_the_largest_number_in_size(seen, index):
    place = strongest(Selection("conv2", index), seen.activations)
    values = np.abs(seen.activations["conv2"][index])
    assert abs(seen.activations["conv2"][place.index]) == values.max()
    assert place.index[: len(index)] == index


def test_a_cell_is_its_own_strongest(seen):
    place = Selection("conv2", (1, 2, 3))
    assert strongest(place, seen.activations) == place
