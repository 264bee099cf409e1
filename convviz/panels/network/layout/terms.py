"""What all columns of a network agree on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convviz.panels.network.layout.station import Station


@dataclass(frozen=True, slots=True)
class Terms:
    """The sizes of maps, and how many stand across, down and on one page.

    Parameters
    ----------
    factor : int
        Pixels per cell of a map that is as fine as the image.
    height : int, default=0
        Pixels that the columns share, maps or not.
    maps_height : int, default=0
        Pixels from the top of the first map to the foot of the last.
    across : mapping of int to int
        Maps side by side, by the number of channels.
    pitches : mapping of int to int
        Pixels from one row of maps to the next, by the number of channels.
    shown : mapping of int to int
        Channels on one page, by the number of channels; all if missing.
    halved : frozenset of int
        Numbers of channels whose maps are drawn at half their size.
    pages : mapping of int to int
        The page that is open, by the number of channels; 0 if missing.
    """

    factor: int
    height: int = 0
    maps_height: int = 0
    across: Mapping[int, int] = field(default_factory=dict)
    pitches: Mapping[int, int] = field(default_factory=dict)
    shown: Mapping[int, int] = field(default_factory=dict)
    halved: frozenset[int] = frozenset()
    pages: Mapping[int, int] = field(default_factory=dict)

    @property
    def top(self) -> int:
        """Pixels above the first map, so that the maps stand in the middle."""
        return (self.height - self.maps_height) // 2

    def cell(self, station: Station) -> int:
        """Return the pixels per cell of a layer of maps."""
        return self.factor * station.stride // (2 if station.channels in self.halved else 1)

    def page(self, channels: int) -> range:
        """Return the channels that are shown of so many."""
        step = self.shown.get(channels, channels)
        start = min(self.pages.get(channels, 0), -(-channels // step) - 1) * step
        return range(start, min(start + step, channels))
