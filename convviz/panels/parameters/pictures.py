"""Which picture an array gets: kernels as a mosaic, matrices as such, vectors as bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from convviz.plotting import Scale, format_count

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.checkpoints.node import AnyArray

PictureKind = Literal["mosaic", "matrix", "bars", "none"]

_MOST_KERNELS = 64
_LONGEST_SIDE = 64
_MOST_ROWS = 2048
_LONGEST_VECTOR = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An array, arranged for one kind of picture.

    Attributes
    ----------
    kind : {"mosaic", "matrix", "bars", "none"}
    x : ndarray of float32
        Shape (F, C, H, W) of a mosaic, (rows, columns) of a matrix, (n,) of bars.
    scale : Scale
        One for the array.
    note : str
        What of the array is not in the picture, or why there is none; "" mostly.
    """

    kind: PictureKind
    x: Array
    scale: Scale
    note: str = ""


def picture_of(array: AnyArray, limit: float | None = None) -> Picture:
    """Arrange an array for the picture that suits its shape.

    Parameters
    ----------
    array : ndarray
        Of any dtype and shape.
    limit : float, optional
        End of the colour scale; the largest size in the picture if not given.
    """
    if array.dtype.kind not in "biufc":
        return _none("Text has no picture; its items are under Numbers.")
    if not array.size:
        return _none("The array is empty.")
    kind, shaped = _arranged(array)
    x, note = _cropped(kind, shaped)
    values = _float32(x)
    scale = (
        Scale.of(values, "signed", "array")
        if limit is None
        else Scale("signed", limit, "array")
    )
    return Picture(kind, values, scale, note)


def _arranged(array: AnyArray) -> tuple[PictureKind, AnyArray]:
    shape = array.shape
    if array.size == max(shape, default=1):
        return "bars", array.reshape(-1)
    if len(shape) == 2:
        return "matrix", array
    if len(shape) == 3:
        return "mosaic", array[:, None]
    if shape[-2:] == (1, 1):
        return "matrix", array.reshape(-1, shape[-3])
    return "mosaic", array.reshape(-1, *shape[-3:])


def _cropped(kind: PictureKind, x: AnyArray) -> tuple[AnyArray, str]:
    most = {
        "mosaic": (_MOST_KERNELS, _MOST_KERNELS, _LONGEST_SIDE, _LONGEST_SIDE),
        "matrix": (_MOST_ROWS, _MOST_ROWS),
        "bars": (_LONGEST_VECTOR,),
        "none": (),
    }[kind]
    shown = x[tuple(slice(n) for n in most)]
    if shown.shape == x.shape:
        return x, ""
    sizes = [" × ".join(map(format_count, shape)) for shape in (shown.shape, x.shape)]
    return shown, f"the first {sizes[0]} of {sizes[1]}"


def _float32(x: AnyArray) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(np.abs(x) if x.dtype.kind == "c" else x, np.float32)


def _none(note: str) -> Picture:
    return Picture("none", np.zeros(0, np.float32), Scale("signed", 0.0, "array"), note)
