"""Where the windows lie on the images that a public function gets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.arrays import require_shape
from engine.errors import SettingError
from engine.functional.checks import require_floats, require_some
from engine.geometry import read_windows, require_cells_in_windows

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.geometry import PaddingSetting, Pair, PairSetting, Windows
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
    windows = read_windows(
        owner, lengths, w.shape[2:], stride=stride, padding=padding, dilation=dilation
    )
    return _axes(owner, windows)


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
    windows = read_windows(
        *(owner, _lengths(owner, x), size),
        stride=size if stride is None else stride,
        padding=padding,
        ceil_mode=ceil_mode,
    )
    require_cells_in_windows(owner, windows.size, windows.padding)
    return _axes(owner, windows)


def _lengths(owner: str, x: Array) -> Pair:
    require_shape(owner, "x", x, ("N", "C", "H", "W"))
    require_some(owner, "x", x.shape[1:], "channel, row and column")
    return x.shape[2], x.shape[3]


def _axes(owner: str, windows: Windows) -> tuple[Axis, Axis]:
    most = max(*windows.padding[0], *windows.padding[1])
    if most > MOST_PADDING:
        raise SettingError(owner, f"padding must be at most {MOST_PADDING}", most)
    return _without_idle_steps(windows.rows), _without_idle_steps(windows.columns)


def _without_idle_steps(axis: Axis) -> Axis:
    """Return the same windows; a step that is never made may be of any length, so of 1."""
    return replace(
        axis,
        stride=axis.stride if axis.count > 1 else 1,
        dilation=axis.dilation if axis.size > 1 else 1,
    )
