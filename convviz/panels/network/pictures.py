"""From the activations of one frame to one picture per layer, one pixel per cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.panels.network.layout import CellList, FoldedGrid
from convviz.plotting import mosaic_image

if TYPE_CHECKING:
    from PyQt6.QtGui import QImage

    from convviz.panels.network.layout import Grid
    from convviz.plotting import Scale
    from convviz.theming import Theme
    from engine.arrays import Array


def picture(grid: Grid, values: Array, scale: Scale, theme: Theme) -> QImage:
    """Return the picture that `grid.blits()` cuts up.

    Parameters
    ----------
    grid : Grid
    values : ndarray, shape (C, H, W) or (n,)
        Of all channels, also those of other pages.
    scale : Scale
    theme : Theme
    """
    return mosaic_image(plates(grid, values), 1, 0, scale, theme)


def plates(grid: Grid, values: Array) -> Array:
    """Return `values` as plates of equal size, one below the other: (P, rows, columns)."""
    if isinstance(grid, CellList):
        return values.reshape(1, -1, 1)
    if not isinstance(grid, FoldedGrid):
        return values
    bands = values.reshape(-1, grid.units)
    missing = grid.rows * grid.columns - grid.units
    padded = np.pad(bands, ((0, 0), (0, missing))) if missing else bands
    return padded.reshape(-1, grid.rows, grid.columns)
