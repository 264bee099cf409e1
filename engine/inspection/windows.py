"""The cells under a window, also where it reaches over the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.kernels.axis import Axis

Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


def places_under(axis: Axis) -> Places:
    """Return the input place under each tap of each window, shape (windows, taps).

    Places in the padding are negative or not less than the length of the axis.
    """
    starts = np.arange(axis.count) * axis.stride - axis.before
    return starts[:, None] + np.arange(axis.size) * axis.dilation


def window_at(x: Array, rows: Places, columns: Places) -> tuple[Array, Mask]:
    """Return the cells at some rows and columns of each map, and which are padding.

    Parameters
    ----------
    x : ndarray, shape (C, H, W)
    rows : ndarray of int, shape (KH,)
    columns : ndarray of int, shape (KW,)

    Returns
    -------
    cells : ndarray, shape (C, KH, KW)
        0 in the padding.
    padding : ndarray of bool, shape (KH, KW)
    """
    height, width = x.shape[1:]
    above_below = (rows < 0) | (rows >= height)
    left_right = (columns < 0) | (columns >= width)
    padding = above_below[:, None] | left_right
    cells = x[:, rows.clip(0, height - 1)[:, None], columns.clip(0, width - 1)]
    cells[:, padding] = 0
    return cells, padding


def place_in_letters(places: tuple[int, ...], letter: str) -> str:
    """Write evenly spaced places by the letter that counts them: "12+u", "2u−1", "u"."""
    start = places[0]
    step = places[1] - start if len(places) > 1 else 1
    counted = letter if step == 1 else f"{step}{letter}"
    if start == 0:
        return counted
    return f"{start}+{counted}" if start > 0 else f"{counted}−{-start}"
