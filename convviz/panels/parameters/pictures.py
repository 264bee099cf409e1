"""Which picture an array gets: kernels as a mosaic, matrices as such, vectors as bars."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from convviz.panels.parameters.blocks import as_float32, block_for, largest_of_blocks
from convviz.plotting import Scale, format_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.panels.parameters.foldings import Folding
    from engine.arrays import Array
    from engine.checkpoints.node import AnyArray

PictureKind = Literal["mosaic", "matrix", "bars", "none"]

_MOST_KERNELS = 64
_LONGEST_SIDE = 64
_MOST_IN_MATRIX = 1 << 20
_LONGEST_MATRIX = 512
_MOST_BARS = 2048
_BARS_OF_BLOCKS = 512


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An array, arranged for one kind of picture.

    Attributes
    ----------
    kind : {"mosaic", "matrix", "bars", "none"}
    x : ndarray of float32
        What is drawn: shape (F, C, H, W) of a mosaic, (rows, columns) of a matrix, (n,)
        of bars.
    scale : Scale
        One for the array.
    note : str
        What of the array is not in the picture, or why there is none; "" mostly.
    source : ndarray
        View of the array's own numbers, arranged like `x`.
    block : tuple of int
        How many numbers of `source` along each axis share one of `x`.
    axes : pair of str
        What goes down and what goes across in a mosaic or a matrix.
    added_axis : int or None
        Axis of `source` that the array does not have.
    """

    kind: PictureKind
    x: Array
    scale: Scale
    note: str = ""
    source: AnyArray = field(default_factory=lambda: np.zeros(0))
    block: tuple[int, ...] = ()
    axes: tuple[str, str] = ("row", "column")
    added_axis: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every number drawn is one number of the array."""
        return all(n == 1 for n in self.block)

    def numbers(self, index: tuple[int, ...]) -> AnyArray:
        """Return the array's numbers that a number or a part of `x` stands for.

        Parameters
        ----------
        index : tuple of int
            Of `x`, or the first few of it.
        """
        spans = tuple(
            i if n == 1 else slice(i * n, (i + 1) * n)
            for i, n in zip(index, self.block, strict=False)
        )
        return np.asarray(self.source[spans])

    def place(self, index: tuple[int, ...]) -> str:
        """Write which numbers of `source` these are: "4, 5" or "40–59, 0–19"."""
        spans = enumerate(zip(index, self.block, self.source.shape, strict=False))
        return ", ".join(
            str(i) if n == 1 else f"{i * n}–{min((i + 1) * n, length) - 1}"
            for axis, (i, n, length) in spans
            if axis != self.added_axis
        )


def picture_of(
    array: AnyArray,
    limit: float | None = None,
    *,
    folding: Folding | None = None,
    axes: tuple[str, ...] = (),
    go_on: Callable[[], bool] = lambda: True,
) -> Picture:
    """Arrange an array for the picture that suits its shape.

    Parameters
    ----------
    array : ndarray
        Of any dtype and shape.
    limit : float, optional
        End of the colour scale; the largest size in the picture if not given.
    folding : Folding, optional
        Draw the inputs of each unit as maps.
    axes : tuple of str, optional
        What the axes of the array are, if that is known.
    go_on : callable, optional
        Asked now and then while a large array is made smaller; False stops the work.

    Raises
    ------
    LoadCancelled
        If `go_on` said so.
    """
    if array.dtype.kind not in "biufc":
        return _none("Text has no picture; its items are under Numbers.")
    if not array.size:
        return _none("The array is empty: one of its axes has length 0.")
    if folding is None:
        kind, shaped = _arranged(array)
        source, cut = _cropped(kind, shaped)
    else:
        kind = "mosaic"
        source, cut = _folded(array, folding)
    block = _block_of(kind, source.shape)
    values = _made_smaller(source, block, go_on)
    scale = (
        Scale.of(values, "signed", "array")
        if limit is None
        else Scale("signed", limit, "array")
    )
    sizes = "sizes of complex numbers" if array.dtype.kind == "c" else ""
    note = "; ".join(part for part in (cut, _shared(block), sizes) if part)
    names = _axes_of(kind, array.ndim, axes) if folding is None else ("unit", "channel")
    added = 1 if array.ndim == 3 and kind == "mosaic" else None
    return Picture(kind, values, scale, note, source, block, names, added)


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


def _axes_of(kind: PictureKind, count: int, known: tuple[str, ...]) -> tuple[str, str]:
    """Return what goes down and what across; plain words where that is not known."""
    if kind == "matrix" and count == 2:
        return (known[0], known[1]) if known else ("row", "column")
    if count < 3 or count > 4:
        return "", ""
    names = known or tuple(f"axis {i}" for i in range(count))
    return names[0], names[1] if count == 4 else ""


def _folded(array: AnyArray, folding: Folding) -> tuple[AnyArray, str]:
    units = array.T if folding.by_columns else array
    shown = units[:_MOST_KERNELS].reshape(-1, *folding.maps)
    count = len(units)
    return shown, "" if count == len(shown) else (
        f"the first {len(shown)} of {format_count(count)} units"
    )


def _cropped(kind: PictureKind, x: AnyArray) -> tuple[AnyArray, str]:
    if kind != "mosaic":
        return x, ""
    shown = x[:_MOST_KERNELS, :_MOST_KERNELS]
    if shown.shape == x.shape:
        return x, ""
    sizes = [" × ".join(map(format_count, shape)) for shape in (shown.shape, x.shape)]
    return shown, f"the first {sizes[0]} of {sizes[1]}"


def _block_of(kind: PictureKind, shape: tuple[int, ...]) -> tuple[int, ...]:
    if kind == "bars":
        return block_for(shape, (_BARS_OF_BLOCKS if shape[0] > _MOST_BARS else _MOST_BARS,))
    if kind == "mosaic":
        return (1, 1, *block_for(shape[2:], (_LONGEST_SIDE, _LONGEST_SIDE)))
    if shape[0] * shape[1] <= _MOST_IN_MATRIX:
        return 1, 1
    return block_for(shape, (_LONGEST_MATRIX, _LONGEST_MATRIX))


def _made_smaller(x: AnyArray, block: tuple[int, ...], go_on: Callable[[], bool]) -> Array:
    if all(n == 1 for n in block):
        return as_float32(x)
    if x.ndim == 1:
        bars: Array = largest_of_blocks(x[None], (1, block[0]), go_on)[0]
        return bars
    if x.ndim == 2:
        return largest_of_blocks(x, (block[0], block[1]), go_on)
    maps = [
        largest_of_blocks(kernel, (block[2], block[3]), go_on)
        for channels in x
        for kernel in channels
    ]
    whole: Array = np.stack(maps).reshape(*x.shape[:2], *maps[0].shape)
    return whole


def _shared(block: tuple[int, ...]) -> str:
    if all(n == 1 for n in block):
        return ""
    size = "×".join(map(format_count, block[-2:]))
    if len(block) == 1:
        return f"every bar is the largest of {size} numbers"
    return f"every cell is the largest of {size} numbers"


def _none(note: str) -> Picture:
    return Picture("none", np.zeros(0, np.float32), Scale("signed", 0.0, "array"), note)
