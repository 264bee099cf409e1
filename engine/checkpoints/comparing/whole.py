"""Differences of whole numbers that float64 does not hold, exact up to their rounding to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.checkpoints.node import AnyArray

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]


def whole_change(a: AnyArray, b: AnyArray) -> Floats:
    """Return b − a of two arrays of whole numbers or truth values, of shape (n,)."""
    common = np.result_type(a.dtype, b.dtype)
    if common.kind == "f":
        # Of int64 and uint64, which no whole type holds both. What is negative in one of them
        # is further from the other than float64 rounds.
        is_negative = (a < 0) | (b < 0)
        rounded = b.astype(np.float64) - a.astype(np.float64)
        return np.where(
            is_negative, rounded, whole_change(a.astype(np.uint64), b.astype(np.uint64))
        )
    common = np.dtype(np.int8) if common.kind == "b" else common
    first, second = a.astype(common), b.astype(common)
    up = second >= first
    # Both are taken modulo 2⁶⁴, where the larger less the smaller is what it is.
    size = np.where(
        up,
        second.astype(np.uint64) - first.astype(np.uint64),
        first.astype(np.uint64) - second.astype(np.uint64),
    ).astype(np.float64)
    return np.where(up, size, -size)


def is_whole(whole: AnyArray, x: AnyArray) -> Bools:
    """Return where numbers are the very whole numbers of another array.

    Parameters
    ----------
    whole : ndarray of int64 or uint64, shape (n,)
    x : ndarray of float or complex, shape (n,)
    """
    if x.dtype.kind == "c":
        is_real: Bools = x.imag == 0
        return is_whole(whole, x.real) & is_real
    near, fraction, is_inside = _split(whole, x)
    same: Bools = is_inside & (near == whole) & (fraction == 0)
    return same


def change_from_whole(whole: AnyArray, x: AnyArray) -> Floats:
    """Return x − whole of the same arrays; of complex numbers the size, which has no sign."""
    if x.dtype.kind == "c":
        return np.hypot(change_from_whole(whole, x.real), x.imag.astype(np.float64))
    near, fraction, is_inside = _split(whole, x)
    far = x.astype(np.float64) - whole.astype(np.float64)
    return np.where(is_inside, whole_change(whole, near) + fraction, far)


def _split(whole: AnyArray, x: AnyArray) -> tuple[AnyArray, Floats, Bools]:
    """Return x as whole numbers of a type with a rest, and where that type can hold it."""
    numbers = x.astype(np.float64)
    limits = np.iinfo(whole.dtype)
    is_inside: Bools = (numbers >= float(limits.min)) & (numbers < float(limits.max))
    numbers = np.where(is_inside, numbers, 0.0)
    near = np.trunc(numbers)
    return near.astype(whole.dtype), numbers - near, is_inside
