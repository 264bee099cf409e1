"""What the window is looking at: one selection for every panel."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Selection:
    """A place in the network: nothing, a layer, a channel of it, or one cell.

    Parameters
    ----------
    layer : str, default=""
        Name of the layer, ``"input"`` for the image, ``""`` for the whole network.
    index : tuple of int, default=()
        ``()`` the layer; ``(c,)`` a channel of a layer of maps, or a unit of a layer
        of vectors; ``(c, row, column)`` a cell of a map.
    """

    layer: str = ""
    index: tuple[int, ...] = ()

    @property
    def channel(self) -> int | None:
        """The channel or unit, if one is selected."""
        return self.index[0] if self.index else None

    @property
    def is_cell_of_map(self) -> bool:
        """Whether a single cell of a map is selected."""
        return len(self.index) == 3

    def up(self) -> Selection:
        """Return the selection one level up: cell, channel, layer, network."""
        if len(self.index) == 3:
            return replace(self, index=self.index[:1])
        return replace(self, index=()) if self.index else Selection()

    def __str__(self) -> str:
        return f"{self.layer}[{', '.join(map(str, self.index))}]" if self.index else self.layer
