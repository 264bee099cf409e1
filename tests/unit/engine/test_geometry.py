from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError
from engine.geometry import pair, read_windows, require_cells_in_windows


def rows_of(length, size, stride=1, sides=(0, 0), **options):
    padding = (sides, (0, 0))
    windows = read_windows(
        *("f", (length, 1), (size, 1)), stride=(stride, 1), padding=padding, **options
    )
    return windows.rows


@pytest.mark.parametrize("value", [2, (2, 2), [2, 2], np.int64(2), (np.uint8(2), 2)])
def test_one_number_stands_for_both_axes(value):
    assert pair("f", "size", value) == (2, 2)


@pytest.mark.parametrize("value", [True, np.True_, 2.0, "2", None, (2,), np.array([2, 2])])
def test_what_is_no_whole_number_is_refused(value):
    rule = "f: size must be one or two whole numbers of at least 1, got "
    with pytest.raises(SettingError, match=rule):
        pair("f", "size", value)


def test_numbers_of_numpy_become_plain_ones():
    assert {type(n) for n in pair("f", "size", np.int64(3))} == {int}


@pytest.mark.parametrize(
    ("value", "sides"),
    [
        (1, ((1, 1), (1, 1))),
        ((1, 2), ((1, 1), (2, 2))),
        (((0, 1), (2, 3)), ((0, 1), (2, 3))),
        ([[0, 1], [2, 3]], ((0, 1), (2, 3))),
        ("valid", ((0, 0), (0, 0))),
    ],
)
def test_padding_is_read_as_top_bottom_left_right(value, sides):
    assert read_windows("f", (8, 8), 3, padding=value).padding == sides


@pytest.mark.parametrize("length", range(1, 12))
@pytest.mark.parametrize("reach", range(1, 6))
@pytest.mark.parametrize("stride", range(1, 5))
def test_same_padding_gives_as_many_windows_as_strides_begin(length, reach, stride):
    windows = read_windows("f", (length, 1), (reach, 1), stride=(stride, 1), padding="same")
    before, after = windows.padding[0]
    assert windows.rows.count == -(-length // stride)
    assert after - before in (0, 1)


@pytest.mark.parametrize(
    ("length", "size", "stride", "sides", "floor", "ceil"),
    [
        pytest.param(5, 2, 2, (0, 0), 2, 3, id="last-cell-left-out-or-not"),
        pytest.param(4, 2, 2, (0, 0), 2, 2, id="fits-exactly"),
        pytest.param(4, 2, 3, (0, 1), 2, 2, id="last-window-reaches-padding"),
        pytest.param(3, 2, 3, (0, 1), 1, 1, id="next-window-would-begin-behind-the-image"),
        pytest.param(1, 1, 4, (0, 0), 1, 1, id="one-cell"),
    ],
)
def test_ceil_mode_adds_a_window_only_where_it_sees_the_image(
    length, size, stride, sides, floor, ceil
):
    assert rows_of(length, size, stride, sides).count == floor
    assert rows_of(length, size, stride, sides, ceil_mode=True).count == ceil


def test_window_larger_than_the_padded_image_is_refused():
    rule = "f: a window of 7 rows must fit into the padded image, got 6"
    with pytest.raises(SettingError, match=rule):
        rows_of(5, 3, sides=(0, 1), dilation=(3, 1))


@pytest.mark.parametrize("sides", [((2, 0), (0, 0)), ((0, 2), (0, 0)), ((0, 0), (0, 3))])
def test_padding_as_large_as_the_window_is_refused_for_poolings(sides):
    require_cells_in_windows("f", (3, 4), sides)
    with pytest.raises(SettingError, match=r"f: padding must be less than the window of 2×3"):
        require_cells_in_windows("f", (2, 3), sides)
