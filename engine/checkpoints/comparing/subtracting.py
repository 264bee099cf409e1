"""b − a in float64, entry by entry, for every kind of number.

Equal entries have the difference 0: also two NaN, and two infinities of one sign. Whole
numbers are subtracted before they are rounded, so that those above 2⁵³ differ by what they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.checkpoints.node import AnyArray

NUMBERS = "biufc"
WHOLE = "biu"


def same_entries(a: AnyArray, b: AnyArray) -> npt.NDArray[np.bool_]:
    """Return where two parts of one shape are equal; NaN equals NaN here.

    Parameters
    ----------
    a, b : ndarray, shape (n,)
        Both numbers, or both of one other kind.
    """
    same: npt.NDArray[np.bool_] = np.asarray(a == b)
    if same.all() or not (_may_be_nan(a) and _may_be_nan(b)):
        return same
    return same | (np.isnan(a) & np.isnan(b))


def subtracted(
    a: AnyArray, b: AnyArray, same: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return b − a; of complex numbers |b − a|, which has no sign.

    Parameters
    ----------
    a, b : ndarray, shape (n,)
        Numbers.
    same : ndarray of bool, shape (n,)
        From `same_entries`.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 where they are the same; NaN or infinite where one of them is.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if a.dtype.kind in WHOLE and b.dtype.kind in WHOLE:
            return _whole(a, b)
        if "c" in {a.dtype.kind, b.dtype.kind}:
            change = np.abs(b.astype(np.complex128) - a.astype(np.complex128))
        else:
            change = b.astype(np.float64) - a.astype(np.float64)
    if not np.isfinite(change).all():
        change[same] = 0.0
    return change


def change_of(a: AnyArray, b: AnyArray) -> npt.NDArray[np.float64]:
    """Return b − a of two arrays of numbers of one shape, whole and in that shape."""
    x, y = a.reshape(-1), b.reshape(-1)
    return subtracted(x, y, same_entries(x, y)).reshape(a.shape)


def sizes(x: AnyArray) -> npt.NDArray[np.float64]:
    """Return a part as float64, complex numbers by their sizes."""
    with np.errstate(over="ignore"):
        return (np.abs(x) if x.dtype.kind == "c" else x).astype(np.float64)


def _whole(a: AnyArray, b: AnyArray) -> npt.NDArray[np.float64]:
    """Return the difference of whole numbers, exact up to its rounding to float64."""
    common = np.result_type(a.dtype, b.dtype)
    if common.kind == "f":  # of int64 and uint64, which no whole type holds both
        return b.astype(np.float64) - a.astype(np.float64)
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


def _may_be_nan(x: AnyArray) -> bool:
    return x.dtype.kind in "fc"
