"""The arrangement of a network: arithmetic, no widgets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint

from convviz.panels.network.layout import (
    MapGrid,
    Station,
    arrange,
    arrange_folded,
    fits_unfolded,
)
from convviz.panels.network.layout.fit import across_for, needed_width


def plates(column):
    return [column.grid.plate(channel) for channel in column.grid.channels]


def test_at_1440_pixels_the_maps_have_three_pixels_a_cell_and_fill_the_height(conv_net):
    layout = arrange(conv_net, 1440, 400)
    assert (layout.terms.factor, layout.terms.pitches[8], layout.width) == (3, 76, 1440)


def test_at_1280_pixels_the_maps_have_two_pixels_a_cell(conv_net):
    layout = arrange(conv_net, 1280, 304)
    assert (layout.terms.factor, layout.terms.pitches[8], layout.width) == (2, 52, 1280)


def test_eight_maps_stand_two_across_and_four_down(conv_net):
    grid = arrange(conv_net, 1440, 400).column("conv1").grid
    rects = [grid.plate(channel) for channel in range(8)]
    assert len({rect.x() for rect in rects}) == 2
    assert len({rect.y() for rect in rects}) == 4


def test_a_channel_keeps_its_row_in_every_layer(conv_net):
    layout = arrange(conv_net, 1440, 400)
    columns = [layout.column(name) for name in ("conv1", "relu1", "conv2", "relu2", "pool1")]
    for channel in range(8):
        assert len({column.grid.plate(channel).y() for column in columns}) == 1


def test_a_pooled_map_is_as_large_as_the_map_before(conv_net):
    layout = arrange(conv_net, 1440, 400)
    before, pooled = (layout.column(name).grid for name in ("relu2", "pool1"))
    assert before.plate(0).size() == pooled.plate(0).size()
    assert pooled.cell == 2 * before.cell


@pytest.mark.parametrize("width", [900, 1280, 1440, 1920, 2560])
@pytest.mark.parametrize("height", [220, 304, 400, 600])
@pytest.mark.parametrize("filters", [3, 8, 10, 16, 32, 64])
def test_columns_never_overlap_and_stay_on_the_canvas(make_wide, filters, width, height):
    layout = arrange(make_wide(filters), width, height)
    for left, right in zip(layout.columns, layout.columns[1:], strict=False):
        assert left.right + 16 <= right.x
    for column in layout.columns:
        if column.grid is not None:
            assert column.x <= column.grid.rect.x()
            assert column.grid.rect.right() < column.right
    assert layout.columns[-1].right <= layout.width


@pytest.mark.parametrize("filters", [16, 32, 64])
def test_maps_of_many_channels_are_shown_in_full_pages(make_wide, filters):
    column = arrange(make_wide(filters), 1280, 304).column("conv1")
    seen = []
    for page in range(column.pages):
        layout = arrange(make_wide(filters), 1280, 304, {filters: page})
        assert layout.column("conv1").page == page
        seen += layout.column("conv1").grid.channels
    assert seen == list(range(filters))


def test_a_page_beyond_the_last_is_the_last(make_wide):
    column = arrange(make_wide(64), 1280, 304, {64: 99}).column("conv1")
    assert column.page == column.pages - 1


def test_bands_show_the_channels_of_the_maps_before(make_wide):
    layout = arrange(make_wide(64), 1280, 304, {64: 1})
    assert layout.column("flatten").grid.channels == layout.column("relu2").grid.channels


def test_more_room_never_makes_maps_smaller(conv_net):
    factors = [
        arrange(conv_net, width, width // 3).terms.factor for width in range(900, 2600, 20)
    ]
    assert factors == sorted(factors)


SAMPLE_LINES = 3
LINE, AIR = 14, 9


@pytest.mark.parametrize("width", [1024, 1280, 1440, 1920])
@pytest.mark.parametrize("net", ["conv_net", "dense_net"])
def test_nothing_is_printed_over_the_captions_at_any_height(net, width, request):
    stations = request.getfixturevalue(net)
    for height in range(80, 1200, 7):
        if not fits_unfolded(stations, height):
            continue
        layout = arrange(stations, width, height)
        below_sample = layout.sample_rect.top() + SAMPLE_LINES * LINE
        assert below_sample <= layout.bottom + LINE // 2, height
        for column in layout.columns:
            if column.grid is not None:
                assert column.grid.rect.bottom() < layout.bottom, (height, column.station.name)
        assert layout.bottom + 64 <= height


def test_the_usual_heights_show_the_network_unfolded(conv_net, dense_net):
    assert all(fits_unfolded(net, 304) for net in (conv_net, dense_net))


def test_a_narrow_window_is_scrolled(conv_net):
    layout = arrange(conv_net, 700, 304)
    assert layout.width == needed_width(conv_net, layout.terms) > 700


@pytest.mark.parametrize(
    ("channels", "rows", "across"),
    [
        (8, 4, 2),
        (8, 3, 4),
        (10, 4, 3),
        (10, 5, 2),
        (16, 5, 4),
        (32, 9, 4),
        (3, 4, 1),
        (7, 4, 2),
    ],
)
def test_a_rectangle_without_holes_is_preferred_if_it_is_not_too_wide(channels, rows, across):
    assert across_for(channels, rows) == across


@given(
    channels=st.integers(1, 12),
    height=st.integers(1, 9),
    width=st.integers(1, 9),
    across=st.integers(1, 4),
    cell=st.integers(1, 6),
    data=st.data(),
)
def test_the_middle_of_a_cell_hits_that_cell(channels, height, width, across, cell, data):
    pitch = height * cell + 4
    grid = MapGrid(QPoint(5, 7), range(channels), across, height, width, cell, 4, pitch)
    index = (
        data.draw(st.integers(0, channels - 1)),
        data.draw(st.integers(0, height - 1)),
        data.draw(st.integers(0, width - 1)),
    )
    assert grid.hit(grid.cell_rect(index).center()) == index
    assert grid.rect.contains(grid.cell_rect(index))


@pytest.mark.parametrize("name", ["flatten", "dense1", "dense2", "softmax"])
def test_the_middle_of_a_unit_hits_that_unit(conv_net, name):
    column = arrange(conv_net, 1440, 400).column(name)
    for unit in range(column.station.shape[0]):
        rect = column.grid.cell_rect((unit,))
        assert column.grid.hit(rect.center()) == (unit,)
        assert column.grid.rect.contains(rect)


def test_between_two_maps_there_is_no_cell(conv_net):
    layout = arrange(conv_net, 1440, 400)
    left, right = (layout.column("conv1").grid.plate(channel) for channel in (0, 1))
    assert layout.hit(QPoint((left.right() + right.left()) // 2, left.center().y())) is None


@given(units=st.integers(1, 3000), height=st.integers(60, 600))
def test_a_folded_vector_draws_every_unit_once(units, height):
    stations = (Station("dense1", "dense", (units,)), Station("loss", "loss", ()))
    grid = arrange(stations, 1440, height).columns[0].grid
    cells = sum(source.width() * source.height() for _, source in grid.blits())
    assert cells == units


@pytest.mark.parametrize("name", ["input", "conv1", "pool1", "flatten", "dense1", "dense2"])
def test_folded_to_one_line_everything_fits_below_the_rail(conv_net, name):
    layout = arrange_folded(conv_net, 1440, {"conv1": 5})
    grid = layout.column(name).grid
    assert grid.rect.bottom() < 100
    assert layout.column(name).x == arrange(conv_net, 1440, 400).column(name).x


def test_folded_each_layer_shows_the_channel_asked_for(conv_net):
    layout = arrange_folded(conv_net, 1440, {"conv1": 5, "flatten": 4})
    assert list(layout.column("conv1").grid.channels) == [5]
    assert layout.column("flatten").grid.hit(QPoint(901, 37)) == (400,)


@pytest.mark.parametrize("height", [80, 93, 104])
def test_folded_pictures_are_never_cut_at_the_bottom(conv_net, height):
    layout = arrange_folded(conv_net, 1440, {}, height)
    assert all(c.grid.rect.bottom() < height for c in layout.columns if c.grid is not None)
