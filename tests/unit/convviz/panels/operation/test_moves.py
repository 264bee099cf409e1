"""Keys lead from cell to cell, channel to channel, layer to layer."""

import pytest

from convviz.panels.operation.moves import moved_cell, moved_channel, moved_to_end
from convviz.session import Selection

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
    ("index", "shape", "last", "after"),
    [
        ((4, 12, 8), SHAPE, False, (4, 12, 0)),
        ((4, 12, 8), SHAPE, True, (4, 12, 19)),
        ((4,), SHAPE, True, (4, 10, 19)),
        ((17,), (128,), False, (0,)),
        ((17,), (128,), True, (127,)),
    ],
)
def test_home_and_end_go_to_the_ends_of_the_row(index, shape, last, after):
    assert moved_to_end(Selection("layer", index), shape, last=last).index == after
