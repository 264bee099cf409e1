"""b − a in float64, entry by entry, for every kind of number.

Equal entries have the difference 0: also two NaN, and two infinities of one sign. Whole
numbers are compared and subtracted before they are rounded, also with fractions, so that those
above 2⁵³ differ by what they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import require_shape
from engine.checkpoints.comparing.whole import change_from_whole, is_whole, whole_change

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.checkpoints.node import AnyArray

NUMBERS = "biufc"
WHOLE = "biu"
FRACTIONS = "fc"


def require_numbers(owner: str, a: AnyArray, b: AnyArray) -> None:
    """Check that two arrays can be subtracted.

    Raises
    ------
    ShapeError
        If they are not of one shape.
    TypeError
        If one of them holds no numbers.
    """
    for name, x in (("a", a), ("b", b)):
        if x.dtype.kind not in NUMBERS:
            raise TypeError(f"{owner}: {name} must hold numbers, got {x.dtype}")
    require_shape(owner, "b", b, a.shape)


def same_entries(a: AnyArray, b: AnyArray) -> npt.NDArray[np.bool_]:
    """Return where two parts of one shape are equal; NaN equals NaN here.

    Parameters
    ----------
    a, b : ndarray, shape (n,)
        Both numbers, or both of one other kind.
    """
    if _is_wide(a) and b.dtype.kind in FRACTIONS:
        return is_whole(a, b)
    if _is_wide(b) and a.dtype.kind in FRACTIONS:
        return is_whole(b, a)
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
            return whole_change(a, b)
        if _is_wide(a) and b.dtype.kind in FRACTIONS:
            return change_from_whole(a, b)
        if _is_wide(b) and a.dtype.kind in FRACTIONS:
            change = change_from_whole(b, a)
            return change if a.dtype.kind == "c" else -change
        if "c" in {a.dtype.kind, b.dtype.kind}:
            change = np.abs(b.astype(np.complex128) - a.astype(np.complex128))
        else:
            change = b.astype(np.float64) - a.astype(np.float64)
    if not np.isfinite(change).all():
        change[same] = 0.0
    return change


def change_of(a: AnyArray, b: AnyArray) -> npt.NDArray[np.float64]:
    """Return b − a of two arrays of numbers, whole and in their shape.

    Raises
    ------
    ShapeError
        If they are not of one shape.
    TypeError
        If one of them holds no numbers.
    """
    require_numbers("change_of", a, b)
    x, y = a.reshape(-1), b.reshape(-1)
    return subtracted(x, y, same_entries(x, y)).reshape(a.shape)


def sizes(x: AnyArray) -> npt.NDArray[np.float64]:
    """Return a part as float64, complex numbers by their sizes."""
    with np.errstate(over="ignore"):
        return (np.abs(x) if x.dtype.kind == "c" else x).astype(np.float64)


def _may_be_nan(x: AnyArray) -> bool:
    return x.dtype.kind in FRACTIONS


def _is_wide(x: AnyArray) -> bool:
    """Whether float64 does not hold all whole numbers of a type."""
    return x.dtype.kind in "iu" and x.dtype.itemsize == 8
