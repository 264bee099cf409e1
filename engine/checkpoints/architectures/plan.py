"""One way to lay convolutions and poolings over an image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.geometry import Pair


@dataclass(frozen=True, slots=True)
class Pooling:
    """Windows of a pooling; the size 0 stands for the mean of the whole map."""

    size: int
    stride: int
    keeps_edge: bool = False
    cost: float = 0.0

    def cuts(self, length: int) -> bool:
        """Whether cells at the end of an axis are in no window."""
        return not self.keeps_edge and (length - self.size) % self.stride > 0

    def length_after(self, length: int) -> int:
        """Return how many windows there are along an axis; 0 if none fits."""
        if not self.size:
            return 1
        room = length - self.size
        if room < 0:
            return 0
        return (-(-room // self.stride) if self.keeps_edge else room // self.stride) + 1


HALVING: Final = Pooling(2, 2)
WHOLE_MAP: Final = Pooling(0, 1, cost=3.0)
PLAIN_POOLINGS: Final = (None, HALVING, Pooling(2, 1, cost=3.0))
ALL_POOLINGS: Final = (
    *PLAIN_POOLINGS,
    Pooling(3, 2, cost=4.0),
    Pooling(3, 3, cost=5.0),
    Pooling(2, 2, keeps_edge=True, cost=2.0),
)
_NO_POOLING_COST = 0.5
_STRIDE_COST = 3.0
_CUT_COST = 0.5
"""Of cells at the edge that no window of the pooling sees."""


@dataclass(frozen=True, slots=True)
class Step:
    """A convolution with what may follow it.

    Attributes
    ----------
    is_padded : bool
        Whether "same": as many windows as cells, at stride 1.
    stride : int
    pooling : Pooling or None
    """

    is_padded: bool = False
    stride: int = 1
    pooling: Pooling | None = None

    def cost(self, length: int, taps: int) -> float:
        """Return how far from the plainest it is, on an axis of a length."""
        cost = _STRIDE_COST if self.stride > 1 else 0.0
        if self.pooling is None:
            return cost + _NO_POOLING_COST
        cuts = self.pooling.cuts(self.maps_after(length, taps))
        return cost + self.pooling.cost + _CUT_COST * cuts

    def maps_after(self, length: int, taps: int) -> int:
        """Return the length of an axis after the convolution alone; 0 if no window fits."""
        if self.is_padded:
            return -(-length // self.stride)
        return max(0, (length - taps) // self.stride + 1)

    def length_after(self, length: int, taps: int) -> int:
        """Return the length of an axis after all of it; 0 if no window fits."""
        maps = self.maps_after(length, taps)
        return maps if self.pooling is None else self.pooling.length_after(maps)

    def is_other(self, length: int, taps: int) -> bool:
        """Whether it does something else than a plainer step on an axis of this length."""
        pooling = self.pooling
        if pooling is None or pooling in (HALVING, WHOLE_MAP):
            return True
        maps = self.maps_after(length, taps)
        if pooling.keeps_edge:
            return HALVING.cuts(maps)
        return maps > pooling.size or pooling.stride == pooling.size


@dataclass(frozen=True, slots=True)
class Plan:
    """The size of the image and a step per convolution.

    Attributes
    ----------
    size : int
        Rows, and columns, of the image.
    steps : tuple of Step
    cost : float
        The smaller, the more usual.
    """

    size: int
    steps: tuple[Step, ...] = ()
    cost: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Whether it is made of what most networks are made of."""
        return self.size in PLAIN_SIZES and all(
            step.stride == 1 and step.pooling in PLAIN_POOLINGS for step in self.steps
        )


PLAIN_SIZES: Final = (28, 32, 64, 224, 96, 8)
ALL_SIZES: Final = (
    *PLAIN_SIZES,
    *(16, 20, 24, 48, 50, 100, 112, 128, 150, 160, 192, 200, 227, 256, 299),
)


def size_cost(size: int, channels: int) -> float:
    """Return how unusual an image of a size is; those of known data sets are not at all."""
    if (size, channels) in ((28, 1), (8, 1), (32, 3)):
        return 0.0
    return 2.0 + PLAIN_SIZES.index(size) if size in PLAIN_SIZES else 10.0


def steps_for(kernel: Pair, *, plain: bool) -> Iterator[Step]:
    """Yield the steps to be tried with a kernel; one of a single tap needs no padding."""
    for is_padded in (False, True) if max(kernel) > 1 else (False,):
        for stride in (1,) if plain else (1, 2):
            for pooling in PLAIN_POOLINGS if plain else ALL_POOLINGS:
                yield Step(is_padded, stride, pooling)
