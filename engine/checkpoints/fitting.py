"""Whether one array has the shape of one parameter, and what would make it have it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.wording import dimensions

if TYPE_CHECKING:
    from engine.arrays import Array, Shape
    from engine.checkpoints.node import AnyArray


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A view in the needed shape, of the file's dtype, or the reason why there is none."""

    array: AnyArray | None = None
    reason: str = ""


def fit_weight(array: AnyArray, shape: Shape) -> Fit:
    """Take `array` as a weight of `shape`.

    Parameters
    ----------
    array : ndarray
        Of any dtype.
    shape : tuple of int
        (F, C, KH, KW) or (out, in).

    Returns
    -------
    Fit
        The reason says what the array has, what is needed and what would make it fit.
    """
    if array.dtype.kind not in "biuf":
        return Fit(reason=f"it holds {array.dtype}, not real numbers")
    if array.shape == shape:
        return Fit(array)
    has = f"it is {dimensions(array.shape)} and must be {dimensions(shape)}"
    remedy = _remedy(array.shape, shape)
    return Fit(reason=f"{has}; {remedy}" if remedy else has)


def fit_bias(array: AnyArray, shape: Shape) -> Fit:
    """Take `array` as a bias of `shape` (n,); (n, 1) and (1, n) are biases too."""
    if array.dtype.kind not in "biuf":
        return Fit(reason=f"it holds {array.dtype}, not real numbers")
    if array.size == math.prod(shape) == max(array.shape, default=1):
        return Fit(array.reshape(shape))
    return Fit(reason=f"it is {dimensions(array.shape)} and must be {dimensions(shape)}")


def _remedy(has: Shape, needs: Shape) -> str:
    """Say what would turn one shape into the other, if it is one of the usual things."""
    if has == needs[::-1] and len(needs) == 2:
        return "transposed it would fit"
    if len(needs) == 4:
        return _conv_remedy(has, needs)
    if len(needs) == 2 and has == (needs[0], needs[1] + 1):
        return "with its first or last column taken out as the bias it would fit"
    if len(needs) == 2 and has == (needs[1] + 1, needs[0]):
        return "transposed and with one column taken out as the bias it would fit"
    return "with its numbers in another shape it would fit" if _same_size(has, needs) else ""


def _conv_remedy(has: Shape, needs: Shape) -> str:
    filters, channels, height, width = needs
    if has == (height, width, channels, filters):
        return "with its axes in the order filter, channel, row, column it would fit"
    if channels == 1 and has == (filters, height, width):
        return "with an axis for its one channel it would fit"
    if has[1:] == needs[1:]:
        return f"it has {has[0]} filters, not {filters}"
    return "with its numbers in another shape it would fit" if _same_size(has, needs) else ""


def _same_size(has: Shape, needs: Shape) -> bool:
    return math.prod(has) == math.prod(needs)


def as_float32(array: AnyArray) -> Array:
    """Return it read-only in float32 and C order, without a copy if it is so already.

    What is beyond float32 becomes infinite.
    """
    with np.errstate(over="ignore"):
        same = np.asarray(array, np.float32, order="C").view()
    same.flags.writeable = False
    return same
