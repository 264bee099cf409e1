"""Where windows lie on an image, by the settings: size, stride, padding, dilation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from engine.errors import SettingError
from engine.kernels.axis import Axis
from engine.numbers import is_whole

Pair = tuple[int, int]
"""Of the rows, then of the columns."""

Sides = tuple[Pair, Pair]
"""(top, bottom), (left, right)."""

PairSetting = int | Sequence[int]
"""A number for both axes, or one for the rows and one for the columns."""

PaddingSetting = int | str | Sequence[int] | Sequence[Sequence[int]]
"""As `PairSetting`, or a pair for each axis, or "valid" (none) or "same"."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of a convolution or a pooling.

    Attributes
    ----------
    size, stride, dilation : pair of int
        Taps of a window, cells from window to window, cells from tap to tap.
    padding : pair of pairs of int
        ((top, bottom), (left, right)).
    rows, columns : Axis
        Which cells each window reads.
    """

    size: Pair
    stride: Pair
    dilation: Pair
    padding: Sides
    rows: Axis
    columns: Axis


def read_windows(
    owner: str,
    lengths: Pair,
    size: PairSetting,
    *,
    stride: PairSetting = 1,
    padding: PaddingSetting = 0,
    dilation: PairSetting = 1,
    ceil_mode: bool = False,
) -> Windows:
    """Return the windows that settings ask for, on an image of these lengths.

    Parameters
    ----------
    owner : str
        Name of the layer or the function.
    lengths : pair of int
        H and W.
    size, stride, dilation : int or pair of int
    padding : int, str, pair of int or pair of pairs of int
        "same" gives ceil(length / stride) windows, the odd one out behind; "valid" is 0.
    ceil_mode : bool, default=False
        Whether a last window may hang over the edge.

    Raises
    ------
    SettingError
        If a setting breaks its rule, or a window is larger than the padded image.
    """
    if not isinstance(ceil_mode, bool):
        raise SettingError(owner, "ceil_mode must be true or false", ceil_mode)
    taps, steps = pair(owner, "size", size), pair(owner, "stride", stride)
    apart = pair(owner, "dilation", dilation)
    reach = (taps[0] - 1) * apart[0] + 1, (taps[1] - 1) * apart[1] + 1
    sides = _padding_sides(owner, padding, lengths, reach, steps)
    rows, columns = _window_axes(
        owner, lengths, taps, steps, sides, dilation=apart, ceil_mode=ceil_mode
    )
    return Windows(taps, steps, apart, sides, rows, columns)


def pair(owner: str, name: str, value: object, least: int = 1) -> Pair:
    """Read a setting that is one number for both axes, or two."""
    down, right = value if _is_sequence(value) and len(value) == 2 else (value, value)
    if not (is_whole(down, least) and is_whole(right, least)):
        rule = f"{name} must be one or two whole numbers of at least {least}"
        raise SettingError(owner, rule, value)
    return int(down), int(right)


def require_cells_in_windows(owner: str, size: Pair, sides: Sides) -> None:
    """Check that the padding is less than the window, so that none lies on padding alone."""
    for sides_of_axis, size_of_axis in zip(sides, size, strict=True):
        if max(sides_of_axis) >= size_of_axis:
            rule = f"padding must be less than the window of {size[0]}×{size[1]}"
            raise SettingError(owner, rule, max(sides_of_axis))


def _padding_sides(
    owner: str, value: PaddingSetting, lengths: Pair, reach: Pair, stride: Pair
) -> Sides:
    """Read a padding; `reach` is a window with its dilation."""
    if isinstance(value, str):
        if value == "same":
            rows, columns = zip(lengths, reach, stride, strict=True)
            return _same(*rows), _same(*columns)
        if value != "valid":
            raise SettingError(owner, 'padding must be "same", "valid" or whole numbers', value)
        value = 0
    if _is_sequence(value) and len(value) == 2 and all(map(_is_sequence, value)):
        return pair(owner, "padding", value[0], 0), pair(owner, "padding", value[1], 0)
    down, right = pair(owner, "padding", value, 0)
    return (down, down), (right, right)


def _window_axes(
    owner: str,
    lengths: Pair,
    size: Pair,
    stride: Pair,
    sides: Sides,
    *,
    dilation: Pair,
    ceil_mode: bool,
) -> tuple[Axis, Axis]:
    """Return where the windows lie, along the rows and the columns."""
    axes = []
    for a in range(2):
        before, after = sides[a]
        reach = (size[a] - 1) * dilation[a] + 1
        room = before + lengths[a] + after - reach
        if room < 0:
            what = "rows" if a == 0 else "columns"
            rule = f"a window of {reach} {what} must fit into the padded image"
            raise SettingError(owner, rule, lengths[a] + before + after)
        count = -(-room // stride[a]) + 1 if ceil_mode else room // stride[a] + 1
        if ceil_mode and (count - 1) * stride[a] >= before + lengths[a]:
            count -= 1  # a window that begins behind the image sees nothing of it
        axes.append(Axis(lengths[a], size[a], count, stride[a], before, dilation[a]))
    return axes[0], axes[1]


def _same(length: int, reach: int, stride: int) -> Pair:
    """Return the padding that gives ceil(length / stride) windows."""
    total = max(0, (-(-length // stride) - 1) * stride + reach - length)
    return total // 2, total - total // 2


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, (list, tuple))
