"""Where the windows lie on the images that a public function gets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.arrays import require_shape
from engine.errors import SettingError
from engine.functional.checks import require_floats, require_some
from engine.geometry import padding_sides, pair, require_cells_in_windows, window_axes

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.geometry import PaddingSetting, Pair, PairSetting, Sides
    from engine.kernels.axis import Axis

MOST_PADDING = 4096
"""Cells on one side of an image; a slip of the pen must not ask for all memory there is."""


def convolution_axes(
    owner: str,
    x: Array,
    w: Array,
    *,
    stride: PairSetting,
    padding: PaddingSetting,
    dilation: PairSetting,
) -> tuple[Axis, Axis]:
    """Check images, a kernel and settings; return the axes of the rows and the columns."""
    require_floats(owner, x=x, w=w)
    lengths = _lengths(owner, x)
    require_shape(owner, "w", w, ("F", x.shape[1], "KH", "KW"))
    require_some(owner, "w", w.shape, "filter, row and column")
    size, steps = (w.shape[2], w.shape[3]), pair(owner, "stride", stride)
    apart = pair(owner, "dilation", dilation)
    reach = (size[0] - 1) * apart[0] + 1, (size[1] - 1) * apart[1] + 1
    sides = padding_sides(owner, padding, lengths, reach, steps)
    _require_little(owner, sides)
    rows, columns = window_axes(owner, lengths, size, steps, sides, dilation=apart)
    return _without_idle_steps(rows), _without_idle_steps(columns)


def pooling_axes(
    owner: str,
    x: Array,
    size: PairSetting,
    *,
    stride: PairSetting | None,
    padding: PaddingSetting,
    ceil_mode: bool,
) -> tuple[Axis, Axis]:
    """Check images and settings; return the axes of the rows and the columns."""
    require_floats(owner, x=x)
    lengths, window = _lengths(owner, x), pair(owner, "size", size)
    if not isinstance(ceil_mode, bool):
        raise SettingError(owner, "ceil_mode must be True or False", ceil_mode)
    steps = window if stride is None else pair(owner, "stride", stride)
    sides = padding_sides(owner, padding, lengths, window, steps)
    _require_little(owner, sides)
    require_cells_in_windows(owner, window, sides)
    rows, columns = window_axes(owner, lengths, window, steps, sides, ceil_mode=ceil_mode)
    return _without_idle_steps(rows), _without_idle_steps(columns)


def _lengths(owner: str, x: Array) -> Pair:
    require_shape(owner, "x", x, ("N", "C", "H", "W"))
    require_some(owner, "x", x.shape[1:], "channel, row and column")
    return x.shape[2], x.shape[3]


def _require_little(owner: str, sides: Sides) -> None:
    most = max(*sides[0], *sides[1])
    if most > MOST_PADDING:
        raise SettingError(owner, f"padding must be at most {MOST_PADDING}", most)


def _without_idle_steps(axis: Axis) -> Axis:
    """Return the same windows; a step that is never made may be of any length, so of 1."""
    return replace(
        axis,
        stride=axis.stride if axis.count > 1 else 1,
        dilation=axis.dilation if axis.size > 1 else 1,
    )
