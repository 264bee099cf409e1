"""How far the rail is filled after each operation."""

from __future__ import annotations

import pytest

from convviz.panels.network.layout import arrange
from convviz.panels.network.paint_rail import reached
from convviz.panels.network.stations import stations_of
from engine.presets import load_preset
from engine.training.operations import operations_of


@pytest.fixture(scope="module")
def network():
    return load_preset("conv-net").build(9)


@pytest.fixture(scope="module")
def layout(network):
    return arrange(stations_of(network, lambda name, shape: 90), 1440, 400)


def test_every_operation_fills_a_little_more(network, layout):
    lengths = []
    for operation in operations_of(network):
        forward, backward = reached(layout, operation, complete=False)
        lengths.append(forward - backward)
    assert lengths[:-1] == sorted(set(lengths[:-1]))
    assert lengths[-1] == lengths[-2]  # the update adds nothing to the way


@pytest.mark.parametrize("complete", [True, False])
def test_with_nothing_lit_all_or_nothing_is_filled(layout, complete):
    left, right = layout.columns[0].x, layout.columns[-1].right
    forward, backward = reached(layout, None, complete=complete)
    assert (forward, backward) == ((right, layout.columns[1].x) if complete else (left, right))
