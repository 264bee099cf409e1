"""How windows lie along one axis of an image.

Cell i of the input lies at place before + i * spacing of the padded axis; tap u of window
o reads place o * stride + u * dilation. With spacing 1 this is a convolution or a pooling;
the transposed convolution, which carries gradients back, is the same thing with the
roles of stride and spacing exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """Windows along the rows or the columns.

    Parameters
    ----------
    length : int
        Cells of the input.
    size : int
        Taps of a window.
    count : int
        Windows, that is cells of the output.
    stride : int, default=1
        Places from one window to the next.
    before : int, default=0
        Places of zeros in front of the first cell; negative cuts cells off.
    dilation : int, default=1
        Places from one tap to the next.
    spacing : int, default=1
        Places from one cell of the input to the next.
    """

    length: int
    size: int
    count: int
    stride: int = 1
    before: int = 0
    dilation: int = 1
    spacing: int = 1

    @property
    def reach(self) -> int:
        """Places from the first tap of a window to its last, both included."""
        return (self.size - 1) * self.dilation + 1

    @property
    def is_bare(self) -> bool:
        """Whether places are cells: nothing in front of them or between them."""
        return self.before == 0 and self.spacing == 1

    def transposed(self) -> Axis:
        """Return the axis by which the reversed kernel carries gradients back."""
        return Axis(
            length=self.count,
            size=self.size,
            count=self.length,
            stride=self.spacing,
            before=self.reach - 1 - self.before,
            dilation=self.dilation,
            spacing=self.stride,
        )

    def cells(self, places: int) -> tuple[slice, slice]:
        """Return which cells of the input lie at the first `places` places, and where.

        Returns
        -------
        cells : slice
            Of the input.
        at : slice
            Of the places.
        """
        first = max(0, -(self.before // self.spacing))
        stop = min(self.length, -((self.before - places) // self.spacing))
        at = self.before + first * self.spacing
        count = max(0, stop - first)
        return slice(first, first + count), slice(at, at + count * self.spacing, self.spacing)

    def taps_inside(self, window: int) -> list[tuple[int, int]]:
        """Return (tap, input cell) of those taps of a window that read a cell."""
        taps = []
        for u in range(self.size):
            offset = window * self.stride + u * self.dilation - self.before
            i, between = divmod(offset, self.spacing)
            if between == 0 and 0 <= i < self.length:
                taps.append((u, i))
        return taps
