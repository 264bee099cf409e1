"""Frames and links of a place, in pixels."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.network.flow import flow_of
from convviz.panels.network.layout import arrange, arrange_folded
from convviz.panels.network.marks import marks_of_hover, marks_of_place, marks_of_selection
from convviz.panels.network.stations import stations_of
from convviz.session import Selection
from convviz.session.selection_reach import reach_of
from engine.inspection import trace
from engine.presets import load_preset

CELL = Selection("conv2", (4, 12, 8))


@pytest.fixture(scope="module")
def network():
    return load_preset("conv-net").build(9)


@pytest.fixture(scope="module")
def stations(network):
    return stations_of(network, lambda name, shape: 7 * len(name + shape))


@pytest.fixture(scope="module")
def layout(stations):
    return arrange(stations, 1440, 400)


@pytest.fixture(scope="module")
def seen(network):
    x = np.random.default_rng(1).random((1, 28, 28), np.float32)
    return trace(network, x, 3)


def frames(marks, kind):
    return [mark.rect for mark in marks.frames if mark.kind == kind]


def around(layout, layer, index):
    return layout.column(layer).grid.cell_rect(index).adjusted(-1, -1, 1, 1)


def test_the_selected_cell_and_the_cells_it_feeds_are_framed_as_selected(network, layout, seen):
    selected = frames(marks_of_selection(layout, flow_of(network, CELL, seen)), "selected")
    for layer, index in (("conv2", CELL.index), ("pool1", (4, 6, 4)), ("flatten", (464,))):
        assert around(layout, layer, index) in selected


def test_the_other_channels_of_the_sum_are_framed_without_casing(network, layout, seen):
    flow = flow_of(network, CELL, seen)
    others = frames(marks_of_selection(layout, flow), "same_sum")
    assert len(others) == 2 * 7
    followed = layout.column("relu1").grid.region_rects(flow.sources["relu1"])
    assert followed[flow.followed["relu1"]].adjusted(-1, -1, 1, 1) not in others


def test_every_other_channel_has_a_weak_link_into_the_cell(network, layout, seen):
    marks = marks_of_selection(layout, flow_of(network, CELL, seen))
    cell = around(layout, "conv2", CELL.index)
    into = [link for link in marks.links if not link.strong and link.end.x() == cell.x()]
    assert len(into) == 7


def test_links_run_from_left_to_right(network, layout, seen):
    for place in (CELL, Selection("pool1", (0, 3, 3)), Selection("dense2", (3,))):
        links = marks_of_selection(layout, flow_of(network, place, seen)).links
        assert links
        assert all(link.start.x() < link.end.x() for link in links)


def test_hover_frames_the_receptive_field_in_every_channel_of_every_earlier_layer(
    network, layout
):
    rects = frames(marks_of_hover(layout, reach_of(network, CELL)), "hovered")
    assert len(rects) == 1 + 8 + 8 + 1 + 1  # input, conv1, relu1, itself, relu2
    image = layout.column("input").grid
    field = image.cell_rect((0, 12, 8)).united(image.cell_rect((0, 20, 16)))
    assert field.adjusted(-1, -1, 1, 1) in rects


def test_a_hovered_channel_is_framed_alone_and_as_a_whole(network, layout):
    place = Selection("conv2", (4,))
    (rect,) = frames(marks_of_hover(layout, reach_of(network, place)), "hovered")
    assert rect == layout.column("conv2").grid.plate(4).adjusted(-1, -1, 1, 1)


def test_folded_to_one_line_there_are_frames_and_no_links(network, stations, seen):
    layout = arrange_folded(stations, 1440, {"conv2": 4})
    marks = marks_of_selection(layout, flow_of(network, CELL, seen))
    assert around(layout, "conv2", CELL.index) in frames(marks, "selected")
    assert not marks.links


@pytest.mark.parametrize("place", [Selection("conv2"), Selection("conv2", (4,))])
def test_a_layer_and_a_channel_are_framed_as_a_whole(layout, place):
    (mark,) = marks_of_place(layout, place).frames
    grid = layout.column("conv2").grid
    whole = grid.plate(4) if place.index else grid.rect
    assert mark.rect.contains(whole)


def test_nothing_selected_has_no_frame(layout):
    assert not marks_of_place(layout, Selection()).frames
