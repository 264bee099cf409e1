"""How the kernels lay out a batch in memory: row by row, and the batch innermost.

Images are handed around as (N, C, H, W), and lie in memory as (H, C, W, N): the columns of
a row in all samples are one run of W * N numbers. So long a run is what vector units want,
and it makes every step along an axis of the image a step of constant length through all
samples at once: windows are views.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

NumberT = TypeVar("NumberT", bound=np.generic)


def as_rows(x: npt.NDArray[NumberT]) -> npt.NDArray[NumberT]:
    """Return images (N, C, H, W) as (H, C, W, N), contiguous; copied only if need be."""
    return np.ascontiguousarray(x.transpose(2, 1, 3, 0))


def as_images(rows: npt.NDArray[NumberT]) -> npt.NDArray[NumberT]:
    """Return (H, C, W, N) seen as images (N, C, H, W)."""
    return rows.transpose(3, 1, 0, 2)
