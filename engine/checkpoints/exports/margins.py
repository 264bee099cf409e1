"""The cells around an image that its pooling windows reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.geometry import Sides
    from engine.kernels.axis import Axis
    from engine.layers import Pool2D


def reached_margins(layer: Pool2D) -> Sides:
    """Return ((top, bottom), (left, right)) with which the windows fit exactly.

    Without hanging over the edge, windows on an image with these margins are those of the
    layer: its `ceil_mode` has become part of them. A program needs no idea of its own then
    of where a last window may begin.
    """
    return _margin(layer.rows), _margin(layer.columns)


def _margin(axis: Axis) -> tuple[int, int]:
    places = (axis.count - 1) * axis.stride + axis.size
    return axis.before, max(0, places - axis.before - axis.length)
