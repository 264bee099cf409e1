"""A box of cells in one layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.arrays import Shape


@dataclass(frozen=True, slots=True)
class Region:
    """The smallest box around some cells of a layer, clipped to its maps.

    Attributes
    ----------
    layer : str
        Name of the layer, or "input".
    channels : range
        Channels; units, where the layer is a vector.
    rows, columns : range
        Both ``range(1)`` where the layer is a vector. All three are empty where there is
        no such cell.
    """

    layer: str
    channels: range
    rows: range = range(1)
    columns: range = range(1)

    def __bool__(self) -> bool:
        return bool(self.channels and self.rows and self.columns)

    def __contains__(self, index: Shape) -> bool:
        axes = (self.channels, self.rows, self.columns)
        return all(place in axis for place, axis in zip(index, axes, strict=False))
