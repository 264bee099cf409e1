"""One pixel of the image: the number that everything begins with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PixelValue:
    """A pixel as the network sees it.

    Attributes
    ----------
    layer : str
        "input".
    index : tuple of int
        (channel, row, column).
    stored : float
        The pixel, scaled to [0, 1].
    """

    layer: str
    index: tuple[int, int, int]
    stored: float

    def raw(self, divisor: int) -> int:
        """Return the whole number that was divided by `divisor` to give the pixel."""
        return round(self.stored * divisor)
